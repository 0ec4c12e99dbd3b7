// verdict: changed
// changed: traced
// note: traced its entries in __jump_table differ; the code is the same
#include "kernel.h"
extern long key_one, key_two;
#ifdef PATCHED
#define KEY key_two
#else
#define KEY key_one
#endif
int traced(int a)
{
	JUMP_LABEL(KEY, on);
	return outside(a);
on:
	return outside(a + 1);
}
