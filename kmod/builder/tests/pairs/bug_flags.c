// verdict: changed
// changed: checks
// note: checks its entries in __bug_table differ; the code is the same
#include "kernel.h"
#ifdef PATCHED
#define FLAGS 9
#else
#define FLAGS 1
#endif
int checks(int a) { if (a) WARN(FLAGS); return outside(a); }
