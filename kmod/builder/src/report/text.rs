//! Log and report as people read them on a terminal.

use std::fmt::Write as _;

use quiesce_types::build::{BuildResult, FunctionChange, FunctionReport, LogLine, Reason, Verdict};

/// One line of the log.
pub fn log_line(line: &LogLine) -> String {
    let seconds = line.ms / 1000;
    let tenths = line.ms % 1000 / 100;
    let percent = line
        .percent
        .map(|percent| format!(" {percent}%"))
        .unwrap_or_default();
    format!(
        "{seconds:>4}.{tenths} s  {:<8} {}{percent}",
        line.step, line.text
    )
}

/// The whole report: verdict, reasons, functions, and where the time went.
pub fn report(result: &BuildResult) -> String {
    let mut out = String::new();
    let report = &result.report;
    line(&mut out, verdict(result));
    if let Some(kernel) = &report.kernel {
        line(
            &mut out,
            format!(
                "kernel    {} (build id {})",
                kernel.release, kernel.build_id
            ),
        );
    }
    for reason in &report.reasons {
        line(&mut out, self::reason(reason));
    }
    for function in &report.functions {
        line(&mut out, self::function(function));
    }
    if !report.times.is_empty() {
        let times = report
            .times
            .iter()
            .map(|time| format!("{} {} ms", time.step, time.ms));
        line(
            &mut out,
            format!("times     {}", times.collect::<Vec<_>>().join(", ")),
        );
    }
    out
}

fn verdict(result: &BuildResult) -> String {
    match (result.report.verdict, &result.manifest) {
        (Verdict::Built, Some(manifest)) => {
            let size = manifest.members.first().map_or(0, |module| module.size);
            format!(
                "built     [{}] {}: {}.ko, {size} bytes",
                manifest.id, manifest.title, manifest.module_name
            )
        }
        (Verdict::Built, None) => "built".to_owned(),
        (Verdict::NoChange, _) => {
            "no change the patch compiles to the same code: there is nothing to update".to_owned()
        }
        (Verdict::Refused, _) => {
            "refused   this patch cannot safely be applied to a running kernel".to_owned()
        }
        (Verdict::Failed, _) => "failed    there is no module".to_owned(),
    }
}

fn reason(reason: &Reason) -> String {
    let place = match (&reason.file, reason.line) {
        (Some(file), Some(line)) => format!(" {file}:{line}"),
        (Some(file), None) => format!(" {file}"),
        (None, _) => String::new(),
    };
    format!("reason    {}{place}: {}", reason.code, reason.message)
}

fn function(function: &FunctionReport) -> String {
    let change = match function.change {
        FunctionChange::Changed => "changed",
        FunctionChange::New => "new",
        FunctionChange::Gone => "gone",
    };
    let note = if function.note.is_empty() {
        String::new()
    } else {
        format!(" ({})", function.note)
    };
    format!(
        "{change:<9} {} in {}, {} -> {} bytes{note}",
        function.name, function.object, function.old_size, function.new_size
    )
}

fn line(out: &mut String, text: String) {
    let _infallible = writeln!(out, "{text}");
}

#[cfg(test)]
mod tests {
    use quiesce_types::build::{BuildReport, StepTime};

    use super::*;

    #[test]
    fn a_refusal_says_where_and_what_next() {
        let report = BuildReport {
            verdict: Verdict::Refused,
            reasons: vec![Reason {
                code: "header_change".into(),
                function: None,
                file: Some("include/linux/fs.h".into()),
                line: Some(12),
                message: "move the change into the .c files that need it".into(),
            }],
            kernel: None,
            objects: vec![],
            functions: vec![FunctionReport {
                name: "f".into(),
                change: FunctionChange::Changed,
                object: "fs/open.o".into(),
                file: None,
                old_size: 10,
                new_size: 12,
                note: "a string differs".into(),
            }],
            times: vec![StepTime {
                step: "patch".into(),
                ms: 7,
            }],
            compiler: String::new(),
        };
        insta::assert_snapshot!(super::report(&BuildResult { report, manifest: None }), @r"
        refused   this patch cannot safely be applied to a running kernel
        reason    header_change include/linux/fs.h:12: move the change into the .c files that need it
        changed   f in fs/open.o, 10 -> 12 bytes (a string differs)
        times     patch 7 ms
        ");
    }

    #[test]
    fn a_log_line_is_one_line() {
        let line = LogLine {
            ms: 12_345,
            step: "fetch".into(),
            text: "downloading".into(),
            percent: Some(40),
        };
        assert_eq!(log_line(&line), "  12.3 s  fetch    downloading 40%");
    }
}
