// verdict: changed
// changed: fill
// flags: -g
#include "kernel.h"
struct device { int id : 4, flag : 1; union { long state; char bytes[8]; }; struct device *next[3]; };
#ifdef PATCHED
long fill(struct device *device) { device->state = outside(device->flag); return device->state; }
#else
long fill(struct device *device) { device->state = outside(device->id); return device->state; }
#endif
