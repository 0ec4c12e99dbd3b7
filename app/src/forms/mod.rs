//! Every form of the site, one verb a file.
//!
//! A form is a plain `<form method="post">` to the path of the page it stands on, so that it works with JavaScript off.
//! Its handler reads [`FormValues`] and makes one service call. When that succeeds, the answer is 303 to a
//! page; when it is refused, the same page is rendered again with status 422, everything that was typed still in its
//! place and each error beside its field ([`Filled`]). A page with several forms tells them apart by the
//! button that was pressed: `<button name="do" value="approve">`.

mod answer;
pub mod build;
mod filled;
pub mod home;
pub mod host;
pub mod session;
mod values;
pub mod window;

pub use answer::{Failure, answer, see_other};
pub use filled::{Filled, Refused};
pub use values::FormValues;

/// The name that tells apart the forms of one page.
pub const VERB: &str = "do";
