//! Whole objects against a prepared kernel: every function of a file, not only those that a patch happens to touch.
//!
//! These need the prepared kernel that set-up leaves in the cache (`quiesce-build prepare`). The module that asks a running
//! kernel the same is written on demand: `QUIESCE_CENSUS_OUT=DIR cargo test -p quiesce-build --test whole_objects -- --ignored`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeMap;
use std::env;
use std::fs;

use quiesce_build::compare::compare;
use quiesce_build::compile::{Shadow, compile, originals};
use quiesce_build::elf::{PartKind, Role};
use quiesce_build::extract::extract;
use quiesce_build::kernel::{Cache, PreparedKernel};
use quiesce_build::link::core::obtain;
use quiesce_build::link::symbols::outside;
use quiesce_build::link::tables::{Replacement, Tables};
use quiesce_build::link::target::Target;
use quiesce_build::link::update::{NamedObject, link};
use quiesce_build::patch::apply;
use quiesce_build::report::BuildLog;
use quiesce_build::vmlinux::Span;
use quiesce_build::vmlinux::matching::{Cut, MatchedFunction, Mismatch, Original};

const RELEASE: &str = "6.1.0-47-cloud-amd64";

/// Files with much of what a running kernel rewrites: locks, static calls, jump labels, paravirt, alternatives.
const SOURCES: [&str; 8] = [
    "fs/open.c",
    "kernel/futex/requeue.c",
    "kernel/sched/core.c",
    "kernel/fork.c",
    "mm/memory.c",
    "net/core/dev.c",
    "net/core/rtnetlink.c",
    "arch/x86/kernel/process.c",
];

/// Pieces that the core takes of one function.
const PIECES: usize = 64;

fn kernel() -> (Cache, PreparedKernel) {
    let cache = Cache::from_environment().unwrap();
    let kernel =
        PreparedKernel::obtain(&cache, &RELEASE.parse().unwrap(), &BuildLog::silent()).unwrap();
    (cache, kernel)
}

/// Spans of every function in [`SOURCES`] and of what they refer to, and what did not match.
fn census(
    kernel: &PreparedKernel,
    target: &Target<'_>,
) -> (BTreeMap<u64, Span>, usize, Vec<Mismatch>) {
    let sources = SOURCES.map(str::to_owned);
    let (mut spans, mut count, mut mismatches) = (BTreeMap::new(), 0, Vec::new());
    for original in originals(kernel, &sources, &BuildLog::silent()).unwrap() {
        let cut = Cut::parse(&original.object).unwrap();
        let placed = Original::locate(&target.vmlinux, &cut, &original.source).unwrap();
        for (_, part) in cut.parts.iter() {
            if part.kind != PartKind::Function || part.role != Role::Code || part.name.is_empty() {
                continue;
            }
            count += 1;
            match placed.code_span(part.name, &mut spans) {
                Ok(span) => drop(spans.insert(span.address, span)),
                Err(mismatch) => mismatches.push(mismatch),
            }
        }
    }
    (spans, count, mismatches)
}

#[test]
fn every_function_is_as_the_kernel_has_it() {
    let (_, kernel) = kernel();
    let target = Target::load(&kernel).unwrap();
    let (_, count, mismatches) = census(&kernel, &target);
    println!(
        "{count} functions, {} differ: {mismatches:#?}",
        mismatches.len()
    );
    assert!(count > 1000, "{count} functions are too few");
    // A tail jump that grew from two bytes to five, because functions have sections of their own here.
    assert!(
        mismatches.len() <= count / 200,
        "{count} functions, of which differ: {mismatches:#?}"
    );
}

/// Writes a module that has the core compare every function of [`SOURCES`] with the running kernel, into the folder
/// `QUIESCE_CENSUS_OUT`. The virtual machine loads it and asks for `check`: nothing may be unexplained.
#[test]
#[ignore = "needs a prepared kernel and QUIESCE_CENSUS_OUT"]
fn writes_a_census_module() {
    let out = env::var_os("QUIESCE_CENSUS_OUT").expect("a folder for the module");
    let (cache, kernel) = kernel();
    let target = Target::load(&kernel).unwrap();
    let (spans, _, _) = census(&kernel, &target);
    let core = obtain(&cache, &kernel, None, &BuildLog::silent()).unwrap();

    let work = tempfile::tempdir().unwrap();
    let tree = work.path().join("tree");
    fs::create_dir(&tree).unwrap();
    let source = "fs/open.c".to_owned();
    let shadow = Shadow::make(&kernel.source(), tree, std::slice::from_ref(&source)).unwrap();
    let patch = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/patches/log-opens.patch");
    apply(shadow.root(), patch.as_ref(), kernel.version()).unwrap();
    let original = originals(&kernel, std::slice::from_ref(&source), &BuildLog::silent())
        .unwrap()
        .remove(0);
    let patched = compile(&shadow, &original).unwrap();
    let comparison = compare(&original.object, &patched).unwrap();
    let extracted = extract(&original.object, &patched, &comparison).unwrap();
    let cut = Cut::parse(&original.object).unwrap();
    let placed = Original::locate(&target.vmlinux, &cut, &source).unwrap();
    let renames = outside(
        &target.vmlinux,
        placed.unit(),
        &target.exports,
        &extracted.outside,
    )
    .unwrap();
    let new = &extracted.replaced[0];
    // The core takes text only as a function or its pieces, so many a function; it is only asked to check.
    let is_text = |span: &Span| target.vmlinux.section_at(span.address) == Some(".text");
    let (text, rodata): (Vec<_>, Vec<_>) = spans.into_values().partition(is_text);
    let names = cut
        .parts
        .iter()
        .map(|(_, part)| part)
        .filter(|part| part.role == Role::Code);
    let replaceable =
        names.filter_map(|part| placed.function(part.name, &[], &mut BTreeMap::new()).ok());
    let functions: Vec<_> = text
        .chunks(PIECES)
        .zip(replaceable)
        .map(|(pieces, old)| Replacement {
            old: MatchedFunction {
                pieces: pieces.to_vec(),
                ..old
            },
            new_symbol: new.new_symbol.clone(),
            new_size: new.new_size,
        })
        .collect();
    assert!(
        functions.len() * PIECES >= text.len(),
        "too few functions to carry all text"
    );
    let tables = Tables {
        id: &"census00".parse().unwrap(),
        title: "Every function of a few files",
        kernel: &kernel.kernel(),
        text_link: target.vmlinux.text_start().unwrap(),
        functions,
        rodata,
    };
    let folder = work.path().join("module");
    fs::create_dir(&folder).unwrap();
    let objects = [NamedObject {
        object: extracted.object,
        renames,
    }];
    let module = link(
        &target,
        &core,
        "quiesce_census00",
        &tables,
        &objects,
        &folder,
    )
    .unwrap();
    fs::create_dir_all(&out).unwrap();
    fs::write(
        std::path::Path::new(&out).join("quiesce_census00.ko"),
        module,
    )
    .unwrap();
}
