// verdict: refused
// new: shared
// reason: export_changed __ksymtab_shared
#include "kernel.h"
int inner(void) { return outside(1); }
#ifdef PATCHED
int shared(void) { return outside(2); }
section("___ksymtab+shared") int (*__ksymtab_shared)(void) = shared;
#endif
