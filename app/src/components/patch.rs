//! A source patch, with what it adds and takes away told apart by sign and by colour.

use leptos::prelude::*;

/// What a line of a unified diff is.
fn class_of(line: &str) -> &'static str {
    if line.starts_with("+++") || line.starts_with("---") || line.starts_with("diff ") {
        "file"
    } else if line.starts_with("@@") {
        "hunk"
    } else if line.starts_with('+') {
        "add"
    } else if line.starts_with('-') {
        "del"
    } else {
        ""
    }
}

/// The patch. It scrolls by itself and can be reached by keyboard for that.
#[component]
pub fn Patch(
    /// The text of the patch.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let lines: Vec<_> = text
        .lines()
        .map(|line| view! { <span class=class_of(line)>{format!("{line}\n")}</span> })
        .collect();
    view! { <pre class="patch" tabindex="0" role="region" aria-label="Text of the patch">{lines}</pre> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::class_of;

    #[test]
    fn heads_are_not_taken_for_changes() {
        let classes = [
            "--- a/x.c",
            "+++ b/x.c",
            "@@ -1 +1 @@",
            "-old",
            "+new",
            " same",
        ]
        .map(class_of);
        assert_eq!(classes, ["file", "file", "hunk", "del", "add", ""]);
    }
}
