//! The server: what it serves, to whom, and with which guards.

mod page_error;
mod routes;
mod run;
pub(crate) mod static_files;
mod visitor;

pub use page_error::PageError;
pub use routes::configure;
pub use run::{Serve, ServeError, run};
pub use static_files::{StaticFiles, StaticFilesError};
pub use visitor::{Visitor, address, in_background};
