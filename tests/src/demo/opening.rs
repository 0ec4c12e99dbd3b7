//! The site comes up, two hosts boot and enrol.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::{Figures, Stage};
use crate::cache::KERNEL;
use crate::site::{Site, cast};
use crate::story::{Host, host_image, wait_for};

/// The hosts' names.
const HOSTS: [&str; 2] = ["node-01.batch.example", "node-02.batch.example"];

/// Starts everything, and waits until both hosts are on the Hosts page.
pub fn raise(port: u16, say: &dyn Fn(&str)) -> Result<Stage> {
    // They boot while the site comes up.
    let image = host_image()?;
    let begin = Instant::now();
    let booting = thread::spawn(move || -> Result<(Vec<Host>, Duration)> {
        let hosts = HOSTS
            .iter()
            .map(|name| Host::boot(&image, name))
            .collect::<Result<Vec<_>>>()?;
        Ok((hosts, begin.elapsed()))
    });
    let site = Site::start(Some(port))?;
    say(&format!(
        "pages on {}, with SQLite; the signer beside it, behind a Unix socket",
        site.url()
    ));
    let admin = site.sign_in(&cast::ADMIN)?;
    let release_manager = site.sign_in(&cast::RELEASE_MANAGER)?;
    let (mut hosts, booted) = booting
        .join()
        .ok()
        .context("the thread that boots hosts broke")??;
    say(&format!(
        "two hosts run {KERNEL}, booted in {:.1} s",
        booted.as_secs_f64()
    ));
    for host in &mut hosts {
        host.enrol(&site.url_for_hosts(), &site.enrolment_token()?)?;
        host.start_daemon()?;
    }
    wait_for(
        "both hosts on the Hosts page",
        Duration::from_secs(60),
        || {
            let page = admin.page("/hosts")?;
            Ok(HOSTS.iter().all(|name| page.says(name)).then_some(()))
        },
    )?;
    say(&format!(
        "{} enrolled, each with a key made on the host, and show on Hosts",
        HOSTS.join(" and ")
    ));
    Ok(Stage {
        hosts,
        admin,
        release_manager,
        figures: Figures::default(),
        site,
    })
}
