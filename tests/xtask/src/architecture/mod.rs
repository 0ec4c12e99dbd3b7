//! The architecture's rules, run and not remembered. ARCHITECTURE.md says why they are as they are.

mod browser;
mod dependencies;
mod files;

use anyhow::{Result, bail};

use crate::cache::Cache;

/// Checks all rules and reports every breach at once.
pub fn run(cache: &Cache) -> Result<()> {
    let mut breaches = dependencies::breaches()?;
    breaches.extend(files::breaches()?);
    for breach in &breaches {
        eprintln!("  ✗ {breach}");
    }
    if !breaches.is_empty() {
        bail!("{} of the architecture's rules are broken", breaches.len());
    }
    browser::check(cache)
}
