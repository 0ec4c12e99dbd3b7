//! Databases for tests: a file, or a database of its own on a PostgreSQL server.
//!
//! The server is the one that `QUIESCE_TEST_POSTGRES` names (`postgres://USER@HOST`, without a database), or one that is started here.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::process::{Watched, watched};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgresql,
}

/// The address of a database that nobody has used.
pub struct Fresh {
    pub url: String,
}

impl Fresh {
    pub fn new(kind: Kind, folder: &Path) -> Self {
        match kind {
            Kind::Sqlite => Self {
                url: format!("sqlite:{}/quiesce.db", folder.display()),
            },
            Kind::Postgresql => Self {
                url: cluster().create(),
            },
        }
    }
}

/// A PostgreSQL server.
struct Cluster {
    base: String,
    query: String,
    _server: Option<Watched>,
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| match std::env::var("QUIESCE_TEST_POSTGRES") {
        Ok(base) => Cluster {
            base: base.trim_end_matches('/').to_owned(),
            query: String::new(),
            _server: None,
        },
        Err(_) => start(),
    })
}

impl Cluster {
    fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.base, self.query)
    }

    fn create(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("quiesce_test_{}_{number}", std::process::id());
        let made = Command::new(program("psql"))
            .args([
                &self.url("postgres"),
                "-qc",
                &format!("CREATE DATABASE {name}"),
            ])
            .status()
            .unwrap();
        assert!(made.success(), "no database could be made on {}", self.base);
        self.url(&name)
    }
}

/// Starts a server in a temporary folder, without durability, reached by a socket in that folder only.
fn start() -> Cluster {
    let folder = tempfile::Builder::new()
        .prefix("quiesce-pg-")
        .tempdir()
        .unwrap()
        .keep();
    let path = folder.display().to_string();
    // PostgreSQL refuses to run as root.
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let prefix = if is_root {
        let given = Command::new("chown")
            .args(["nobody", &path])
            .status()
            .unwrap();
        assert!(given.success());
        "runuser -u nobody -- "
    } else {
        ""
    };
    let init = format!(
        "{prefix}{} -D {path}/data -U quiesce -A trust -N",
        program("initdb")
    );
    let made = Command::new("sh")
        .args(["-c", &init])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(
        made.success(),
        "initdb failed: install PostgreSQL, or set QUIESCE_TEST_POSTGRES"
    );
    let serve = format!(
        "{prefix}{} -D {path}/data -k {path} -c listen_addresses= -c fsync=off -c max_connections=400",
        program("postgres")
    );
    let server = watched(&serve, &[], &format!("rm -rf {path}"));
    let cluster = Cluster {
        base: "postgres://".to_owned(),
        query: format!("?host={path}&user=quiesce"),
        _server: Some(server),
    };
    let give_up = Instant::now() + Duration::from_secs(60);
    while !ready(&cluster.url("postgres")) {
        assert!(
            Instant::now() < give_up,
            "PostgreSQL did not start in {path}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    cluster
}

fn ready(url: &str) -> bool {
    Command::new(program("psql"))
        .args([url, "-qc", "SELECT 1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

/// A program of PostgreSQL: on the PATH, or where Debian keeps it.
fn program(name: &str) -> String {
    let on_path = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    if on_path {
        return name.to_owned();
    }
    let mut found: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    let newest = found.pop();
    let newest = newest.unwrap_or_else(|| panic!("`{name}` of PostgreSQL is not installed"));
    newest.display().to_string()
}
