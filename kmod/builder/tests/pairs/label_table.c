// verdict: changed
// changed: interpret
#include "kernel.h"
int before(int a) { return outside(a); }
int interpret(const unsigned char *code)
{
	static const void *const labels[] = { &&stop, &&next, &&call };
	int sum = 0;
#ifdef PATCHED
	printk("begins\n");
#endif
	goto *labels[*code];
next:
	sum++;
	goto *labels[*++code];
call:
	sum += outside(sum);
	goto *labels[*++code];
stop:
	return sum;
}
