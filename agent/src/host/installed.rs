//! What is in the kernel, as the core module shows it in `/sys/kernel/quiesce`.

use std::fs;
use std::path::Path;

use quiesce_trust::UpdateId;
use quiesce_types::host_api::LoadedUpdate;
use serde::Serialize;

use crate::failure::Failure;
use crate::host::{RunningKernel, Series};
use crate::places::Places;

/// The core and the updates in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Installed {
    /// The core's version; none when it is not loaded.
    pub core: Option<String>,
    /// Updates, by the order in which they were released where that is known.
    pub updates: Vec<InstalledUpdate>,
}

/// One update in the kernel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstalledUpdate {
    /// Which.
    pub id: UpdateId,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Its place in the kernel's series, where this host has recorded it.
    #[serde(skip)]
    pub order: Option<u64>,
}

/// The core's states of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its module is there.
    Loaded,
    /// A dry run found the kernel as expected.
    Matched,
    /// Its functions are in force.
    Applied,
    /// The original ones are, again.
    Undone,
}

impl Installed {
    /// Looks.
    pub fn read(places: &Places) -> Self {
        let core = places.core();
        let series = Series::read(places);
        let folder = fs::read_dir(core.join("updates"))
            .into_iter()
            .flatten()
            .flatten();
        let mut updates: Vec<_> = folder
            .filter_map(|entry| update(&entry.path(), &series))
            .collect();
        updates.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        Self {
            core: line(&core.join("version")),
            updates,
        }
    }

    /// Whether an update's functions are in force.
    pub fn has(&self, id: &UpdateId) -> bool {
        self.updates
            .iter()
            .any(|update| &update.id == id && update.state == State::Applied)
    }

    /// For a check-in.
    pub fn to_wire(&self) -> Vec<LoadedUpdate> {
        let wire = |update: &InstalledUpdate| LoadedUpdate {
            id: update.id.clone(),
            title: update.title.clone(),
            applied: update.state == State::Applied,
        };
        self.updates.iter().map(wire).collect()
    }

    /// The release with `+q` and the highest order among the applied updates; `+q` alone when this host applied
    /// them without recording their order (the loader used by hand).
    pub fn effective_kernel(&self, places: &Places) -> Result<String, Failure> {
        let release = RunningKernel::release(places)?;
        let mut applied = self
            .updates
            .iter()
            .filter(|u| u.state == State::Applied)
            .peekable();
        if applied.peek().is_none() {
            return Ok(release.to_string());
        }
        let order = applied.filter_map(|u| u.order).max();
        Ok(format!(
            "{release}+q{}",
            order.map_or(String::new(), |order| order.to_string())
        ))
    }
}

/// None for what has gone while we looked, and for a folder that is no update.
fn update(folder: &Path, series: &Series) -> Option<InstalledUpdate> {
    let id: UpdateId = folder.file_name()?.to_str()?.parse().ok()?;
    let state = match line(&folder.join("state"))?.as_str() {
        "loaded" => State::Loaded,
        "matched" => State::Matched,
        "applied" => State::Applied,
        "undone" => State::Undone,
        _ => return None,
    };
    let title = line(&folder.join("title"))?;
    Some(InstalledUpdate {
        order: series.of(&id),
        id,
        title,
        state,
    })
}

fn line(path: &Path) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim_end().to_owned())
}
