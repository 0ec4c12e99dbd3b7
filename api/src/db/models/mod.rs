//! Rows as they are stored, one type a table. Words, ids and JSON stay text here; the methods beside them parse.

mod audit;
mod build;
mod host;
mod people;
mod window;

pub(crate) use audit::{CheckpointRecord, EventRecord, LeafRecord};
pub(crate) use build::{ArtifactRecord, BuildRecord, CommentRecord, UpdateRecord, kind_word};
pub(crate) use host::{GroupRecord, HostRecord, TokenRecord};
pub(crate) use people::{ExperimentRecord, PersonRecord, SessionRecord};
pub(crate) use window::{
    ApprovalRecord, DeploymentRecord, RevisionRecord, UndoRecord, WindowRecord,
};
