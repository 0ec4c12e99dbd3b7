//! The folder, the passphrase and the socket: who gets in, and what is kept from others.

use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use quiesce_trust::signing::{Answer, Ask, LINE_LIMIT};

use crate::site::{PASSPHRASE, Site, code};

fn mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_site_is_private_encrypted_and_never_written_over() {
    let site = Site::empty();
    assert!(site.init().status.success());
    assert_eq!(mode(&site.dir()), 0o700);
    let mut files = 0;
    for name in ["release.key.pem", "director.key.pem", "log.key.pem"] {
        let path = site.dir().join(name);
        assert_eq!(mode(&path), 0o600);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        files += 1;
    }
    assert_eq!(files, 3);

    let before = site.root();
    let again = site.init();
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("never written over"));
    assert_eq!(site.root(), before);
}

/// OpenSSL as a second opinion on the file format, where it is installed.
#[test]
fn openssl_opens_the_keys() {
    let site = Site::made();
    let output = Command::new("openssl")
        .args(["pkey", "-pubout", "-outform", "DER", "-in"])
        .arg(site.dir().join("log.key.pem"))
        .args(["-passin", &format!("pass:{PASSPHRASE}")])
        .output();
    let Ok(output) = output else {
        eprintln!("no openssl here: nothing to compare with");
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.stdout.ends_with(&site.root().log.key.0));
}

#[test]
fn an_interrupted_init_is_repeated() {
    let site = Site::empty();
    let unfinished = site.dir().with_file_name("keys.new");
    std::fs::create_dir(&unfinished).unwrap();
    std::fs::write(unfinished.join("release.key.pem"), "half a k").unwrap();
    assert!(site.init().status.success());
    assert!(!unfinished.exists());
    assert_eq!(site.root().version, 1);
}

#[test]
fn passphrases_are_checked() {
    let site = Site::empty();
    site.write_passphrase("short");
    let refused = |site: &Site| {
        let output = site.init();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&site).contains("at least 8 bytes"));
    site.write_passphrase("");
    assert!(refused(&site).contains("the passphrase is empty"));
    let file = site.passphrase_file();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(refused(&site).contains("others may read it"));
    assert!(!site.dir().exists());

    site.write_passphrase(PASSPHRASE);
    assert!(site.init().status.success());
    let output = site
        .command(&["serve"])
        .arg("--socket")
        .arg(site.socket())
        .env("QUIESCE_SIGNER_PASSPHRASE", "another passphrase")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the passphrase is wrong"));
    let output = site
        .command(&["serve"])
        .arg("--socket")
        .arg(site.socket())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("give --passphrase-file"));
}

#[test]
fn the_root_is_the_same_from_the_socket() {
    let site = Site::made();
    assert_eq!(
        site.serve().ask(&Ask::Root),
        Answer::Root { root: site.root() }
    );
}

#[test]
fn rubbish_is_answered_and_the_connection_kept() {
    let site = Site::made();
    let serving = site.serve();
    let mut guest = serving.connect();
    for rubbish in [
        "\n",
        "{}\n",
        "{\"ask\":\"shell\"}\n",
        "{\"ask\":\"prove_inclusion\",\"index\":0,\"x\":1}\n",
        "\u{0}\n",
    ] {
        assert_eq!(
            code(guest.say(rubbish.as_bytes())),
            "malformed_line",
            "{rubbish:?}"
        );
    }
    assert_eq!(guest.ask(&Ask::Root), Answer::Root { root: site.root() });
}

#[test]
fn an_endless_line_is_cut_short() {
    let site = Site::made();
    let serving = site.serve();
    let mut guest = serving.connect();
    let mut stream = guest.stream();
    let writer = std::thread::spawn(move || {
        let block = vec![b' '; 1 << 20];
        (0..=LINE_LIMIT >> 20).all(|_| stream.write_all(&block).is_ok())
    });
    assert_eq!(code(guest.hear()), "line_too_long");
    drop(guest);
    writer.join().unwrap();
    assert_eq!(serving.ask(&Ask::Root), Answer::Root { root: site.root() });
}

#[test]
fn there_is_one_signer_and_a_stale_socket_is_no_signer() {
    let site = Site::made();
    let serving = site.serve();
    assert_eq!(mode(&site.socket()), 0o600);
    let second = || {
        let mut command = site.command(&["serve"]);
        command
            .arg("--socket")
            .arg(site.socket().with_extension("2"));
        command
            .env("QUIESCE_SIGNER_PASSPHRASE", PASSPHRASE)
            .output()
            .unwrap()
    };
    let output = second();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another signer serves"));

    serving.crash();
    assert!(site.socket().exists());
    let mut serving = site.serve();
    assert_eq!(serving.ask(&Ask::Root), Answer::Root { root: site.root() });

    let terminated = Command::new("kill")
        .arg(serving.child.id().to_string())
        .status()
        .unwrap()
        .success();
    assert!(terminated);
    assert!(
        serving.child.wait().unwrap().success(),
        "SIGTERM is an orderly end"
    );
    assert!(!site.socket().exists());
}

#[test]
fn many_guests_at_once_get_one_answer_each() {
    let site = Site::made();
    let serving = site.serve();
    let root = Answer::Root { root: site.root() };
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| assert_eq!(serving.ask(&Ask::Root), root));
        }
    });
}

/// Needs root (to become another user) and perl-base (which every Debian has) as that user's program.
#[test]
fn another_user_is_turned_away_by_name_and_an_allowed_one_is_not() {
    let site = Site::made();
    if std::fs::metadata(site.dir()).unwrap().uid() != 0 {
        eprintln!("not root: this test needs to become another user");
        return;
    }
    let serving = site.serve_with(&["--allow-uid", "65533"]);
    assert_eq!(mode(&site.socket()), 0o660);
    let outside = site.socket().parent().unwrap().to_owned();
    std::fs::set_permissions(&outside, std::fs::Permissions::from_mode(0o755)).unwrap();

    let program = "$SIG{PIPE} = q(IGNORE); $s = IO::Socket::UNIX->new($ARGV[0]) or die qq(no entry: $!); \
                   print {$s} qq({\"ask\":\"root\"}\\n); print scalar(<$s>) // q(turned away)";
    let heard_by = |uid| {
        // With the socket's group, so that it is not the file's mode that decides.
        let output = Command::new("perl")
            .args(["-MIO::Socket::UNIX", "-e", program])
            .arg(site.socket())
            .uid(uid)
            .gid(0)
            .current_dir("/")
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(heard_by(65534), "turned away");
    assert!(heard_by(65533).starts_with("{\"answer\":\"root\""));
    drop(serving);
}
