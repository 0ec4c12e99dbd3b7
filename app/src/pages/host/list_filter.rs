//! The filter of hosts as it stands in the address, so that it can be linked and shared.

use leptos::prelude::*;
use quiesce_types::input::HostFilter;
use quiesce_types::state::{Health, HostState};
use quiesce_types::trust::KernelRelease;
use quiesce_types::view::GroupRow;
use serde::{Deserialize, Serialize};

use crate::components::state_chip::Shown;

/// The fields of the address. Empty ones are left out; a word that names nothing filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// Part of the name or id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// A host's state.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// A host's health.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub health: String,
    /// `true` for hosts where an update failed last.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub failed: String,
    /// A group's number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// A kernel release.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kernel: String,
    /// Which page, from 1.
    #[serde(skip_serializing_if = "is_zero")]
    pub page: u32,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_zero(page: &u32) -> bool {
    *page == 0
}

impl Fields {
    /// What a filter looks like in an address.
    pub fn of(filter: &HostFilter) -> Self {
        let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
        Self {
            text: filter.text.clone(),
            state: word(filter.state.map(HostState::word)),
            health: word(filter.health.map(Health::word)),
            failed: if filter.failed {
                "true".to_owned()
            } else {
                String::new()
            },
            group: filter
                .group
                .map(|group| group.to_string())
                .unwrap_or_default(),
            kernel: word(filter.kernel.as_ref().map(KernelRelease::as_str)),
            page: filter.page,
        }
    }

    /// The filter that an address means.
    pub fn read(self) -> HostFilter {
        HostFilter {
            text: self.text.trim().to_owned(),
            state: self.state.parse().ok(),
            health: self.health.parse().ok(),
            failed: self.failed == "true",
            group: self.group.parse().ok(),
            kernel: self.kernel.parse().ok(),
            page: self.page,
        }
    }

    /// The same on another page.
    pub fn page(&self, page: u32) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The address.
    pub fn address(&self) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("/hosts?{query}"),
            _ => "/hosts".to_owned(),
        }
    }
}

/// The form above the list.
#[component]
pub fn FilterForm(
    fields: Fields,
    groups: Vec<GroupRow>,
    kernels: Vec<KernelRelease>,
) -> impl IntoView {
    let states = HostState::ALL
        .iter()
        .map(|s| (s.word().to_owned(), s.shown().1.to_owned()));
    let healths = Health::ALL
        .iter()
        .map(|h| (h.word().to_owned(), h.shown().1.to_owned()));
    let groups = groups
        .into_iter()
        .map(|group| (group.id.to_string(), group.name));
    let kernels = kernels
        .into_iter()
        .map(|kernel| (kernel.to_string(), kernel.to_string()));
    view! {
        <form class="filters" method="get" action="/hosts">
            <div class="field wide">
                <label for="text">"Name or id"</label>
                <input type="search" id="text" name="text" value=fields.text/>
            </div>
            {choice("state", "State", states.collect(), &fields.state)}
            {choice("health", "Health", healths.collect(), &fields.health)}
            {choice("group", "Group", groups.collect(), &fields.group)}
            {choice("kernel", "Kernel", kernels.collect(), &fields.kernel)}
            <button class="btn" type="submit">"Filter"</button>
        </form>
    }
    .into_any()
}

fn choice(
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
) -> impl IntoView + use<> {
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, title)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{title}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name><option value="">"any"</option>{options}</select>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        let fields = Fields {
            health: "out_of_date".to_owned(),
            text: "acas 0".to_owned(),
            ..Fields::default()
        };
        assert_eq!(fields.address(), "/hosts?text=acas+0&health=out_of_date");
        assert_eq!(Fields::of(&fields.clone().read()), fields);
        assert_eq!(Fields::default().address(), "/hosts");
    }
}
