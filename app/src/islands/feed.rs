//! Follows a stream of server-sent events. The browser reconnects by itself; each event carries the whole state, so
//! that nothing is lost by it.

use std::ops::ControlFlow;

use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

/// Calls `on` with each `progress` event of `path`, until it says that this was the last one that matters.
pub fn follow<T: DeserializeOwned + 'static>(
    path: &str,
    on: impl Fn(T) -> ControlFlow<()> + 'static,
) {
    let Ok(source) = EventSource::new(path) else {
        return;
    };
    let stream = source.clone();
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else {
            return;
        };
        if let Ok(state) = serde_json::from_str(&text)
            && on(state).is_break()
        {
            stream.close();
        }
    });
    let listener = heard.as_ref().unchecked_ref();
    if source
        .add_event_listener_with_callback("progress", listener)
        .is_ok()
    {
        // It lives as long as the page.
        heard.forget();
    }
}

/// Shows the page anew, because more of it changed than an island can show; unless somebody is writing on it.
pub fn reload_unless_writing() {
    let document = leptos::prelude::document();
    let areas = document.query_selector_all("textarea").ok();
    let written = areas.is_some_and(|areas| {
        (0..areas.length())
            .filter_map(|i| areas.item(i))
            .any(|node| {
                node.dyn_into::<web_sys::HtmlTextAreaElement>()
                    .is_ok_and(|area| !area.value().is_empty())
            })
    });
    if !written {
        let _ = leptos::prelude::window().location().reload();
    }
}
