//! How commands answer: a sentence for people, or one line of JSON.

use serde::Serialize;

/// Prints one or the other.
pub fn say(json: bool, value: &impl Serialize, sentence: &str) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string(value)?);
    } else {
        println!("{sentence}");
    }
    Ok(())
}
