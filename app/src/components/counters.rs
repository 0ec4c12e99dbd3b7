//! Figures that filter when clicked.

use leptos::prelude::*;

use super::chip::Tone;

/// One figure.
pub struct Counter {
    /// How many.
    pub count: u64,
    /// Of what.
    pub label: &'static str,
    /// How good or bad that is.
    pub tone: Tone,
    /// Where they are listed.
    pub href: String,
    /// Whether they are what is listed now.
    pub current: bool,
}

/// A row of figures, each a link to the list that it counts.
#[component]
pub fn Counters(
    /// What is counted, for screen readers.
    #[prop(into)]
    label: String,
    /// The figures.
    counters: Vec<Counter>,
) -> impl IntoView {
    let items: Vec<_> = counters
        .into_iter()
        .map(|counter| {
            let class = format!("dot {}", counter.tone.class());
            view! {
                <li>
                    <a href=counter.href aria-current=counter.current.then_some("true")>
                        <b>{thousands(counter.count)}</b>
                        <span class=class>{counter.label}</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <section class="card" aria-label=label>
            <ul class="counters">{items}</ul>
        </section>
    }
    .into_any()
}

/// A count with its thousands apart: `1,812`.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 host`, `412 hosts`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{} {many}", thousands(count))
    }
}

/// Up to ten in words, as prose has it.
pub fn in_words(n: usize) -> String {
    const WORDS: [&str; 11] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    WORDS
        .get(n)
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            [0, 999, 1_000, 48_220, 1_000_000].map(thousands),
            ["0", "999", "1,000", "48,220", "1,000,000"]
        );
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(counted(1, "host", "hosts"), "1 host");
        assert_eq!(counted(0, "host", "hosts"), "0 hosts");
    }
}
