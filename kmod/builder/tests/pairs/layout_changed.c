// verdict: refused
// changed: fill
// reason: layout_changed struct device
// flags: -g
#include "kernel.h"
struct device {
	int id;
#ifdef PATCHED
	int extra[3];
#endif
	long state;
};
long fill(struct device *device) { device->state = outside(device->id); return device->state; }
int other(int a) { return outside(a); }
