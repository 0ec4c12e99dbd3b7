//! Two build requests, from the patch to the released update.

use std::time::{Duration, Instant};

use anyhow::Result;
use quiesce_types::state::BuildState;

use super::Stage;
use crate::story::{accept, diagnostic, file_build, security_fix, wait_for_build};

/// A compiler and two emulated machines share the processor.
const BUILD_LIMIT: Duration = Duration::from_secs(600);

/// Files both requests. Returns their pages' paths.
pub fn file(stage: &Stage, say: &dyn Fn(&str)) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for order in [diagnostic()?, security_fix()?] {
        let path = file_build(&stage.admin, &order)?;
        say(&format!("{path}  {}", order.title));
        paths.push(path);
    }
    Ok(paths)
}

/// Waits for both builds (and the core module that they need), accepts them, waits for the signer. Returns the updates' ids.
pub fn release(stage: &mut Stage, builds: &[String], say: &dyn Fn(&str)) -> Result<Vec<String>> {
    let all = stage.admin.page("/builds")?.links("/builds/");
    let all: Vec<String> = all
        .into_iter()
        .filter(|path| path.ends_with(|c: char| c.is_ascii_digit()))
        .collect();
    for path in &all {
        let progress = wait_for_build(&stage.admin, path, BuildState::Built, BUILD_LIMIT)?;
        let time = progress.lines.last().map_or(0, |line| line.ms);
        if builds.contains(path) {
            stage.figures.builds.push(Duration::from_millis(time));
        }
        let functions = stage.admin.page(path)?;
        say(&format!(
            "{path}  built in {:.1} s{}",
            time as f64 / 1000.0,
            if functions.says("core module") {
                " (core module)"
            } else {
                ""
            }
        ));
    }
    for path in &all {
        let begin = Instant::now();
        accept(&stage.release_manager, path)?;
        wait_for_build(
            &stage.admin,
            path,
            BuildState::Released,
            Duration::from_secs(60),
        )?;
        stage.figures.sign = stage.figures.sign.max(begin.elapsed());
        say(&format!(
            "{path}  accepted, signed and logged in {:.1} s",
            begin.elapsed().as_secs_f64()
        ));
    }
    Ok(stage.admin.page("/windows/new")?.values("updates"))
}
