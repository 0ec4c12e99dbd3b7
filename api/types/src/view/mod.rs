//! What pages show: one type a page or row, filled by the server's services, with times and states as data and not as text.

mod audit;
mod build;
mod home;
mod host;
mod people;
mod progress;
mod update;
mod window;

pub use audit::{AuditList, AuditPage, AuditRow, LogState};
pub use build::{BuildForm, BuildPage, BuildRow, BuildStory, CommentRow};
pub use home::{FleetCounters, HomeView, RunningWindow, WindowDecision};
pub use host::{
    EffectiveUpdate, GroupRow, HostDeployment, HostList, HostPage, HostRow, IssuedToken, TokenRow,
};
pub use people::ExperimentRef;
pub use people::{ExperimentRow, GroupRef, Me, NewSession, PersonRef, PersonRow};
pub use progress::{BuildProgress, DeploymentCounts, HostProgress, WindowProgress};
pub use update::UpdateRow;
pub use window::{
    ApprovalRow, Check, CheckLevel, ExperimentApproval, RevisionRow, WindowActions, WindowChoices,
    WindowFacts, WindowHost, WindowPage, WindowRow, WindowUpdate,
};
