// verdict: changed
// changed: second
// flags: -fno-function-sections -fno-data-sections
#include "kernel.h"
static int one, two;
static noinline int local(int a) { return outside(a) + ++one; }
int first(int a) { return local(a) + ++two; }
#ifdef PATCHED
int second(int a) { printk("grows and moves what is behind\n"); return local(a) > 7; }
#else
int second(int a) { return local(a); }
#endif
int third(int a) { return local(a) + first(a) - two; }
int fourth(int a) { for (int i = 0; i < a; i++) outside(third(i)); return local(a); }
