// verdict: changed
// changed: checks
#include "kernel.h"
#ifdef PATCHED
#define LIMIT 12
#else
#define LIMIT 11
#endif
int checks(int a)
{
	printk("limit %d\n", LIMIT);
	return outside(a);
}
