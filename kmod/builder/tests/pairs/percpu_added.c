// verdict: refused
// changed: counts
// reason: percpu_changed slots
#include "kernel.h"
#ifdef PATCHED
section(".data..percpu") int slots = 0;
int counts(int a) { return outside(a) + slots; }
#else
int counts(int a) { return outside(a); }
#endif
