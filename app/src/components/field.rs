//! Fields of forms: label, hint, control, and the error beside it, tied together for screen readers.

use leptos::prelude::*;

use crate::forms::Filled;

use super::chip::Tone;
use super::notice::Notice;

/// The error of a field, with the id that its control names.
#[component]
pub fn FieldError(
    /// The field.
    name: &'static str,
    /// The form.
    form: Filled,
) -> impl IntoView {
    form.error(name)
        .map(|error| view! { <p class="error" id=error_id(name)>{error}</p> })
}

fn error_id(name: &str) -> String {
    format!("{name}-error")
}

fn described_by(name: &str, hint: bool, form: &Filled) -> Option<String> {
    let mut ids = Vec::new();
    if form.error(name).is_some() {
        ids.push(error_id(name));
    }
    if hint {
        ids.push(format!("{name}-hint"));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// A labelled input of one line.
#[component]
pub fn TextField(
    /// The form it is in.
    form: Filled,
    /// Its name, and its id on the page.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What to type, when the label does not say it all.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// The browser's hint for filling it in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// The id of a list of proposals.
    #[prop(optional)]
    list: Option<&'static str>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Whether it has the focus at first.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    // A password never goes back to the browser.
    let value = if kind == "password" {
        String::new()
    } else {
        form.value(name)
    };
    let described = described_by(name, hint.is_some(), &form);
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                type=kind
                id=name
                name=name
                value=value
                autocomplete=autocomplete
                list=list
                required=required
                autofocus=autofocus
                aria-invalid=form.error(name).map(|_| "true")
                aria-describedby=described
            />
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name form/>
        </div>
    }
    .into_any()
}

/// A labelled text of several lines.
#[component]
pub fn TextArea(
    /// The form it is in.
    form: Filled,
    /// Its name.
    name: &'static str,
    /// Its id, where the name is not unique on the page.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What to write.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Lines shown.
    #[prop(default = 3)]
    rows: u32,
    /// Whether it holds code: a fixed-width face, lines not wrapped.
    #[prop(optional)]
    code: bool,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let described = described_by(name, hint.is_some(), &form);
    let id = id.unwrap_or(name);
    // HTML drops one line break right after the tag; this one is there to be dropped.
    let text = format!("\n{}", form.value(name));
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea
                id=id
                name=name
                rows=rows
                required=required
                class:code=code
                spellcheck=code.then_some("false")
                aria-invalid=form.error(name).map(|_| "true")
                aria-describedby=described
            >
                {text}
            </textarea>
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name form/>
        </div>
    }
    .into_any()
}

/// A labelled choice of one.
#[component]
pub fn Select(
    /// The form it is in.
    form: Filled,
    /// Its name.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Values and what they are called. The first is chosen when none was.
    options: Vec<(String, String)>,
) -> impl IntoView {
    let chosen = form.value(name);
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
            <select id=name name=name aria-invalid=form.error(name).map(|_| "true")>
                {options}
            </select>
            <FieldError name form/>
        </div>
    }
    .into_any()
}

/// What is wrong with a form as a whole, at its top; or how many fields below are wrong.
#[component]
pub fn FormNotice(
    /// The form.
    form: Filled,
) -> impl IntoView {
    let wrong = form.wrong_fields();
    match form.whole() {
        Some(sentence) => Some(view! { <Notice tone=Tone::Bad title=sentence/> }),
        None if wrong > 0 => {
            let title = if wrong == 1 {
                "One field needs another look. What you typed is kept.".to_owned()
            } else {
                format!("{wrong} fields need another look. What you typed is kept.")
            };
            Some(view! { <Notice tone=Tone::Bad title/> })
        }
        None => None,
    }
}
