// verdict: changed
// changed: works
#include "kernel.h"
__attribute__((cold)) int complain(int code);
int calm(int a) { if (a < 0) return complain(a); return outside(a); }
#ifdef PATCHED
int works(int a) { if (a < 0) { printk("bad\n"); return complain(7); } return outside(a); }
#else
int works(int a) { if (a < 0) { return complain(a); } return outside(a); }
#endif
