//! The log over the socket, and from the command line.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quiesce_trust::signing::{Answer, Ask};
use quiesce_trust::tlog::Checkpoint;
use quiesce_trust::tlog::proof::verify_consistency;

use crate::site::{Serving, Site};

fn append(first: u64, events: &[&str]) -> Ask {
    Ask::AppendLeaves {
        first,
        leaves: events.iter().map(|e| STANDARD.encode(e)).collect(),
    }
}

fn checkpoint(site: &Site, answer: Answer) -> Checkpoint {
    let Answer::Checkpoint { size, checkpoint } = answer else {
        panic!("no checkpoint: {answer:?}");
    };
    let checkpoint = Checkpoint::verify(&checkpoint, &site.root().log).unwrap();
    assert_eq!(checkpoint.head.size, size);
    checkpoint
}

fn verify(site: &Site) -> (bool, String) {
    let output = site.command(&["log", "verify"]).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn a_new_log_is_empty_and_signed() {
    let site = Site::made();
    let empty = checkpoint(&site, site.serve().ask(&append(0, &[])));
    assert_eq!(empty.head.size, 0);
    let (fine, said) = verify(&site);
    assert!(fine, "{said}");
    assert_eq!(
        said,
        "test.example/log: 0 leaves, root e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
    );
}

#[test]
fn entries_are_proven_across_a_crash() {
    let site = Site::made();
    let serving = site.serve();
    let old = checkpoint(&site, serving.ask(&append(0, &["a", "b", "c"])));
    serving.crash();

    let serving = site.serve();
    assert_eq!(
        checkpoint(&site, serving.ask(&append(0, &["a", "b", "c"]))),
        old
    );
    let new = checkpoint(&site, serving.ask(&append(2, &["c", "d", "e"])));
    assert_eq!(new.head.size, 5);
    prove(&site, &serving, 3, "d", &new);
    let answer = serving.ask(&Ask::ProveConsistency { old: 3 });
    let Answer::Consistency { path, checkpoint } = answer else {
        panic!("no proof: {answer:?}");
    };
    let newest = Checkpoint::verify(&checkpoint, &site.root().log).unwrap();
    verify_consistency(old.head, newest.head, &path).unwrap();
}

fn prove(site: &Site, serving: &Serving, index: u64, event: &str, under: &Checkpoint) {
    let answer = serving.ask(&Ask::ProveInclusion { index });
    let Answer::Proof { proof } = answer else {
        panic!("no proof: {answer:?}");
    };
    assert_eq!(
        &proof.verify(event.as_bytes(), &site.root().log).unwrap(),
        under
    );
}

#[test]
fn the_past_is_not_rewritten() {
    let site = Site::made();
    let serving = site.serve();
    serving.ask(&append(0, &["a", "b", "c"]));
    assert_eq!(serving.code(&append(1, &["x"])), "log_conflict");
    assert_eq!(serving.code(&append(4, &["e"])), "log_gap");
    assert_eq!(serving.code(&append(3, &[""])), "malformed_leaf");
    assert_eq!(
        serving.code(&Ask::ProveInclusion { index: 3 }),
        "not_in_log"
    );
    assert_eq!(
        serving.code(&Ask::ProveConsistency { old: 4 }),
        "not_in_log"
    );
    let not_base64 = Ask::AppendLeaves {
        first: 3,
        leaves: vec!["?".to_owned()],
    };
    assert_eq!(serving.code(&not_base64), "malformed_leaf");
}

#[test]
fn a_changed_log_is_noticed_and_not_served() {
    let site = Site::made();
    site.serve().ask(&append(0, &["a", "b", "c"]));
    let leaves = site.dir().join("log/leaves");
    let mut bytes = std::fs::read(&leaves).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&leaves, bytes).unwrap();

    let (fine, said) = verify(&site);
    assert!(!fine);
    assert!(
        said.contains("covers 3 leaves and only 2 can be read"),
        "{said}"
    );
    let output = site
        .command(&["serve"])
        .arg("--passphrase-file")
        .arg(site.passphrase_file())
        .arg("--socket")
        .arg(site.socket())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("restore the log's folder from a backup"),
        "{said}"
    );
}
