// verdict: refused
// reason: data_changed buffer
#include "kernel.h"
#ifdef PATCHED
char buffer[64];
#else
char buffer[32];
#endif
int at(int a) { return outside(buffer[a]); }
