//! Updates that an admin took out by hand. The daemon leaves them out although the server goes on offering them, until
//! an admin puts them in by hand again: whoever sits at the host has the last word on it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use quiesce_trust::UpdateId;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::host::durable;
use crate::places::Places;

/// Those updates.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Held(BTreeSet<UpdateId>);

impl Held {
    /// What is held.
    pub fn read(places: &Places) -> Result<Self, Failure> {
        Ok(durable::read_json(&path(places))?.unwrap_or_default())
    }

    /// Whether an update is.
    pub fn has(&self, id: &UpdateId) -> bool {
        self.0.contains(id)
    }

    /// Holds one back from now on.
    pub fn hold(places: &Places, id: &UpdateId) -> Result<(), Failure> {
        let mut held = Self::read(places)?;
        if held.0.insert(id.clone()) {
            durable::replace_json(&path(places), &held)
        } else {
            Ok(())
        }
    }

    /// Lets one go again.
    pub fn release(places: &Places, id: &UpdateId) -> Result<(), Failure> {
        let mut held = Self::read(places)?;
        if held.0.remove(id) {
            durable::replace_json(&path(places), &held)
        } else {
            Ok(())
        }
    }
}

fn path(places: &Places) -> PathBuf {
    places.state_dir.join("held.json")
}
