// verdict: refused
// changed: quiet
// reason: no_ftrace_site quiet
#include "kernel.h"
#ifdef PATCHED
notrace int quiet(int a) { return outside(a) + 2; }
#else
notrace int quiet(int a) { return outside(a) + 1; }
#endif
