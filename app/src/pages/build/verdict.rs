//! What the builder found: the verdict, the reasons, the functions, and how long each step took.

use std::time::Duration;

use leptos::prelude::*;
use quiesce_types::build::{BuildReport, StepTime, Verdict as Found};

use super::functions::FunctionTable;
use super::reasons::Reasons;
use crate::components::card::Card;
use crate::components::counters::counted;
use crate::components::state_chip::state_chip;
use crate::components::time::length;

/// The report.
#[component]
pub fn Verdict(report: BuildReport) -> impl IntoView {
    let sentence = sentence(&report);
    let chip = state_chip(report.verdict).into_any();
    let total: u64 = report.times.iter().map(|step| step.ms).sum();
    let took =
        (total > 0).then(|| format!("took {}", length(Duration::from_millis(total))).into_any());
    view! {
        <Card title="Verdict" beside=Some(chip) end=took>
            <div class="body">
                <p>{sentence}</p>
            </div>
            <Reasons reasons=report.reasons/>
            <FunctionTable functions=report.functions/>
            <footer>
                <details class="more grow">
                    <summary>"Times, objects and compiler"</summary>
                    <dl class="facts">
                        <dt>"Times"</dt>
                        <dd>{times(&report.times)}</dd>
                        <dt>"Objects"</dt>
                        <dd>{report.objects.into_iter().map(|o| view! { <div><code>{o}</code></div> }).collect_view()}</dd>
                        {report
                            .kernel
                            .map(|kernel| {
                                view! {
                                    <dt>"Kernel"</dt>
                                    <dd>
                                        {kernel.release.to_string()} <span class="below">"build id " <code>{kernel.build_id.to_string()}</code></span>
                                    </dd>
                                }
                            })}
                        <dt>"Compiler"</dt>
                        <dd>{report.compiler}</dd>
                    </dl>
                </details>
            </footer>
        </Card>
    }
    .into_any()
}

fn sentence(report: &BuildReport) -> String {
    let functions = counted(
        u64::try_from(report.functions.len()).unwrap_or(0),
        "function",
        "functions",
    );
    let objects = counted(
        u64::try_from(report.objects.len()).unwrap_or(0),
        "object",
        "objects",
    );
    match report.verdict {
        Found::Built => format!(
            "The patch differs in {functions} of {objects}, and each can be replaced in a running kernel. A release manager decides whether it is released."
        ),
        Found::NoChange => "The patched source compiles to the same code: there is nothing to replace. Check that the patch is for this kernel's configuration.".to_owned(),
        Found::Refused => "This change cannot safely be made in a running kernel. The reasons name the functions and lines; change the patch so that they no longer apply, and file it anew.".to_owned(),
        Found::Failed => "No module came out. The reasons and the last lines of the log say where it stopped; mend the patch and file it anew.".to_owned(),
    }
}

fn times(times: &[StepTime]) -> String {
    let steps: Vec<_> = times
        .iter()
        .map(|step| format!("{} {}", step.step, length(Duration::from_millis(step.ms))))
        .collect();
    steps.join(", ")
}
