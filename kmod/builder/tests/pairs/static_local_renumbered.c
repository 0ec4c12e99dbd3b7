// verdict: changed
// changed: first
#include "kernel.h"
int first(int a)
{
	static int count;
#ifdef PATCHED
	{ static int seen; printk("%d", seen++); }
	{ static int count; printk("%d", count++); }
#endif
	return outside(a + ++count);
}
int second(int a) { static int count; return outside(a + ++count); }
int third(int a) { static int count = 3; return outside(a - ++count); }
