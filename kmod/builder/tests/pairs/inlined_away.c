// verdict: changed
// changed: caller
// gone: callee
#include "kernel.h"
#ifdef PATCHED
static inline __attribute__((always_inline)) int callee(int a) { return outside(a) * 3; }
#else
static noinline int callee(int a) { return outside(a) * 3; }
#endif
int caller(int a) { return callee(a) + 1; }
