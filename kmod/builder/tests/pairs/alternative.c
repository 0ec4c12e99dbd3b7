// verdict: changed
// changed: copies
#include "kernel.h"
int before(int a)
{
#ifdef PATCHED
	ALTERNATIVE("nop; nop; nop", "sfence", 5);
#endif
	ALTERNATIVE("nop; nop; nop", "lfence", 5);
	return outside(a);
}
int copies(int a)
{
#ifdef PATCHED
	ALTERNATIVE("nop; nop; nop", "mfence", 5);
#else
	ALTERNATIVE("nop; nop; nop", "lfence", 5);
#endif
	return outside(a);
}
// changed: before
