// verdict: changed
// changed: top
#include "kernel.h"
static noinline int piece(int a, int b) { if (a) printk("%d\n", b); return outside(a) * b; }
int user(int a) { return piece(a, 17) + piece(a + 1, 17); }
#ifdef PATCHED
int top(int a) { return outside(a) - 2; }
#else
int top(int a) { return outside(a) - 1; }
#endif
