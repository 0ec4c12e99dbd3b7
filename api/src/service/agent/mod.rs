//! What hosts say and get: enrolment, check-in, orders, reports, bundles.

mod authenticate;
mod bundle;
mod check_in;
mod enrol;
mod orders;
mod report;

pub use authenticate::{AuthenticatedHost, authenticate};
pub use bundle::bundle;
pub use check_in::check_in;
pub use enrol::enrol;
pub use orders::orders;
pub use report::report;
