//! A list of check boxes that choose some of many.

use leptos::prelude::*;

use crate::forms::Filled;

use super::field::FieldError;

/// One that can be chosen.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: AnyView,
}

/// The list, with its legend and its error.
#[component]
pub fn Choices(
    /// The form it is in.
    form: Filled,
    /// The name of each box.
    name: &'static str,
    /// What is chosen here.
    #[prop(into)]
    legend: String,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// What is said when nothing can be.
    #[prop(into)]
    nothing: String,
) -> impl IntoView {
    let none = choices
        .is_empty()
        .then(|| view! { <p class="nothing">{nothing}</p> });
    let boxes: Vec<_> = choices
        .into_iter()
        .map(|Choice { value, label }| {
            let checked = form.has(name, &value);
            view! {
                <label>
                    <input type="checkbox" name=name value=value checked=checked/>
                    <span>{label}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="choices">{boxes}{none}</div>
            <FieldError name form/>
        </fieldset>
    }
    .into_any()
}
