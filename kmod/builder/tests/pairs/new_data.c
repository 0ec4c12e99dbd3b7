// verdict: changed
// changed: counts
// new: helper
#include "kernel.h"
#ifdef PATCHED
static int fresh;
static noinline int helper(int a) { return outside(a) + ++fresh; }
int counts(int a) { return helper(a) ^ 1; }
#else
int counts(int a) { return outside(a); }
#endif
