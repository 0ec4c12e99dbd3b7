// verdict: changed
// changed: choose
// flags: -fno-tree-switch-conversion -fjump-tables
#include "kernel.h"
#ifdef PATCHED
#define THREE 4
#define FOUR 3
#else
#define THREE 3
#define FOUR 4
#endif
void one(void); void two(void); void three(void); void four(void); void five(void);
void choose(int a)
{
	switch (a) {
	case 1: one(); break;
	case 2: two(); break;
	case THREE: three(); break;
	case FOUR: four(); break;
	case 5: five(); break;
	}
	outside(a);
}
