//! Domain and wire types, shared by server, pages, hosts and builder.
//!
//! No I/O and no database here, and it builds for `wasm32`: what the server decides by, the browser can show by.

pub mod build;
pub mod host_api;
pub mod ids;
pub mod input;
pub mod role;
pub mod state;
pub mod time;
pub mod view;

pub use ids::{ArtifactId, BuildRequestId, EventId, ExperimentId, GroupId, PersonId, WindowNumber};
pub use quiesce_trust as trust;
pub use role::{Decision, Role, Severity, Urgency};
pub use state::{BuildState, DeploymentState, Health, HostState, UpdateState, WindowState};
pub use time::UnixMillis;
