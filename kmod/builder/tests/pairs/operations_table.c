// verdict: refused
// reason: data_changed operations
#include "kernel.h"
struct operations { int (*open)(int); int (*close)(int); };
int opens(int a) { return outside(a); }
int closes(int a) { return outside(a + 1); }
#ifdef PATCHED
static const struct operations operations = { opens, opens };
#else
static const struct operations operations = { opens, closes };
#endif
const struct operations *find(void) { outside(0); return &operations; }
