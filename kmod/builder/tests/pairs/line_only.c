// verdict: no_change
#include "kernel.h"
#ifdef PATCHED
#line 100
#endif
int checks(int a)
{
	__might_sleep("some text", __LINE__);
	if (a)
		WARN(1);
	printk("assertion at %s (%d)\n", __FILE__, __LINE__);
	return outside(a);
}
