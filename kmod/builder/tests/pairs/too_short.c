// verdict: refused
// changed: tiny
// reason: no_room tiny
#include "kernel.h"
#ifdef PATCHED
void tiny(void) { knob = 1; }
#else
void tiny(void) { }
#endif
