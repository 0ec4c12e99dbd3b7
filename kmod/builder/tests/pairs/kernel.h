/* What a kernel object has beside its code, in as few words as the tests need. */
#define noinline __attribute__((__noinline__))
#define notrace __attribute__((__no_instrument_function__))
#define used __attribute__((__used__))
#define section(name) __attribute__((__section__(name), __used__))

int printk(const char *format, ...);
void __might_sleep(const char *file, int line);
int outside(int value);
extern int knob;

/* A trap with an entry in the bug table: address, file, line, flags. */
#define BUG_ENTRY(text, flags)                                                        \
	asm volatile("1: ud2\n.pushsection __bug_table,\"aw\"\n2: .long 1b - .\n"     \
		     ".long %c0 - .\n.word %c1\n.word %c2\n.org 2b+12\n.popsection\n" \
		     : : "i"(text), "i"(__LINE__), "i"(flags))
#define WARN(flags) BUG_ENTRY(__FILE__, flags)

/* An instruction that may fault, and where to go on. */
#define MAY_FAULT(kind)                                                          \
	asm volatile("1: nop\n lfence\n2:\n.pushsection __ex_table,\"a\"\n"      \
		     ".balign 4\n.long 1b - .\n.long 2b - .\n.long %c0\n.popsection\n" : : "i"(kind))

/* An instruction that the kernel replaces at boot on some processors. */
#define ALTERNATIVE(old, new, feature)                                                     \
	asm volatile("661: " old "\n662:\n.pushsection .altinstructions,\"a\"\n"           \
		     ".long 661b - .\n.long 663f - .\n.word %c0\n.byte 662b-661b\n"        \
		     ".byte 664f-663f\n.popsection\n"                                      \
		     ".pushsection .altinstr_replacement,\"ax\"\n663: " new "\n664:\n"     \
		     ".popsection\n" : : "i"(feature))

/* A branch that the kernel rewrites when a key changes. */
#define JUMP_LABEL(key, label)                                                        \
	asm goto("1: .byte 0x0f, 0x1f, 0x44, 0x00, 0x00\n"                            \
		 ".pushsection __jump_table,\"aw\"\n.balign 8\n.long 1b - .\n"        \
		 ".long %l[" #label "] - .\n.quad %c0 - .\n.popsection\n"             \
		 : : "i"(&key) : : label)
