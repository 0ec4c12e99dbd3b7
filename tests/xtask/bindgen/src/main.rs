//! `quiesce-bindgen IN.wasm OUT_FOLDER`: writes `quiesce.js` and `quiesce_bg.wasm` for the browser.
//!
//! A crate of its own, because it takes the better part of a minute to compile and only the wasm build needs it.

use std::path::PathBuf;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let usage = "usage: quiesce-bindgen IN.wasm OUT_FOLDER";
    let input = arguments.next().context(usage)?;
    let output = arguments.next().context(usage)?;
    Bindgen::new()
        .input_path(&input)
        .web(true)?
        .out_name("quiesce")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(false)
        .generate(&output)
        .with_context(|| format!("cannot make JavaScript for {}", input.display()))
}
