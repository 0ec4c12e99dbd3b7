//! The only code that runs in the browser: what stays live after the page was read, and small comforts.
//!
//! Each island is rendered by the server as it is at that moment, so that the page is whole without JavaScript; in the
//! browser it goes on from there. Pages never depend on an island to be read or to post a form.

#![allow(
    missing_docs,
    reason = "the island macro makes public structs that it does not document"
)]

pub mod build_log;
#[cfg(feature = "hydrate")]
mod feed;
#[cfg(feature = "hydrate")]
pub mod local_time;
pub mod patch_file;
pub mod running_window;
pub mod window_progress;
