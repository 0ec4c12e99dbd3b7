//! `quiesce-build`: the builder's command line.
fn main() {}
