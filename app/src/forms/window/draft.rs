//! What the form of a window says, read into a draft. Times are local to the zone that the form names; one that the
//! zone skips or has twice (when clocks change) is refused, because nobody could know which was meant.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use quiesce_api::service;
use quiesce_types::UnixMillis;
use quiesce_types::input::{HostFilter, WindowDraft};
use quiesce_types::trust::HostId;

use crate::forms::{Failure, FormValues, Refused};
use crate::server::Visitor;

/// The draft, or what is wrong with each field.
pub async fn read(visitor: &Visitor, values: &FormValues) -> Result<WindowDraft, Failure> {
    let mut refused = Refused::default();
    refused.need(
        "title",
        values.text("title"),
        "Name it in a few words, for example “Farm-wide network fixes”.",
    );
    let time_zone = values.text("time_zone").to_owned();
    let zone = refused.check(
        "time_zone",
        TimeZone::get(&time_zone)
            .map_err(|_| "choose a zone from the list, for example America/New_York"),
    );
    let starts_at = moment(&mut refused, "starts_at", values, zone.as_ref());
    let ends_at = moment(&mut refused, "ends_at", values, zone.as_ref());
    let groups: Result<Vec<_>, _> = values.all("groups").into_iter().map(str::parse).collect();
    let groups = refused.check("groups", groups);
    let updates: Result<Vec<_>, _> = values.all("updates").into_iter().map(str::parse).collect();
    let updates = refused.check("updates", updates);
    let hosts = hosts(visitor, values, &mut refused).await?;
    refused.done()?;
    match (starts_at, ends_at, groups, updates) {
        (Some(starts_at), Some(ends_at), Some(groups), Some(updates)) => Ok(WindowDraft {
            title: values.text("title").to_owned(),
            starts_at,
            ends_at,
            time_zone,
            groups,
            hosts,
            updates,
            note: values.text("note").to_owned(),
        }),
        _ => Err(Refused::whole("The form could not be read. Check its fields.").into()),
    }
}

fn moment(
    refused: &mut Refused,
    name: &str,
    values: &FormValues,
    zone: Option<&TimeZone>,
) -> Option<UnixMillis> {
    refused.check(name, instant(values.text(name), zone?))
}

/// The one moment that a local time names.
fn instant(text: &str, zone: &TimeZone) -> Result<UnixMillis, &'static str> {
    let local: DateTime = text
        .parse()
        .map_err(|_| "enter date and time as YYYY-MM-DDTHH:MM")?;
    zone.to_ambiguous_timestamp(local)
        .unambiguous()
        .map(UnixMillis::from)
        .map_err(|_| "clocks change then, so this time comes twice or not at all; choose another")
}

/// Single hosts, named one a line, as ids.
async fn hosts(
    visitor: &Visitor,
    values: &FormValues,
    refused: &mut Refused,
) -> Result<Vec<HostId>, Failure> {
    let mut ids = Vec::new();
    for name in values.text("hosts").split_whitespace() {
        let name = name.to_owned();
        let filter = HostFilter {
            text: name.clone(),
            ..HostFilter::default()
        };
        let found = visitor
            .ask(move |db, clock, actor| service::host::list(db, clock, actor, &filter))
            .await?;
        match found
            .rows
            .into_iter()
            .find(|row| row.hostname == name || row.id.as_str() == name)
        {
            Some(row) => ids.push(row.id),
            None => refused.add("hosts", format!("There is no host called {name}.")),
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_read_in_its_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let at = instant("2026-11-24T22:00", &zone).unwrap();
        assert_eq!(at.timestamp().to_string(), "2026-11-25T03:00:00Z");
    }

    #[test]
    fn times_that_come_twice_or_never_are_refused() {
        let zone = TimeZone::get("Europe/Zurich").unwrap();
        assert!(instant("2026-03-29T02:30", &zone).is_err());
        assert!(instant("2026-10-25T02:30", &zone).is_err());
        assert!(instant("tonight", &zone).is_err());
    }
}
