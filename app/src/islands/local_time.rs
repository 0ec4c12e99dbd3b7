//! Turns the UTC times of the page into the viewer's zone, and says which zone that is.

use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, NodeList};

/// Rewrites every `time[data-local]` that is still in UTC, and names the zone in `#zone`.
pub fn localise(document: &Document) {
    let Ok(times) = document.query_selector_all("time[data-local]:not([data-zoned])") else {
        return;
    };
    for time in elements(&times) {
        let Some(text) = local_text(&time) else {
            continue;
        };
        time.set_text_content(Some(&text));
        let _ = time.set_attribute("data-zoned", "");
    }
    if let (Some(note), Some(zone)) = (document.get_element_by_id("zone"), zone_name()) {
        note.set_text_content(Some(&format!("Times are in {zone}. Hover one for UTC.")));
    }
}

fn elements(list: &NodeList) -> impl Iterator<Item = Element> + '_ {
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok())
}

fn local_text(time: &Element) -> Option<String> {
    let at = Date::new(&time.get_attribute("datetime")?.into());
    let minute: &[(&str, &str)] = &[
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "short"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    let clock: &[(&str, &str)] = &[("hour", "2-digit"), ("minute", "2-digit")];
    let second: &[(&str, &str)] = &[
        ("day", "numeric"),
        ("month", "short"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("second", "2-digit"),
    ];
    let zone = zone_short(&at)?;
    match time.get_attribute("data-local")?.as_str() {
        "start" => format(&at, minute),
        "end" => {
            let from = Date::new(&time.get_attribute("data-from")?.into());
            let same_day = from.to_date_string() == at.to_date_string();
            let shown = format(&at, if same_day { clock } else { minute })?;
            Some(format!("{shown} {zone}"))
        }
        "second" => Some(format!("{} {zone}", format(&at, second)?)),
        _ => Some(format!("{} {zone}", format(&at, minute)?)),
    }
}

fn formatter(locale: &str, options: &[(&str, &str)]) -> Option<Intl::DateTimeFormat> {
    let object = Object::new();
    for (name, value) in options.iter().chain(&[("hourCycle", "h23")]) {
        Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
    }
    Some(Intl::DateTimeFormat::new(
        &Array::of1(&locale.into()),
        &object,
    ))
}

fn format(at: &Date, options: &[(&str, &str)]) -> Option<String> {
    let text = formatter("en-GB", options)?
        .format()
        .call1(&JsValue::NULL, at)
        .ok()?;
    text.as_string()
}

/// The zone's short name at that time. British English knows `CET`, American `EST`; others are given as `GMT+9`.
fn zone_short(at: &Date) -> Option<String> {
    let named = |locale| {
        let parts = formatter(locale, &[("timeZoneName", "short")])?.format_to_parts(at);
        parts.iter().find_map(|part| {
            let kind = Reflect::get(&part, &"type".into()).ok()?;
            (kind == JsValue::from_str("timeZoneName"))
                .then(|| Reflect::get(&part, &"value".into()).ok()?.as_string())
                .flatten()
        })
    };
    let british: String = named("en-GB")?;
    if british.starts_with("GMT") {
        named("en-US")
    } else {
        Some(british)
    }
}

fn zone_name() -> Option<String> {
    let options = formatter("en-GB", &[])?.resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
