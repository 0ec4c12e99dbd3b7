//! Everything that must be true before a module is loaded, a question a file, asked in this order: is it signed, is it
//! permitted here and now, does the public log know of it, and is it for this kernel?

mod bundle;
mod log;
mod permit;
mod target;

pub use bundle::bundle;
pub use log::log;
pub use permit::permit;
pub use target::target;
