//! One site: a folder, three programs, and the commands that an admin runs once.

use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::cast::{EXPERIMENTS, Experiment, GROUP, PEOPLE, Person};
use super::visitor::Visitor;
use crate::cache;
use crate::process::{Running, free_port, run};

/// Until a program of the site is ready. The machine may be compiling, or emulating others.
const READY: Duration = Duration::from_secs(60);

/// A running site. Dropping it ends its programs and deletes its folder.
#[derive(Debug)]
pub struct Site {
    port: u16,
    password: String,
    // Before the folder: the programs hold files in it.
    programs: Vec<Running>,
    folder: tempfile::TempDir,
}

impl Site {
    /// Starts a site on `port` of the loopback address (any free one if none is named), with experiments, people and one group.
    pub fn start(port: Option<u16>) -> Result<Self> {
        let port = port.map_or_else(free_port, Ok)?;
        let folder = tempfile::TempDir::with_prefix("quiesce-site-")?;
        let mut site = Self {
            port,
            password: new_password()?,
            programs: Vec::new(),
            folder,
        };
        site.start_signer()?;
        site.seed()?;
        site.start_server()?;
        site.start_builder()?;
        Ok(site)
    }

    /// Where people find it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where hosts find it: QEMU's user network shows this machine's loopback address to its guests as 10.0.2.2.
    pub fn url_for_hosts(&self) -> String {
        format!("http://10.0.2.2:{}", self.port)
    }

    /// Everybody's password.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Somebody, signed in.
    pub fn sign_in(&self, person: &Person) -> Result<Visitor> {
        Visitor::sign_in(&self.url(), person.login, &self.password)
    }

    /// A single-use token for a host of the group, allowed at once.
    pub fn enrolment_token(&self) -> Result<String> {
        let printed = self.administer(
            &["enrolment-token", "create"],
            &["--group", GROUP, "--allow"],
        )?;
        Ok(printed
            .split_whitespace()
            .last()
            .context("no token was printed")?
            .to_owned())
    }

    /// The server's folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    /// What the programs printed, for error messages.
    pub fn logs(&self) -> String {
        self.programs.iter().map(Running::printed).collect()
    }

    fn start_signer(&mut self) -> Result<()> {
        let program = cache::program("quiesce-signer")?;
        let keys = self.folder.path().join("keys");
        let passphrase = self.folder.path().join("passphrase");
        write_private(&passphrase, &new_password()?)?;
        run(&program, |command| {
            command
                .args(["init", "--log-name", "quiesce.demo/log", "--dir"])
                .arg(&keys)
                .arg("--passphrase-file")
                .arg(&passphrase);
        })?;
        let socket = self.signer_socket();
        let arguments = |command: &mut Command| {
            command
                .args(["serve", "--dir"])
                .arg(&keys)
                .arg("--socket")
                .arg(&socket)
                .arg("--passphrase-file")
                .arg(&passphrase);
        };
        let mut signer =
            Running::start("quiesce-signer", &program, arguments, &self.log("signer"))?;
        signer.wait_until(READY, |_| socket.exists())?;
        self.programs.push(signer);
        Ok(())
    }

    fn start_server(&mut self) -> Result<()> {
        let program = cache::program("quiesced")?;
        let (port, url, root) = (self.port, self.url(), cache::site_root()?);
        let (database, data, socket) = (self.database(), self.data(), self.signer_socket());
        let arguments = |command: &mut Command| {
            command.args([
                "serve",
                "--poll-seconds",
                "2",
                "--database",
                &database,
                "--listen",
            ]);
            command
                .arg(format!("127.0.0.1:{port}"))
                .arg("--data")
                .arg(&data);
            command
                .arg("--signer-socket")
                .arg(&socket)
                .arg("--site")
                .arg(&root);
        };
        let mut server = Running::start("quiesced", &program, arguments, &self.log("server"))?;
        let somebody = Visitor::anonymous(&url);
        server.wait_until(READY, |_| {
            somebody
                .get("/sign-in")
                .is_ok_and(|answer| answer.status == 200)
        })?;
        self.programs.push(server);
        Ok(())
    }

    fn start_builder(&mut self) -> Result<()> {
        let program = cache::program("quiesce-build")?;
        let jobs = self.data().join("jobs");
        fs::create_dir_all(&jobs)?;
        let arguments = |command: &mut Command| {
            command.args(["worker", "--jobs"]).arg(&jobs);
        };
        self.programs.push(Running::start(
            "quiesce-build",
            &program,
            arguments,
            &self.log("builder"),
        )?);
        Ok(())
    }

    fn seed(&self) -> Result<()> {
        fs::create_dir_all(self.data())?;
        self.administer(&["migrate"], &[])?;
        for Experiment { code, name, colour } in EXPERIMENTS {
            self.administer(
                &["experiment", "add"],
                &["--code", code, "--name", name, "--colour", colour],
            )?;
        }
        let password = self.folder.path().join("password");
        write_private(&password, &self.password)?;
        let password = password.display().to_string();
        for person in PEOPLE {
            let mut words = vec![
                "--login",
                person.login,
                "--name",
                person.name,
                "--password-file",
                &password,
            ];
            words.extend(person.role.iter().flat_map(|role| ["--role", role]));
            words.extend(
                person
                    .coordinates
                    .iter()
                    .flat_map(|code| ["--experiment", code]),
            );
            self.administer(&["person", "add"], &words)?;
        }
        let stakes = [
            "--name",
            GROUP,
            "--description",
            "Batch nodes of rack 7",
            "--stake",
            "STAR",
            "--stake",
            "sPHENIX",
        ];
        self.administer(&["group", "add"], &stakes)?;
        Ok(())
    }

    /// Runs a command of `quiesced` as its admin does on the server.
    pub fn administer(&self, what: &[&str], words: &[&str]) -> Result<String> {
        run(&cache::program("quiesced")?, |command| {
            command
                .args(what)
                .args(["--database", &self.database()])
                .args(words);
        })
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.data().join("quiesce.db").display())
    }

    fn signer_socket(&self) -> PathBuf {
        self.folder.path().join("signer.socket")
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.log"))
    }
}

/// Nobody else on this machine can guess it.
fn new_password() -> Result<String> {
    use std::io::Read;
    let mut bytes = [0; 6];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("quiesce-{digits}"))
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    let mut file = fs::OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path)?;
    Ok(file.write_all(text.as_bytes())?)
}
