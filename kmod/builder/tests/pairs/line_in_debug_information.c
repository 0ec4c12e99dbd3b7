// verdict: no_change
// flags: -g
#include "kernel.h"
int complain(int why, int line);
#ifdef PATCHED
#line 100
#endif
int checks(int a)
{
	if (a > 7)
		return complain(a, __LINE__);
	return outside(a);
}
