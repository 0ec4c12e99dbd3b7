//! The audit page, and what whoever watched may do next.

use anyhow::{Result, ensure};

use super::Stage;
use crate::site::cast::{AUDITOR, PEOPLE};

/// Reads the audit page as the auditor does.
pub fn audit(stage: &Stage, say: &dyn Fn(&str)) -> Result<()> {
    let auditor = stage.site.sign_in(&AUDITOR)?;
    let page = auditor.page("/audit")?;
    let events = page.links("/audit/").len();
    ensure!(events > 0, "the audit page is empty: {}", page.text());
    say(&format!(
        "{events} events on its first page, newest first: {}/audit",
        stage.site.url()
    ));
    Ok(())
}

/// Where to look, as whom, and what was measured.
pub fn sign_ins(stage: &Stage) {
    println!(
        "\n{}   password for everybody: {}",
        stage.site.url(),
        stage.site.password()
    );
    for person in PEOPLE {
        println!("   {:<8} {}, {}", person.login, person.name, person.title());
    }
    println!("\n{}", stage.figures.line());
}
