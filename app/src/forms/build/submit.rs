//! `POST /builds/new`.

use actix_web::HttpResponse;
use quiesce_api::service;
use quiesce_types::input::NewBuild;

use super::kind;
use crate::forms::{Failure, FormValues, Refused, answer};
use crate::pages;
use crate::server::{PageError, Visitor};

/// Files the request and shows it. A file that was sent stands in the text field if the form comes back.
pub async fn post(visitor: Visitor, mut values: FormValues) -> Result<HttpResponse, PageError> {
    if values.text("patch").is_empty() && !values.text("patch_file").is_empty() {
        let file = values.raw("patch_file").to_owned();
        values.set("patch", file);
    }
    let outcome = run(&visitor, &values).await;
    answer("submit", values, outcome, |form| {
        pages::build::new::render(visitor, form)
    })
    .await
}

async fn run(visitor: &Visitor, values: &FormValues) -> Result<String, Failure> {
    let input = read(values)?;
    let id = visitor
        .ask(move |db, clock, actor| service::build::submit(db, clock, actor, &input))
        .await?;
    Ok(format!("/builds/{id}"))
}

fn read(values: &FormValues) -> Result<NewBuild, Refused> {
    let mut refused = Refused::default();
    refused.need(
        "title",
        values.text("title"),
        "Say in one line what it does.",
    );
    refused.need(
        "patch",
        values.text("patch"),
        "Paste a patch, or choose a file below.",
    );
    let kind = refused.check("kind", kind::read(values.text("kind")));
    let severity = refused.check("severity", values.text("severity").parse());
    let urgency = refused.check("urgency", values.text("urgency").parse());
    let kernel = refused.check("kernel", values.text("kernel").parse());
    refused.clone().done()?;
    let (Some(kind), Some(severity), Some(urgency), Some(kernel)) =
        (kind, severity, urgency, kernel)
    else {
        return Err(refused);
    };
    Ok(NewBuild {
        title: values.text("title").to_owned(),
        why: values.text("why").to_owned(),
        bugs: words(values.text("bugs")),
        cves: words(values.text("cves")),
        kind,
        severity,
        urgency,
        kernel,
        // Browsers send line ends as CR LF; a patch with those applies to nothing.
        patch: values.raw("patch").replace("\r\n", "\n"),
    })
}

fn words(text: &str) -> Vec<String> {
    text.split([' ', ',', '\t', '\n'])
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(patch: &str) -> FormValues {
        let mut values = FormValues::default();
        for (name, value) in [
            ("title", "CVE-2026-1: x"),
            ("kind", "security"),
            ("severity", "important"),
            ("urgency", "normal"),
            ("kernel", "6.1.0-47-cloud-amd64"),
            ("cves", "CVE-2026-1, CVE-2026-2"),
            ("patch", patch),
        ] {
            values.set(name, value);
        }
        values
    }

    #[test]
    fn a_patch_from_a_text_field_has_unix_line_ends_and_keeps_its_last_one() {
        let read = read(&form("--- a\r\n+++ b\r\n")).unwrap();
        assert_eq!(read.patch, "--- a\n+++ b\n");
        assert_eq!(read.cves, ["CVE-2026-1", "CVE-2026-2"]);
    }

    #[test]
    fn a_missing_patch_is_asked_for_at_its_field() {
        let form = Filled::refused("submit", form(""), read(&form("")).unwrap_err());
        assert_eq!(
            form.error("patch").as_deref(),
            Some("Paste a patch, or choose a file below.")
        );
    }

    use crate::forms::Filled;
}
