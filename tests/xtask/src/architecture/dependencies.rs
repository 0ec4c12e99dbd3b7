//! Who may depend on whom.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::command::{command, read};

/// Which of our crates a crate may reach by any path, outside its tests.
const MAY_REACH: [(&str, &[&str]); 11] = [
    ("quiesce-trust", &[]),
    ("quiesce-types", &["quiesce-trust"]),
    ("quiesce-client", &["quiesce-trust", "quiesce-types"]),
    ("quiesce-build", &["quiesce-trust", "quiesce-types"]),
    ("quiesce-loader", &["quiesce-trust"]),
    (
        "quiesce-agent",
        &["quiesce-trust", "quiesce-types", "quiesce-client"],
    ),
    (
        "quiesce-proxy",
        &["quiesce-trust", "quiesce-types", "quiesce-client"],
    ),
    ("quiesce-signer", &["quiesce-trust"]),
    ("quiesce-api", &["quiesce-trust", "quiesce-types"]),
    (
        "quiesce-app",
        &["quiesce-trust", "quiesce-types", "quiesce-api"],
    ),
    ("quiesce-xtask", &[]),
];

/// Crates from outside that must not be reached: by whom, which, why.
const MUST_NOT_REACH: [(&str, &[&str], &str); 7] = [
    (
        "quiesce-trust",
        &["tokio", "reqwest", "diesel", "actix-web"],
        "it does no I/O",
    ),
    (
        "quiesce-types",
        &["tokio", "reqwest", "diesel", "actix-web"],
        "it does no I/O",
    ),
    (
        "quiesce-agent",
        &["diesel", "actix-web", "leptos"],
        "a host carries no server",
    ),
    (
        "quiesce-loader",
        &["tokio", "reqwest", "hyper", "diesel"],
        "it is privileged and has no network",
    ),
    (
        "quiesce-build",
        &["reqwest", "diesel", "actix-web"],
        "it compiles other people's patches and talks in job folders only",
    ),
    (
        "quiesce-signer",
        &["reqwest", "hyper", "diesel", "actix-web"],
        "it holds keys and has no network",
    ),
    ("quiesce-proxy", &["diesel", "leptos"], "it is host code"),
];

/// What is broken, in sentences.
pub fn breaches() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (package, allowed) in MAY_REACH {
        let reached = reached_by(package, &[])?;
        for other in reached
            .iter()
            .filter(|name| name.starts_with("quiesce-") && *name != package)
        {
            if !allowed.contains(&other.as_str()) {
                found.push(format!("{package} depends on {other}, which it may not"));
            }
        }
    }
    for (package, forbidden, why) in MUST_NOT_REACH {
        found.extend(outside(package, &[], forbidden, why)?);
    }
    let browser = [
        "--no-default-features",
        "--features",
        "hydrate",
        "--target",
        "wasm32-unknown-unknown",
    ];
    let server_only = ["quiesce-api", "diesel", "actix-web", "tokio"];
    found.extend(outside(
        "quiesce-app",
        &browser,
        &server_only,
        "the browser gets no server code",
    )?);
    Ok(found)
}

fn outside(package: &str, flags: &[&str], forbidden: &[&str], why: &str) -> Result<Vec<String>> {
    let reached = reached_by(package, flags)?;
    let hits = forbidden.iter().filter(|name| reached.contains(**name));
    Ok(hits
        .map(|name| format!("{package} depends on {name}, but {why}"))
        .collect())
}

/// All crates under a package, build scripts' and tests' left out.
fn reached_by(package: &str, flags: &[&str]) -> Result<BTreeSet<String>> {
    let mut cargo = command("cargo");
    cargo.args([
        "tree",
        "--locked",
        "--package",
        package,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let text = String::from_utf8(read(cargo.args(flags))?)?;
    Ok(text
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect())
}
