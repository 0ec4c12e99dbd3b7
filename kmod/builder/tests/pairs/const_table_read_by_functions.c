// verdict: changed
// changed: look
// note: look the constant table that it reads differs
#include "kernel.h"
#ifdef PATCHED
static const int table[5] = { 2, 3, 5, 7, 12 };
#else
static const int table[5] = { 2, 3, 5, 7, 11 };
#endif
int look(int a) { return outside(table[a]); }
int other(int a) { return outside(a); }
