// verdict: no_change
#include "kernel.h"
static int count;
int first(int a) { printk("count %d\n", ++count); return outside(a); }
