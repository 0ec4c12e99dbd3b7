//! The extracted object is a good relocatable file, its list of outside symbols is complete, and its code runs on the
//! original's data.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends where it fails"
)]

mod gcc;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use quiesce_build::compare::{Verdict, compare};
use quiesce_build::extract::{Extracted, extract};

fn extracted(orig: &[u8], patched: &[u8]) -> Extracted {
    let comparison = compare(orig, patched).expect("readable objects");
    assert_eq!(comparison.verdict, Verdict::Changed, "{comparison:?}");
    extract(orig, patched, &comparison).expect("an extraction")
}

fn undefined(object: &Path) -> BTreeSet<String> {
    let listed = gcc::run(Command::new("nm").arg("-u").arg(object));
    listed
        .split_whitespace()
        .filter(|word| *word != "U")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_changed_pair_links_and_lists_what_is_outside() {
    let mut count = 0;
    for entry in std::fs::read_dir(gcc::pairs()).expect("the folder of pairs") {
        let path = entry.expect("an entry").path();
        let source = std::fs::read_to_string(&path).expect("a source");
        if !source.contains("// verdict: changed") {
            continue;
        }
        count += 1;
        let flags: Vec<&str> = source
            .lines()
            .filter_map(|line| line.strip_prefix("// flags: "))
            .flat_map(str::split_whitespace)
            .collect();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (orig, patched) = gcc::compile_pair(&path, &flags, folder.path());
        let extracted = extracted(&orig, &patched);
        let object = folder.path().join("extracted.o");
        std::fs::write(&object, &extracted.object).expect("written");
        let linked = folder.path().join("linked.o");
        gcc::run(
            Command::new("ld")
                .args(["-r", "-o"])
                .arg(&linked)
                .arg(&object),
        );
        let outside: BTreeSet<String> = extracted
            .outside
            .iter()
            .map(|symbol| symbol.name.clone())
            .collect();
        assert_eq!(undefined(&linked), outside, "{}", path.display());
        let symbols = gcc::run(Command::new("nm").arg(&linked));
        for replaced in &extracted.replaced {
            assert!(
                symbols.contains(&format!(" T {}", replaced.new_symbol)),
                "{} is no global function in {symbols}",
                replaced.new_symbol
            );
        }
    }
    assert!(count >= 12, "only {count} pairs were extracted");
}

const SOURCE: &str = r#"
int outside(int value);
const char *kept;
static int total = 100;
static const char *const words[] = { "none", "one", "two" };
static __attribute__((noinline)) int add(int a) { total += a; return total; }
int callback(int a);
int callback(int a)
{
	static int calls = 10;
#ifdef PATCHED
	if (a > 2) { kept = "many"; return add(1000) + calls; }
#endif
	kept = words[a & 1];
	return add(a) + ++calls;
}
int (*address(int a))(int) {
#ifdef PATCHED
	outside(a + 1);
#endif
	outside(a); return callback;
}
int choose(int a)
{
	switch (a) {
	case 1: return outside(11); case 2: return callback(0); case 3: return outside(13) + 2;
	case 4: return total; case 5: return outside(15) * 3; case 6: return outside(16) - 1;
	}
#ifdef PATCHED
	return callback(a);
#else
	return 0;
#endif
}
"#;

const MAIN: &str = r#"
#include <stdio.h>
extern const char *kept;
int old_sum;
int outside(int value) { old_sum += value; return value; }
int callback(int), choose(int), NEW_CALLBACK(int), NEW_CHOOSE(int);
int (*NEW_ADDRESS(int))(int);
__attribute__((naked, no_instrument_function)) void __fentry__(void) { asm("ret"); }
int main(void)
{
	int sum = callback(1);
	printf("%d %s\n", sum, kept);
	sum = NEW_CALLBACK(0);
	printf("%d %s\n", sum, kept);
	sum = NEW_CALLBACK(3);
	printf("%d %s\n", sum, kept);
	printf("%d ", NEW_CHOOSE(1));
	printf("%d ", NEW_CHOOSE(2));
	printf("%d ", NEW_CHOOSE(4));
	printf("%d\n", NEW_CHOOSE(9));
	printf("%d\n", NEW_ADDRESS(0) == callback);
	return 0;
}
"#;

/// Links the original object, the extracted one and a program that calls both versions: the new one must count on in the
/// original's variables, choose by its own jump table, call other new versions, and give out the original's address.
#[test]
fn the_new_version_runs_on_the_originals_data() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("source.c"), SOURCE).expect("written");
    let (orig, patched) = gcc::compile_pair(&at("source.c"), &["-fjump-tables"], folder.path());
    let extracted = extracted(&orig, &patched);
    std::fs::write(at("extracted.o"), &extracted.object).expect("written");

    let new = |name: &str| {
        let found = extracted
            .replaced
            .iter()
            .find(|replaced| replaced.name == name);
        found
            .unwrap_or_else(|| panic!("{name} is not replaced: {:?}", extracted.replaced))
            .new_symbol
            .clone()
    };
    let main = MAIN
        .replace("NEW_CALLBACK", &new("callback"))
        .replace("NEW_CHOOSE", &new("choose"))
        .replace("NEW_ADDRESS", &new("address"));
    std::fs::write(at("main.c"), main).expect("written");
    let locals: Vec<String> = extracted
        .outside
        .iter()
        .filter(|symbol| symbol.local)
        .map(|symbol| format!("--globalize-symbol={}", symbol.name))
        .collect();
    assert!(
        locals
            .iter()
            .any(|local| local.starts_with("--globalize-symbol=calls.")),
        "{locals:?}"
    );
    gcc::run(
        Command::new("objcopy")
            .args(&locals)
            .arg(at("orig.o"))
            .arg(at("global.o")),
    );
    let files = ["main.c", "global.o", "extracted.o"].map(at);
    gcc::run(
        Command::new("gcc")
            .args(["-no-pie", "-fno-pie", "-w", "-z", "noexecstack", "-o"])
            .arg(at("program"))
            .args(files),
    );

    let printed = gcc::run(&mut Command::new(at("program")));
    assert_eq!(
        printed,
        "112 one\n113 none\n1113 many\n11 1114 1101 2114\n1\n"
    );
}
