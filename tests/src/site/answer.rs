//! What the server answered to a person: status, where to go, and the page as text.

use anyhow::Result;
use ureq::Body;
use ureq::http::Response;

/// Bytes of one page.
const LIMIT: u64 = 8 << 20;

/// One answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where a redirect leads: path and query.
    pub location: Option<String>,
    /// The first cookie that was set, `name=value`.
    pub cookie: Option<String>,
    /// The body.
    pub html: String,
}

impl Answer {
    /// Reads it.
    pub(super) fn read(mut response: Response<Body>) -> Result<Self> {
        let header = |name: &str| {
            let value = response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let location = header("location");
        let cookie = header("set-cookie").and_then(|set| set.split(';').next().map(str::to_owned));
        let status = response.status().as_u16();
        let html = response
            .body_mut()
            .with_config()
            .limit(LIMIT)
            .read_to_string()?;
        Ok(Self {
            status,
            location,
            cookie,
            html,
        })
    }

    /// The page's text as a person reads it: no tags, single spaces.
    pub fn text(&self) -> String {
        readable(&self.html)
    }

    /// Whether the text says this.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Texts of what is marked as an error, or the whole text where nothing is.
    pub fn problems(&self) -> String {
        let marked: Vec<String> = self
            .html
            .split("role=\"alert\"")
            .skip(1)
            .filter_map(|rest| rest.split_once('>'))
            .map(|(_, rest)| readable(rest).chars().take(300).collect())
            .collect();
        if marked.is_empty() {
            self.text().chars().take(2000).collect()
        } else {
            marked.join(" | ")
        }
    }

    /// Paths of links that begin with `prefix`, in order, without repetition.
    pub fn links(&self, prefix: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for rest in self.html.split("href=\"").skip(1) {
            let path = rest.split(['"', '#', '?']).next().unwrap_or_default();
            if path.starts_with(prefix) && !found.iter().any(|seen| seen == path) {
                found.push(path.to_owned());
            }
        }
        found
    }

    /// The value of the first input with this name.
    pub fn value(&self, name: &str) -> Option<String> {
        let tag = self
            .html
            .split('<')
            .find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
        let (_, rest) = tag.split_once("value=\"")?;
        rest.split('"').next().map(decoded)
    }

    /// The values of all inputs with this name.
    pub fn values(&self, name: &str) -> Vec<String> {
        let tags = self
            .html
            .split('<')
            .filter(|tag| tag.contains(&format!("name=\"{name}\"")));
        tags.filter_map(|tag| tag.split_once("value=\""))
            .filter_map(|(_, rest)| rest.split('"').next())
            .map(decoded)
            .collect()
    }
}

fn readable(html: &str) -> String {
    let mut text = String::new();
    let mut inside_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => inside_tag = true,
            '>' if inside_tag => {
                inside_tag = false;
                text.push(' ');
            }
            _ if inside_tag => {}
            _ => text.push(letter),
        }
    }
    decoded(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn decoded(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, letter)| {
        text.replace(entity, letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Answer {
        Answer {
            status: 200,
            location: None,
            cookie: None,
            html: html.to_owned(),
        }
    }

    #[test]
    fn reads_as_a_person_does() {
        let page = page("<h1>Two  hosts</h1><p>A &amp; B</p><div role=\"alert\"><b>No.</b></div>");
        assert_eq!(page.text(), "Two hosts A & B No.");
        assert_eq!(page.problems(), "No.");
    }

    #[test]
    fn finds_links_and_inputs() {
        let page = page(
            "<a href=\"/windows/3?x\">a</a><a href=\"/windows/3\">a</a><a href=\"/windows/4\">b</a>\
             <input type=\"hidden\" name=\"revision\" value=\"ab&quot;\"><input name=\"g\" value=\"1\"><input name=\"g\" value=\"2\">",
        );
        assert_eq!(page.links("/windows/"), ["/windows/3", "/windows/4"]);
        assert_eq!(page.value("revision").as_deref(), Some("ab\""));
        assert_eq!(page.values("g"), ["1", "2"]);
        assert_eq!(page.value("absent"), None);
    }
}
