// verdict: changed
// changed: choose
#include "kernel.h"
#ifdef PATCHED
#define LAST 90
#else
#define LAST 50
#endif
int keep(int a) { outside(a); switch (a) { case 1: return 7; case 2: return 3; case 3: return 9; case 4: return 1; case 5: return 8; } return 0; }
int choose(int a) { outside(a); switch (a) { case 1: return 10; case 2: return 33; case 3: return 20; case 4: return 11; case 5: return LAST; } return 0; }
