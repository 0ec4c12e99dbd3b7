// verdict: refused
// new: later
// reason: init_code __initcall_later
#include "kernel.h"
int setup(void) { return outside(1); }
#ifdef PATCHED
int later(void) { return outside(2); }
section(".initcall6.init") int (*__initcall_later)(void) = later;
#endif
