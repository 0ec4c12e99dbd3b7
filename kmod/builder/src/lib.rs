//! From a source patch to an update module.
//!
//! The builder takes a source patch and a kernel release, compiles what the patch touches before and after it,
//! compares the objects function by function, extracts the functions that changed, and links them into a kernel
//! module that the core (`kmod/core`) can put into the running kernel. What it cannot do safely it refuses by name.
//!
//! It runs other people's patches through a compiler, so it knows no key, no database and no network address of
//! ours: it takes jobs from folders and leaves its results there.
//!
//! Read top-down: [`job::update`] is the whole path of one update; each module below is one station of it.

pub mod command;
pub mod compare;
pub mod compile;
pub mod elf;
pub mod extract;
pub mod job;
pub mod kernel;
pub mod link;
pub mod patch;
pub mod report;
pub mod vmlinux;
