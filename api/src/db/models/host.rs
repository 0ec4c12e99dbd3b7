//! Hosts, groups, enrolment tokens.

use diesel::prelude::*;

use quiesce_trust::HostId;
use quiesce_trust::manifest::Kernel;
use quiesce_types::HostState;
use quiesce_types::host_api::LoadedUpdate;
use quiesce_types::view::GroupRef;
use quiesce_types::{GroupId, UnixMillis};

use crate::db::Found;
use crate::db::schema::{enrolment_tokens, host_groups, hosts};
use crate::db::stored::{from_json, parsed};

/// A row of `hosts`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = hosts)]
pub(crate) struct HostRecord {
    pub id: String,
    pub hostname: String,
    pub public_key: Vec<u8>,
    pub state: String,
    pub kernel_release: String,
    pub kernel_build_id: String,
    pub core_version: Option<String>,
    pub agent_version: Option<String>,
    pub loaded: String,
    pub counter: i64,
    pub poll_seconds: i64,
    pub enrolled_at: i64,
    pub last_seen_at: Option<i64>,
}

impl HostRecord {
    /// Its id.
    pub fn id(&self) -> Found<HostId> {
        parsed(&self.id)
    }

    /// Whether it may take part.
    pub fn state(&self) -> Found<HostState> {
        parsed(&self.state)
    }

    /// What it runs.
    pub fn kernel(&self) -> Found<Kernel> {
        Ok(Kernel {
            release: parsed(&self.kernel_release)?,
            build_id: parsed(&self.kernel_build_id)?,
        })
    }

    /// What it said is in its kernel.
    pub fn loaded(&self) -> Found<Vec<LoadedUpdate>> {
        from_json(&self.loaded)
    }

    /// When it last checked in.
    pub fn last_seen(&self) -> Option<UnixMillis> {
        self.last_seen_at.map(UnixMillis)
    }
}

/// A row of `host_groups`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = host_groups)]
pub(crate) struct GroupRecord {
    pub id: i64,
    pub name: String,
    pub description: String,
    pub created_at: i64,
}

impl GroupRecord {
    /// As others refer to it.
    pub fn to_ref(&self) -> GroupRef {
        GroupRef {
            id: GroupId(self.id),
            name: self.name.clone(),
        }
    }
}

/// A row of `enrolment_tokens`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = enrolment_tokens)]
pub(crate) struct TokenRecord {
    pub id: i64,
    pub token_hash: Vec<u8>,
    pub group_id: Option<i64>,
    pub allow: bool,
    pub created_by: Option<i64>,
    pub created_by_name: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_by: Option<String>,
}

impl TokenRecord {
    /// The host that used it.
    pub fn used_by(&self) -> Found<Option<HostId>> {
        self.used_by.as_deref().map(parsed).transpose()
    }
}
