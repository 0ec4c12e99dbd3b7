// verdict: refused
// reason: data_changed count.0
#include "kernel.h"
#ifdef PATCHED
#define START 4
#else
#define START 3
#endif
int third(int a) { static int count = START; return outside(a - ++count); }
