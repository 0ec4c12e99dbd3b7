//! The build log: one line a happening, with the step that it belongs to and the time since the build began.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use quiesce_types::build::{LogLine, StepTime};

/// Where log lines go: a job's `log.jsonl`, a terminal, or nowhere.
pub type Sink = Box<dyn Fn(&LogLine) + Send + Sync>;

/// Collects what happens and how long each step takes.
pub struct BuildLog {
    began: Instant,
    sink: Sink,
    times: Mutex<Vec<StepTime>>,
}

impl BuildLog {
    /// A log whose clock starts now.
    pub fn new(sink: Sink) -> Self {
        Self {
            began: Instant::now(),
            sink,
            times: Mutex::new(Vec::new()),
        }
    }

    /// A log that nobody reads; the times are still taken.
    pub fn silent() -> Self {
        Self::new(Box::new(|_| ()))
    }

    /// Something happened in `step`.
    pub fn say(&self, step: &str, text: impl Into<String>) {
        self.emit(step, text.into(), None);
    }

    /// `step` is `percent` done.
    pub fn progress(&self, step: &str, text: impl Into<String>, percent: u8) {
        self.emit(step, text.into(), Some(percent.min(100)));
    }

    /// Does `work` and books its time on `step`. Steps done in parts add up.
    pub fn timed<T>(&self, step: &str, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        let ms = millis(began);
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        match times.iter_mut().find(|time| time.step == step) {
            Some(time) => time.ms += ms,
            None => times.push(StepTime {
                step: step.to_owned(),
                ms,
            }),
        }
        done
    }

    /// Milliseconds by step, in the order in which the steps were first entered.
    pub fn times(&self) -> Vec<StepTime> {
        self.times
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn emit(&self, step: &str, text: String, percent: Option<u8>) {
        (self.sink)(&LogLine {
            ms: millis(self.began),
            step: step.to_owned(),
            text,
            percent,
        });
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn lines_reach_the_sink_and_times_add_up() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&lines);
        let log = BuildLog::new(Box::new(move |line| {
            seen.lock().unwrap().push(line.clone())
        }));
        log.say("fetch", "one");
        log.progress("fetch", "two", 250);
        log.timed("fetch", || ());
        log.timed("link", || ());
        log.timed("fetch", || ());
        let lines = lines.lock().unwrap();
        assert_eq!(lines[1].percent, Some(100));
        let steps: Vec<_> = log.times().into_iter().map(|time| time.step).collect();
        assert_eq!(steps, ["fetch", "link"]);
    }
}
