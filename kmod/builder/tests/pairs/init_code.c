// verdict: refused
// changed: setup
// reason: init_code setup
#include "kernel.h"
#ifdef PATCHED
#define SIZE 2
#else
#define SIZE 1
#endif
section(".init.text") int setup(void) { return outside(SIZE); }
