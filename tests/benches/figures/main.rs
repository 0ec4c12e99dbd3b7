//! `make bench`: what an update costs, told in ratios, because the seconds are this machine's own.

mod build;
mod pause;

use anyhow::Result;

fn main() -> Result<()> {
    // `cargo test --benches` asks whether there is anything to run; measuring is for `cargo bench`.
    if !std::env::args().any(|word| word == "--bench") {
        return Ok(());
    }
    build::measure()?;
    pause::measure()
}
