//! Windows: proposing, deciding, running.

mod abort;
mod advance;
mod checks;
mod consent;
mod decide;
mod draft_form;
mod list;
mod open;
mod pause;
mod plan;
mod progress;
mod propose;
mod revise;
mod revision;
mod row;
mod show;
mod undo_on;

pub use abort::abort;
pub(crate) use advance::{close, expire};
pub(crate) use consent::Consent;
pub use decide::{approve, reject};
pub use draft_form::draft_form;
pub use list::list;
pub use open::open;
pub(crate) use open::{Opening, opening};
pub use pause::{pause, resume};
pub(crate) use progress::of as progress_of;
pub use progress::progress;
pub use propose::propose;
pub use revise::revise;
pub(crate) use revision::Revision;
pub(crate) use row::row;
pub use show::show;
pub use undo_on::undo_on;
