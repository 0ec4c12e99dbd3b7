// verdict: changed
// changed: second
#include "kernel.h"
int first(int a) { return outside(a) + 1; }
#ifdef PATCHED
int second(int a) { return a > 4 ? outside(a) : 0; }
#else
int second(int a) { return outside(a); }
#endif
int third(int a) { return outside(a) + 3; }
