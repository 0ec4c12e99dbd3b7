//! The schema itself: up, down and up again on both databases, from migrations of the same names.

use std::collections::BTreeSet;
use std::path::Path;

use quiesce_api::{Clock, Database};
use quiesce_types::input::SignIn;

use crate::support::{Fresh, Kind};

fn up_down_up(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let fresh = Fresh::new(kind, folder.path());
    let database = Database::open(&fresh.url).unwrap();
    let anyone = || {
        let form = SignIn {
            login: "nobody".into(),
            password: "wrong".into(),
        };
        quiesce_api::service::session::sign_in(&database, &Clock::system(), &form, None)
            .map(|_| ())
            .unwrap_err()
            .code()
            .to_owned()
    };
    assert_eq!(anyone(), "wrong_password");
    database.migrate_down().unwrap();
    assert_eq!(anyone(), "database_failed", "the tables should be gone");
    database.migrate_up().unwrap();
    assert_eq!(anyone(), "wrong_password");
}

#[test]
fn up_down_up_on_sqlite() {
    up_down_up(Kind::Sqlite);
}

#[test]
fn up_down_up_on_postgresql() {
    up_down_up(Kind::Postgresql);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |database: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../migrations")
            .join(database);
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    assert_eq!(names("sqlite"), names("postgresql"));
    assert!(!names("sqlite").is_empty());
}
