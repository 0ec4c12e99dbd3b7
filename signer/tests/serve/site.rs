//! A site in a temporary folder, and a signer that serves it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use quiesce_trust::root::TrustRoot;
use quiesce_trust::signing::{Answer, Ask, LINE_LIMIT};

pub const PASSPHRASE: &str = "a passphrase for tests";

pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// A folder with a passphrase file, and nothing else yet.
    pub fn empty() -> Self {
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        site.write_passphrase(PASSPHRASE);
        site
    }

    /// A site with keys of its own. Making them is slow on purpose, but tests that run as processes side by side share nothing.
    pub fn made() -> Self {
        let site = Self::empty();
        let output = site.init();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        site
    }

    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    pub fn passphrase_file(&self) -> PathBuf {
        self.folder.path().join("passphrase")
    }

    pub fn write_passphrase(&self, passphrase: &str) {
        std::fs::write(self.passphrase_file(), format!("{passphrase}\n")).unwrap();
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(self.passphrase_file(), mode).unwrap();
    }

    /// The program with a subcommand and the folder; further arguments go behind.
    pub fn command(&self, subcommand: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quiesce-signer"));
        command.args(subcommand).arg("--dir").arg(self.dir());
        command
            .env_remove("QUIESCE_SIGNER_PASSPHRASE")
            .stdin(Stdio::null());
        command
    }

    pub fn init(&self) -> Output {
        self.command(&["init"])
            .args(["--log-name", "test.example/log", "--passphrase-file"])
            .arg(self.passphrase_file())
            .output()
            .unwrap()
    }

    pub fn root(&self) -> TrustRoot {
        let output = self.command(&["root"]).output().unwrap();
        assert!(output.status.success());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    pub fn serve_with(&self, arguments: &[&str]) -> Serving {
        let mut command = self.command(&["serve"]);
        command.arg("--socket").arg(self.socket()).args(arguments);
        command
            .env("QUIESCE_SIGNER_PASSPHRASE", PASSPHRASE)
            .stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let mut serving = Serving {
            child,
            socket: self.socket(),
        };
        let begun = Instant::now();
        while UnixStream::connect(&serving.socket).is_err() {
            assert!(
                serving.child.try_wait().unwrap().is_none(),
                "the signer ended at once"
            );
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "the signer does not listen"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        serving
    }
}

pub struct Serving {
    pub child: Child,
    socket: PathBuf,
}

impl Serving {
    pub fn connect(&self) -> Guest {
        let stream = UnixStream::connect(&self.socket).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        Guest {
            reader: BufReader::new(stream),
        }
    }

    pub fn ask(&self, ask: &Ask) -> Answer {
        self.connect().ask(ask)
    }

    /// The code of a refusal, `signed` for anything else.
    pub fn code(&self, ask: &Ask) -> String {
        code(self.ask(ask))
    }

    /// SIGKILL: no chance to tidy up.
    pub fn crash(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Guest {
    reader: BufReader<UnixStream>,
}

impl Guest {
    pub fn ask(&mut self, ask: &Ask) -> Answer {
        self.say(&ask.to_line().unwrap())
    }

    pub fn say(&mut self, line: &[u8]) -> Answer {
        self.reader.get_mut().write_all(line).unwrap();
        self.hear()
    }

    pub fn hear(&mut self) -> Answer {
        let mut line = Vec::new();
        (&mut self.reader)
            .take(LINE_LIMIT as u64)
            .read_until(b'\n', &mut line)
            .unwrap();
        Answer::from_line(&line).unwrap()
    }

    pub fn stream(&self) -> UnixStream {
        self.reader.get_ref().try_clone().unwrap()
    }
}

pub fn code(answer: Answer) -> String {
    match answer {
        Answer::Refused { code, .. } => code,
        Answer::Root { .. }
        | Answer::Update { .. }
        | Answer::Permit { .. }
        | Answer::Checkpoint { .. }
        | Answer::Proof { .. }
        | Answer::Consistency { .. } => "signed".to_owned(),
    }
}
