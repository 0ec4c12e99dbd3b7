//! What the server said last, and how the last call went: kept, so that `show` and `status` need no server.

use std::path::PathBuf;

use quiesce_types::host_api::Orders;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::host::durable;
use crate::places::Places;

/// The orders of the last check-in that succeeded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LastOrders {
    /// When, in seconds since 1970.
    pub at: i64,
    /// What was said.
    pub orders: Orders,
}

/// How the last call went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// When it was tried, in seconds since 1970.
    pub tried: i64,
    /// The problem, when it failed.
    pub problem: Option<String>,
    /// How often it has failed in a row.
    pub failures: u32,
}

impl LastOrders {
    /// None before the first check-in.
    pub fn read(places: &Places) -> Result<Option<Self>, Failure> {
        durable::read_json(&orders_path(places))
    }

    /// Keeps them.
    pub fn write(&self, places: &Places) -> Result<(), Failure> {
        durable::replace_json(&orders_path(places), self)
    }
}

impl Contact {
    /// None before the first call.
    pub fn read(places: &Places) -> Result<Option<Self>, Failure> {
        durable::read_json(&contact_path(places))
    }

    /// Takes note of a call.
    pub fn note(places: &Places, tried: i64, problem: Option<String>) -> Result<Self, Failure> {
        let before = Self::read(places)?.unwrap_or_default();
        let failures = if problem.is_some() {
            before.failures + 1
        } else {
            0
        };
        let contact = Self {
            tried,
            problem,
            failures,
        };
        durable::replace_json(&contact_path(places), &contact)?;
        Ok(contact)
    }
}

fn orders_path(places: &Places) -> PathBuf {
    places.state_dir.join("orders.json")
}

fn contact_path(places: &Places) -> PathBuf {
    places.state_dir.join("contact.json")
}
