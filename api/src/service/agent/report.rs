//! Takes a host's report on one update.

use quiesce_types::host_api::{Outcome, Pause, Report};
use quiesce_types::{DeploymentState, UnixMillis, WindowNumber};

use super::authenticate::AuthenticatedHost;
use super::check_in::replayed;
use crate::clock::Clock;
use crate::db::models::{DeploymentRecord, UpdateRecord};
use crate::db::queries::{deployment, host, window};
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Most characters of a message from a host that are kept.
const MESSAGE: usize = 2000;

/// Stores a report. One that comes late, after the window's end, still counts: what was in flight finishes.
pub fn report(
    db: &Database,
    clock: &Clock,
    from: &AuthenticatedHost,
    said: &Report,
) -> Result<(), ServiceError> {
    let now = clock.now();
    db.write(|conn| {
        if !host::take_counter(conn, &from.id, said.counter)? {
            return Err(replayed());
        }
        let told = Told::of(&said.outcome);
        if told.state == DeploymentState::Undone {
            deployment::finish_undo(conn, from.id.as_str(), said.update.as_str())?;
        }
        match concerned(conn, from, said, told.state)? {
            Some((row, update)) => store(conn, now, from, row, &update, told),
            None => by_hand(conn, now, from, said, &told),
        }
    })
}

/// What an outcome says, in columns.
struct Told {
    state: DeploymentState,
    code: Option<String>,
    message: Option<String>,
    pause: Option<Pause>,
}

impl Told {
    fn of(outcome: &Outcome) -> Self {
        let bare = |state| Self {
            state,
            code: None,
            message: None,
            pause: None,
        };
        match outcome {
            Outcome::Downloaded => bare(DeploymentState::Downloaded),
            Outcome::Applying => bare(DeploymentState::Applying),
            Outcome::Applied { pause } => Self {
                pause: stopped(*pause),
                ..bare(DeploymentState::Applied)
            },
            Outcome::Busy { tasks } => Self {
                message: Some(cut(&format!("In use by {}.", tasks.join(", ")))),
                ..bare(DeploymentState::Busy)
            },
            Outcome::Failed { code, message } => Self {
                code: Some(code.chars().take(64).collect()),
                message: Some(cut(message)),
                ..bare(DeploymentState::Failed)
            },
            Outcome::Undone { pause } => Self {
                pause: stopped(*pause),
                ..bare(DeploymentState::Undone)
            },
        }
    }

    fn sentence(&self, what: &str, hostname: &str) -> String {
        let pause = match self.pause {
            Some(pause) => format!(" in a pause of {} µs", pause.total_ns / 1000),
            None => String::new(),
        };
        let why = match (&self.code, &self.message) {
            (Some(code), Some(message)) => format!(" ({code}) {message}"),
            (None, Some(message)) => format!(" {message}"),
            (_, None) => String::new(),
        };
        format!("{what} on {hostname}: {}{pause}.{why}", self.state)
    }
}

/// The pause, if there was one: loading the core stops nothing, and its zeros would pass for the shortest pauses of all.
fn stopped(pause: Pause) -> Option<Pause> {
    (pause.total_ns > 0).then_some(pause)
}

fn cut(text: &str) -> String {
    text.chars().take(MESSAGE).collect()
}

/// The deployment that the report is about. What was undone is taken for the newest window that has it applied, whether an admin
/// undid it by hand or the server ordered it.
fn concerned(
    conn: &mut AnyConnection,
    from: &AuthenticatedHost,
    said: &Report,
    state: DeploymentState,
) -> Result<Option<(DeploymentRecord, UpdateRecord)>, ServiceError> {
    let mut rows = deployment::of_host(conn, &from.id)?
        .into_iter()
        .filter(|(row, _, _)| row.update_id == said.update.as_str());
    if let Some(id) = &said.window {
        let number =
            WindowNumber::of_id(id).map_err(|e| ServiceError::field("window", e.to_string()))?;
        let row = rows.find(|(row, _, _)| row.window_id == number.0);
        let (row, _, update) = row.ok_or(ServiceError::NotFound { what: "deployment" })?;
        return Ok(Some((row, update)));
    }
    for (row, _, update) in rows {
        if row.state()?.next().contains(&state) && state == DeploymentState::Undone {
            return Ok(Some((row, update)));
        }
    }
    Ok(None)
}

fn store(
    conn: &mut AnyConnection,
    now: UnixMillis,
    from: &AuthenticatedHost,
    mut row: DeploymentRecord,
    update: &UpdateRecord,
    told: Told,
) -> Result<(), ServiceError> {
    let before = row.state()?;
    // A report that a check-in has overtaken, or that was sent twice because our answer was lost: only its pause is news.
    let known = before == told.state;
    if known && (told.pause.is_none() || row.total_ns.is_some()) {
        return Ok(());
    }
    let after = if known {
        before
    } else {
        before.to(told.state)?
    };
    let number = WindowNumber(row.window_id);
    let sentence = told.sentence(&update.title, &from.hostname);
    let columns = |part: fn(Pause) -> u64| {
        told.pause
            .map(|pause| i64::try_from(part(pause)).unwrap_or(i64::MAX))
    };
    row.rendezvous_ns = columns(|p| p.rendezvous_ns);
    row.check_ns = columns(|p| p.check_ns);
    row.write_ns = columns(|p| p.write_ns);
    row.total_ns = columns(|p| p.total_ns);
    row.state = after.word().to_owned();
    row.code = told.code;
    row.message = told.message;
    row.at = now.0;
    deployment::store(conn, &row)?;
    window::touch(conn, number)?;
    let event = Event {
        action: action(after),
        subject_kind: "window",
        subject_id: number.to_string(),
        sentence,
        before: Some(before.word()),
        after: Some(after.word()),
    };
    record(conn, now, &from.actor(), event)
}

/// What an admin did on the host itself, outside of every window.
fn by_hand(
    conn: &mut AnyConnection,
    now: UnixMillis,
    from: &AuthenticatedHost,
    said: &Report,
    told: &Told,
) -> Result<(), ServiceError> {
    let event = Event {
        action: action(told.state),
        subject_kind: "host",
        subject_id: from.id.to_string(),
        sentence: format!(
            "{} By hand on the host.",
            told.sentence(&format!("Update {}", said.update), &from.hostname)
        ),
        before: None,
        after: Some(told.state.word()),
    };
    record(conn, now, &from.actor(), event)
}

fn action(state: DeploymentState) -> &'static str {
    match state {
        DeploymentState::Waiting => "deployment.waiting",
        DeploymentState::Downloaded => "deployment.downloaded",
        DeploymentState::Applying => "deployment.applying",
        DeploymentState::Applied => "deployment.applied",
        DeploymentState::Busy => "deployment.busy",
        DeploymentState::Failed => "deployment.failed",
        DeploymentState::Skipped => "deployment.skipped",
        DeploymentState::Undone => "deployment.undone",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stopped_the_host_has_a_pause() {
        let told = |total_ns| {
            Told::of(&Outcome::Applied {
                pause: Pause {
                    rendezvous_ns: 0,
                    check_ns: 0,
                    write_ns: total_ns,
                    total_ns,
                },
            })
        };
        assert!(told(0).pause.is_none(), "the core is only loaded");
        assert_eq!(told(700).pause.map(|pause| pause.total_ns), Some(700));
        assert_eq!(told(0).sentence("core", "node"), "core on node: applied.");
    }
}
