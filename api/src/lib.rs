//! What the server does, as a library: routes for hosts and machines, the rules, the database, and the jobs that run by themselves.
//!
//! Read it from the outside in: [`server`] mounts the [`routes`], which parse and authenticate and make one call into a
//! [`service`]; a service judges and changes things through the database's queries in one transaction with its audit
//! event; [`jobs`] move on what time, the builder and the signer move. The binary that runs it all is the app's.

pub mod actor;
pub mod artifact_store;
pub mod auth;
pub mod clock;
pub mod config;
mod db;
pub mod error;
pub mod jobs;
pub mod routes;
pub mod server;
pub mod service;
pub mod signer;

pub use actor::{Actor, Who};
pub use clock::{Clock, Now};
pub use config::Config;
pub use db::{Database, DatabaseError};
pub use error::ServiceError;
pub use server::AppState;
