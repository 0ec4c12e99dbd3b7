// verdict: changed
// changed: reads
#include "kernel.h"
#ifdef PATCHED
#define KIND 7
#else
#define KIND 3
#endif
int reads(int a) { MAY_FAULT(KIND); return outside(a); }
int unchanged(int a) { MAY_FAULT(3); return outside(a); }
