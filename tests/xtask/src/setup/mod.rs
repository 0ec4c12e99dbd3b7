//! Set-up, second half: what Debian's packages and rustup do not bring. `setup.sh` is the first half.

mod kernel;
mod licences;
mod security_fix;
pub mod wasm_target;

use anyhow::Result;

use crate::cache::Cache;

/// The stock kernel that demo and tests run on.
pub const KERNEL: &str = "6.1.0-47-cloud-amd64";

/// Does what is missing, in the order of need.
pub fn run(cache: &Cache) -> Result<()> {
    wasm_target::ensure(cache)?;
    licences::ensure(cache)?;
    security_fix::ensure(cache)?;
    kernel::ensure(cache)?;
    eprintln!(
        "set-up is complete; everything is in {}",
        cache.root().display()
    );
    Ok(())
}
