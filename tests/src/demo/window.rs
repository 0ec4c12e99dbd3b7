//! The window: agreed on by people, carried out by hosts.

use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use quiesce_types::state::{DeploymentState, WindowState};

use super::Stage;
use crate::site::cast;
use crate::story::{Proposal, approve, open, propose, wait_for_window};

/// Proposes over the group of both hosts, has both experiments approve, opens. Returns the window's path.
pub fn agree(stage: &Stage, updates: &[String], say: &dyn Fn(&str)) -> Result<String> {
    let now = Timestamp::now();
    let proposal = Proposal {
        title: "Network fix and open() diagnostic, rack 7".to_owned(),
        starts_at: now + SignedDuration::from_secs(10),
        ends_at: now + SignedDuration::from_hours(2),
        groups: stage.admin.page("/windows/new")?.values("groups"),
        updates: updates.to_vec(),
        note: "The fix closes a leak that any user can read. The diagnostic is for the stalled jobs of last week.",
    };
    let path = propose(&stage.admin, &proposal)?;
    say(&format!("{path}  proposed by {}", cast::ADMIN.name));
    for person in [cast::STAR, cast::SPHENIX] {
        approve(&stage.site.sign_in(&person)?, &path)?;
        say(&format!(
            "{path}  approved by {}, {}",
            person.name,
            person.title()
        ));
    }
    let approved = |state| matches!(state, WindowState::Approved | WindowState::Open);
    wait_for_window(
        &stage.admin,
        &path,
        "approved",
        Duration::from_secs(30),
        |it| approved(it.state),
    )?;
    std::thread::sleep(
        Duration::try_from(proposal.starts_at - Timestamp::now()).unwrap_or_default(),
    );
    open(&stage.admin, &path)?;
    say(&format!(
        "{path}  open; the permit is signed and in the log"
    ));
    Ok(path)
}

/// Waits until both hosts report, and shows what one sees.
pub fn apply(stage: &mut Stage, path: &str, say: &dyn Fn(&str)) -> Result<()> {
    let begin = Instant::now();
    let applied = |it: &quiesce_types::view::WindowProgress| {
        it.counts.total > 0
            && it
                .hosts
                .iter()
                .all(|host| host.state == DeploymentState::Applied)
    };
    let progress = wait_for_window(
        &stage.admin,
        path,
        "applied on both hosts",
        Duration::from_secs(240),
        applied,
    )?;
    stage.figures.load = begin.elapsed();
    for host in &progress.hosts {
        // Loading the core stops nobody.
        let stop = host.pause;
        stage.figures.pauses.extend(stop);
        let pause = stop.map_or_else(String::new, |pause| {
            format!(", all CPUs stood still for {} µs", pause.total_ns / 1000)
        });
        say(&format!(
            "{}  {} {}{pause}",
            host.hostname,
            host.update,
            host.state.word()
        ));
    }
    let Some(host) = stage.hosts.first_mut() else {
        return Ok(());
    };
    say(&format!("\n{}# quiesce show", host.name()));
    say(&host.quiesce("show")?.ok()?);
    host.vm.run("cat /etc/passwd >/dev/null")?.ok()?;
    say(&format!(
        "{}# cat /etc/passwd >/dev/null; dmesg | grep passwd",
        host.name()
    ));
    say(&host.vm.run("dmesg | grep /etc/passwd | tail -n 1")?.ok()?);
    Ok(())
}
