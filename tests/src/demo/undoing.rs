//! Taking an update out again, and refusing one that was tampered with.

use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::Stage;

/// Removes everything on the first host, and offers the second one a bundle with one byte changed.
pub fn undo(stage: &mut Stage, updates: &[String], say: &dyn Fn(&str)) -> Result<()> {
    let [first, second] = stage.hosts.as_mut_slice() else {
        return Ok(());
    };
    // The daemon would put them back: the window is still open.
    first.stop_daemon()?;
    let before = lines_logged(first)?;
    for update in updates {
        say(&format!("{}# quiesce remove {update}", first.name()));
        say(&first.quiesce(&format!("remove {update}"))?.ok()?);
    }
    let after = lines_logged(first)?;
    ensure!(
        before > 0,
        "the kernel logged no open() while the diagnostic was applied"
    );
    ensure!(after == 0, "the kernel still logs {after} open()s");
    say(&format!(
        "opening a file logged {before} lines before, and none now"
    ));

    second.stop_daemon()?;
    let bundle = second
        .vm
        .run("ls -S /var/lib/quiesce/bundles/* | tail -n 1")?
        .ok()?;
    let bundle = bundle.trim();
    ensure!(!bundle.is_empty(), "the host keeps no bundle");
    let tamper = format!(
        "cp {bundle} /tmp/tampered; printf X | dd of=/tmp/tampered bs=1 seek=$(( $(stat -c %s {bundle}) - 100 )) conv=notrunc 2>/dev/null"
    );
    second.vm.run(&tamper)?.ok()?;
    let begin = Instant::now();
    let answer = second.quiesce("apply /tmp/tampered")?;
    stage.figures.verify = begin.elapsed();
    ensure!(
        answer.status == 3,
        "the tampered bundle was not refused: {} {}",
        answer.status,
        answer.text
    );
    let said = answer
        .text
        .lines()
        .last()
        .context("it was refused without a word")?;
    say(&format!(
        "{}# quiesce apply /tmp/tampered\n{said}",
        second.name()
    ));
    Ok(())
}

/// How many lines the kernel logs when one file is opened once.
fn lines_logged(host: &mut crate::story::Host) -> Result<usize> {
    let script =
        "dmesg -c >/dev/null; cat /etc/group >/dev/null; dmesg | grep -c /etc/group || true";
    Ok(host.vm.run(script)?.ok()?.trim().parse()?)
}
