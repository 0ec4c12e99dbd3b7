//! The server's rules and routes, on both databases: each test in `on_both!` runs once on SQLite and once on PostgreSQL, with the real
//! signer and as the people and hosts that would be there.

mod routes;
mod schema;
mod service;
mod support;
