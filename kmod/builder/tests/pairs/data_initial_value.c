// verdict: refused
// reason: data_changed limit
#include "kernel.h"
#ifdef PATCHED
int limit = 12;
#else
int limit = 11;
#endif
int within(int a) { return a < limit; }
