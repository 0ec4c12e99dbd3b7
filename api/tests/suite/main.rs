//! The server's rules and routes, on both databases: each test in `on_both!` runs once on SQLite and once on PostgreSQL, with the real
//! signer and as the people and hosts that would be there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed; helpers of tests are not seen as tests by clippy"
)]

mod routes;
mod schema;
mod service;
mod support;
