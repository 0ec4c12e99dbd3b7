//! From a request to an answer.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use quiesce_trust::UpdateId;
use quiesce_trust::loading::{Answer, Ask, Done, LINE_LIMIT, Pause, Refusal, RefusalCode};
use quiesce_trust::permit::UnixSeconds;

use crate::core_sysfs::Core;
use crate::enrolment::Places;
use crate::kernel::Kernel;
use crate::{apply, undo};

/// A loader for one request: where things are, the kernel it acts on, and the time, fixed once.
pub struct Loader<K> {
    /// Where files are.
    pub places: Places,
    /// What modules are loaded into.
    pub kernel: K,
    /// Now.
    pub now: UnixSeconds,
}

/// What an action brought about.
pub struct Outcome {
    /// Which update.
    pub id: UpdateId,
    /// What is so now.
    pub now: Done,
    /// How long the CPUs were held.
    pub pause: Option<Pause>,
}

impl<K: Kernel> Loader<K> {
    /// Reads one request line and what follows it, and answers.
    pub fn answer_one(&self, input: impl Read) -> Answer {
        let mut input = BufReader::new(input);
        match read_line(&mut input) {
            Ok(ask) => self.answer(ask, input),
            Err(refusal) => Answer::Refused(refusal),
        }
    }

    /// Does what is asked. `bundle` holds at least the bytes that [`Ask::Apply`] announces.
    pub fn answer(&self, ask: Ask, bundle: impl Read) -> Answer {
        match self.act(ask, bundle) {
            Ok(Outcome { id, now, pause }) => Answer::Done { id, now, pause },
            Err(refusal) => Answer::Refused(refusal),
        }
    }

    fn act(&self, ask: Ask, bundle: impl Read) -> Result<Outcome, Refusal> {
        let _one_at_a_time = self.lock()?;
        match ask {
            Ask::Apply {
                offer,
                bundle_size,
                check_only,
            } => apply::apply(self, offer, bundle, bundle_size, check_only),
            Ask::Undo { id } => undo::undo(self, id),
            Ask::Remove { id } => undo::remove(self, id),
        }
    }

    /// The core as sysfs shows it.
    pub fn core(&self) -> Core {
        Core::under(&self.places.sysfs)
    }

    /// Waits for any other loader to end: what was seen and what is loaded are read and written as one.
    fn lock(&self) -> Result<File, Refusal> {
        let path = self.places.state_dir.join("lock");
        let file = std::fs::create_dir_all(&self.places.state_dir)
            .and_then(|()| File::create(&path))
            .and_then(|file| file.lock().map(|()| file));
        file.map_err(|error| {
            let message = format!("{}: {error}; run the loader as root", path.display());
            Refusal::new(RefusalCode::NotPrivileged, message)
        })
    }
}

fn read_line(input: &mut impl BufRead) -> Result<Ask, Refusal> {
    let mut line = Vec::new();
    let read = input.take(LINE_LIMIT as u64).read_until(b'\n', &mut line);
    read.map_err(|error| Refusal::new(RefusalCode::Io, format!("the request broke off: {error}")))?;
    serde_json::from_slice(&line).map_err(|error| {
        let message =
            format!("the request cannot be read ({error}); are agent and loader of one version?");
        Refusal::new(RefusalCode::MalformedOffer, message)
    })
}
