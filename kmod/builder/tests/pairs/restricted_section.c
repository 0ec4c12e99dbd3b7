// verdict: refused
// changed: entry
// reason: restricted_code entry
#include "kernel.h"
#ifdef PATCHED
section(".noinstr.text") int entry(int a) { return outside(a) + 2; }
#else
section(".noinstr.text") int entry(int a) { return outside(a) + 1; }
#endif
