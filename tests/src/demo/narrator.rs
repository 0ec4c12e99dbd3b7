//! Tells what happens, numbered, with the time that each step took.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Numbers the steps.
#[derive(Debug)]
pub struct Narrator {
    number: u32,
    begin: Instant,
}

impl Narrator {
    /// Before the first step.
    pub fn begin() -> Self {
        Self {
            number: 0,
            begin: Instant::now(),
        }
    }

    /// Announces a step, does it, and tells how long it took. `work` gets a way to say what it sees.
    pub fn step<T>(
        &mut self,
        title: &str,
        work: impl FnOnce(&dyn Fn(&str)) -> Result<T>,
    ) -> Result<T> {
        self.number += 1;
        println!("\n{}  {title}", self.number);
        let begin = Instant::now();
        let done = work(&say).with_context(|| format!("step {}: {title}", self.number))?;
        println!(
            "   ── {}, {} since the beginning",
            shown(begin.elapsed()),
            shown(self.begin.elapsed())
        );
        Ok(done)
    }
}

/// One line below a step's title.
fn say(line: &str) {
    for part in line.lines() {
        println!("   {part}");
    }
    // A pipe would hold it back until the end.
    let _closed = std::io::stdout().flush();
}

/// `0.4 s`, `12.3 s`.
fn shown(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
