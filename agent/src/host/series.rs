//! The order of each update that was applied here: the kernel does not know it, and the effective version is made of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use quiesce_trust::UpdateId;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::host::durable;
use crate::places::Places;

/// Update to order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Series(BTreeMap<UpdateId, u64>);

impl Series {
    /// What is recorded; nothing where the file is missing, unreadable or damaged, for it only names the version.
    pub fn read(places: &Places) -> Self {
        durable::read_json(&path(places))
            .ok()
            .flatten()
            .unwrap_or_default()
    }

    /// An update's order.
    pub fn of(&self, id: &UpdateId) -> Option<u64> {
        self.0.get(id).copied()
    }

    /// Records one.
    pub fn record(places: &Places, id: &UpdateId, order: u64) -> Result<(), Failure> {
        let mut series = Self::read(places);
        series.0.insert(id.clone(), order);
        durable::replace_json(&path(places), &series)
    }
}

fn path(places: &Places) -> PathBuf {
    places.state_dir.join("series.json")
}
