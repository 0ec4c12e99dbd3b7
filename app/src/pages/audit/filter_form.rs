//! The filter of the history as it stands in the address.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use quiesce_types::UnixMillis;
use quiesce_types::input::AuditFilter;
use serde::{Deserialize, Serialize};

/// The fields of the address. Days are UTC days, and `until` is the last one included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// Part of the sentence, name or subject.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// An action or a noun.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// A kind of thing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject_kind: String,
    /// One thing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject_id: String,
    /// A person's number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub person: String,
    /// The first day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// The last day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub until: String,
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
    /// The filter that the address means.
    pub fn read(&self) -> AuditFilter {
        AuditFilter {
            text: self.text.trim().to_owned(),
            action: self.action.clone(),
            subject_kind: self.subject_kind.clone(),
            subject_id: self.subject_id.clone(),
            person: self.person.parse().ok(),
            from: self.from.parse().ok().and_then(start_of),
            until: self
                .until
                .parse()
                .ok()
                .and_then(|day: Date| start_of(day.tomorrow().ok()?)),
            page: self.page,
        }
    }

    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        self.page(0) != Self::default()
    }

    /// The same on another page.
    pub fn page(&self, page: u32) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The address of the history, or of its export, with this filter.
    pub fn address(&self, path: &str) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }
}

fn start_of(day: Date) -> Option<UnixMillis> {
    day.to_zoned(TimeZone::UTC)
        .ok()
        .map(|at| at.timestamp().into())
}

/// The form above the history.
#[component]
pub fn FilterForm(fields: Fields, actions: Vec<String>) -> impl IntoView {
    let options: Vec<_> = actions
        .into_iter()
        .map(|action| {
            let selected = action == fields.action;
            let label = action.replace(['.', '_'], " ");
            view! { <option value=action selected=selected>{label}</option> }
        })
        .collect();
    let clear = fields
        .is_filtered()
        .then(|| view! { <a class="btn quiet" href="/audit">"Show everything"</a> });
    let kept = [
        ("subject_kind", fields.subject_kind),
        ("subject_id", fields.subject_id),
        ("person", fields.person),
    ];
    let kept: Vec<_> = kept
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    view! {
        <form class="filters" method="get" action="/audit">
            {kept}
            <div class="field wide">
                <label for="text">"Words"</label>
                <input type="search" id="text" name="text" value=fields.text/>
            </div>
            <div class="field">
                <label for="action">"What"</label>
                <select id="action" name="action"><option value="">"anything"</option>{options}</select>
            </div>
            <div class="field">
                <label for="from">"From day (UTC)"</label>
                <input type="date" id="from" name="from" value=fields.from/>
            </div>
            <div class="field">
                <label for="until">"To day (UTC)"</label>
                <input type="date" id="until" name="until" value=fields.until/>
            </div>
            <button class="btn" type="submit">"Filter"</button>
            {clear}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_included() {
        let fields = Fields {
            from: "2026-11-24".to_owned(),
            until: "2026-11-24".to_owned(),
            ..Fields::default()
        };
        let filter = fields.read();
        let (from, until) = (filter.from.unwrap(), filter.until.unwrap());
        assert_eq!(from.timestamp().to_string(), "2026-11-24T00:00:00Z");
        assert_eq!(until.timestamp().to_string(), "2026-11-25T00:00:00Z");
    }
}
