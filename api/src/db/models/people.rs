//! People, experiments, sessions.

use diesel::prelude::*;

use quiesce_types::view::{ExperimentRef, PersonRef};
use quiesce_types::{ExperimentId, PersonId};

use crate::db::Found;
use crate::db::schema::{experiments, people, sessions};
use crate::db::stored::unsigned;

/// A row of `people`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = people)]
pub(crate) struct PersonRecord {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub password_hash: String,
    pub created_at: i64,
}

impl PersonRecord {
    /// As others refer to them.
    pub fn to_ref(&self) -> PersonRef {
        PersonRef {
            id: Some(PersonId(self.id)),
            name: self.name.clone(),
        }
    }
}

/// A row of `experiments`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = experiments)]
pub(crate) struct ExperimentRecord {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub colour: String,
    pub quorum: i64,
    pub created_at: i64,
}

impl ExperimentRecord {
    /// As others refer to it.
    pub fn to_ref(&self) -> ExperimentRef {
        ExperimentRef {
            id: ExperimentId(self.id),
            code: self.code.clone(),
            name: self.name.clone(),
            colour: self.colour.clone(),
        }
    }

    /// Distinct coordinators that must approve.
    pub fn quorum(&self) -> Found<u32> {
        unsigned(self.quorum)
    }
}

/// A row of `sessions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub(crate) struct SessionRecord {
    pub id: i64,
    pub token_hash: Vec<u8>,
    pub person_id: i64,
    pub created_at: i64,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
}
