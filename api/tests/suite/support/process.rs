//! Processes that end with the test, however it ends.

use std::process::{Child, Command, Stdio};

/// A child that a shell watches: when the shell's input closes, because the handle was dropped or the test process died, the child
/// is told to end. Destructors of statics never run, and a killed test runs none at all.
pub struct Watched {
    shell: Child,
}

/// Starts `command` with its arguments under watch; `after` is a shell command that runs when it has ended.
pub fn watched(command: &str, envs: &[(&str, &str)], after: &str) -> Watched {
    let script = format!(
        "exec 3<&0; {command} </dev/null & child=$!; \
         read -r _ <&3; kill -TERM $child 2>/dev/null; wait $child; {after}"
    );
    let shell = Command::new("sh")
        .arg("-c")
        .arg(script)
        .envs(envs.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    Watched { shell }
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
