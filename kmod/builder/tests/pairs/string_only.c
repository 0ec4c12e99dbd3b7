// verdict: changed
// changed: speak
// note: speak a string differs: "good day\n" is now "good evening\n"; the code is the same
#include "kernel.h"
#ifdef PATCHED
#define WORDS "good evening\n"
#else
#define WORDS "good day\n"
#endif
int speak(void) { printk(WORDS); return outside(1); }
int other(void) { printk("unchanged\n"); return outside(2); }
