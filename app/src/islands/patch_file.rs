//! Puts a chosen patch file into the text field, so that it can be read before it is sent. Without JavaScript the
//! file itself is sent with the form.

use leptos::prelude::*;

/// The file input of a patch. `target` is the id of the text field.
#[island]
pub fn PatchFile(
    /// The text field to fill.
    target: String,
) -> impl IntoView {
    let note = RwSignal::new(String::new());
    view! {
        <div class="field">
            <label for="patch_file">"Or a patch file"</label>
            <input
                type="file"
                id="patch_file"
                name="patch_file"
                accept=".patch,.diff,text/x-diff,text/plain"
                on:change=move |event| read_into(&event, &target, note)
            />
            <p class="hint" aria-live="polite">{move || note.get()}</p>
        </div>
    }
}

#[cfg(not(feature = "hydrate"))]
fn read_into(_: &leptos::ev::Event, _: &str, _: RwSignal<String>) {}

#[cfg(feature = "hydrate")]
fn read_into(event: &leptos::ev::Event, target: &str, note: RwSignal<String>) {
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;

    let input: web_sys::HtmlInputElement = event_target(event);
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return;
    };
    let area = document()
        .get_element_by_id(target)
        .and_then(|element| element.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let Some(area) = area else { return };
    leptos::task::spawn_local(async move {
        let Ok(text) = JsFuture::from(file.text()).await else {
            note.set(format!(
                "{} could not be read. Paste its text instead.",
                file.name()
            ));
            return;
        };
        let text = text.as_string().unwrap_or_default();
        note.set(format!(
            "{}: {} lines, now in the field above.",
            file.name(),
            text.lines().count()
        ));
        area.set_value(&text);
        // Sent once, as text.
        input.set_value("");
    });
}
