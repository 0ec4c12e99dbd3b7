//! Taking an update out again, and refusing one that was tampered with.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use quiesce_trust::bundle::MAGIC;

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

    let mut bundle = a_bundle(&stage.site.data().join("artifacts"))?;
    let middle = bundle.len() / 2;
    if let Some(byte) = bundle.get_mut(middle) {
        *byte ^= 1;
    }
    second.vm.write("/tmp/tampered", &bundle)?;
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

/// A released bundle, as the server keeps it.
fn a_bundle(artifacts: &Path) -> Result<Vec<u8>> {
    for folder in fs::read_dir(artifacts)? {
        for file in fs::read_dir(folder?.path())? {
            let bytes = fs::read(file?.path())?;
            if bytes.starts_with(MAGIC) {
                return Ok(bytes);
            }
        }
    }
    bail!("the server keeps no bundle")
}

/// How many lines the kernel logs when one file is opened once.
fn lines_logged(host: &mut crate::story::Host) -> Result<usize> {
    let script =
        "dmesg -c >/dev/null; cat /etc/group >/dev/null; dmesg | grep -c /etc/group || true";
    Ok(host.vm.run(script)?.ok()?.trim().parse()?)
}
