//! Headless Chromium, driven through chromedriver.

use std::path::Path;
use std::time::Duration;

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use quiesce_tests::process::{Running, free_port};
use serde_json::{Value, json};

/// chromedriver, from which browsers are opened.
pub struct Driver {
    address: String,
    folder: tempfile::TempDir,
    _process: Running,
}

/// How a browser looks at the pages.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
    pub javascript: bool,
}

impl Look {
    pub const DESK: Self = Self {
        width: 1280,
        height: 900,
        dark: false,
        javascript: true,
    };
}

impl Driver {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port().unwrap();
        let log = folder.path().join("chromedriver.log");
        let arguments = |command: &mut std::process::Command| {
            command.arg(format!("--port={port}"));
        };
        let mut process = Running::start(
            "chromedriver",
            Path::new("/usr/bin/chromedriver"),
            arguments,
            &log,
        )
        .unwrap();
        process
            .wait_until(Duration::from_secs(20), |it| {
                it.printed().contains("started successfully")
            })
            .unwrap();
        Self {
            address: format!("http://127.0.0.1:{port}"),
            folder,
            _process: process,
        }
    }

    /// Opens a browser that nobody has used before.
    pub async fn open(&self, look: Look) -> Browser {
        let profile = tempfile::tempdir_in(self.folder.path()).unwrap().keep();
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        arguments.push(format!("--window-size={},{}", look.width, look.height));
        let javascript = if look.javascript { 1 } else { 2 };
        let options = json!({
            "args": arguments,
            "prefs": { "profile.managed_default_content_settings.javascript": javascript },
        });
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder
            .capabilities(capabilities)
            .connect(&self.address)
            .await
            .unwrap();
        let browser = Browser { client };
        browser.set_look(look).await;
        browser
    }
}

/// One browser with one page.
pub struct Browser {
    pub client: Client,
}

impl Browser {
    /// Opens a page.
    pub async fn go(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Signs in through the form.
    pub async fn sign_in(&self, site: &str, login: &str, password: &str) {
        self.go(&format!("{site}/sign-in")).await;
        self.fill("login", login).await;
        self.fill("password", password).await;
        self.click("form[action='/sign-in'] button[type='submit']")
            .await;
        self.wait_for("Home").await;
    }

    /// Path of the page that is open.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// Leaves a mark that only lasts until the page is loaded anew.
    pub async fn mark(&self) {
        self.client
            .execute("window.quiesceMark = true", Vec::new())
            .await
            .unwrap();
    }

    /// Whether it is still there.
    pub async fn is_marked(&self) -> bool {
        self.client
            .execute("return window.quiesceMark === true", Vec::new())
            .await
            .unwrap()
            == Value::Bool(true)
    }

    /// Waits until the page's script has run: it marks the document. What went wrong stands in the browser's log.
    pub async fn hydrated(&self) {
        let waited = self.client.wait().at_most(Duration::from_secs(30));
        let marked = waited
            .for_element(Locator::Css("html[data-hydrated]"))
            .await;
        if let Err(error) = marked {
            let log = self.client.issue_cmd(BrowserLog).await;
            panic!("the page does not wake: {error}\n{log:?}");
        }
    }

    /// Types into the field with this name.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self
            .client
            .find(Locator::Css(&format!("[name='{name}']")))
            .await
            .unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses from a list by the option's value.
    pub async fn choose(&self, name: &str, value: &str) {
        let list = self
            .client
            .find(Locator::Css(&format!("select[name='{name}']")))
            .await
            .unwrap();
        list.select_by_value(value).await.unwrap();
    }

    /// Puts a long text into a field at once, as pasting does: typed keys would be indented by nobody, but take minutes.
    pub async fn paste(&self, name: &str, text: &str) {
        let script = "const field = document.getElementsByName(arguments[0])[0]; field.value = arguments[1]; \
                      field.dispatchEvent(new Event('input', { bubbles: true }))";
        self.client
            .execute(script, vec![json!(name), json!(text)])
            .await
            .unwrap();
    }

    /// Clicks what this selector finds first.
    pub async fn click(&self, selector: &str) {
        let found = self
            .client
            .wait()
            .at_most(Duration::from_secs(10))
            .for_element(Locator::Css(selector))
            .await;
        found
            .unwrap_or_else(|error| panic!("{selector}: {error}"))
            .click()
            .await
            .unwrap();
    }

    /// What the page says.
    pub async fn text(&self) -> String {
        self.client
            .find(Locator::Css("body"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }

    /// Waits until the page says it.
    pub async fn wait_for(&self, words: &str) {
        self.wait_for_within(words, Duration::from_secs(20)).await;
    }

    /// As [`Browser::wait_for`], with a limit.
    pub async fn wait_for_within(&self, words: &str, limit: Duration) {
        let begin = std::time::Instant::now();
        loop {
            // The page may be between two documents.
            let text = match self.client.find(Locator::Css("body")).await {
                Ok(body) => body.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if text.contains(words) {
                return;
            }
            assert!(begin.elapsed() < limit, "no `{words}` on the page:\n{text}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The whole page as a PNG. While a busy machine has not drawn the page yet, Chromium answers without a picture.
    pub async fn picture(&self) -> Vec<u8> {
        let mut answer = Value::Null;
        for _ in 0..20 {
            let parameters = json!({ "format": "png", "captureBeyondViewport": true });
            answer = self.devtools("Page.captureScreenshot", parameters).await;
            if let Some(data) = answer.get("data").and_then(Value::as_str) {
                let engine = base64::engine::general_purpose::STANDARD;
                return base64::Engine::decode(&engine, data).unwrap();
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        panic!("no picture of the page: {answer}");
    }

    /// Width of what sticks out of the window, in CSS pixels; 0 or less when the page fits.
    pub async fn sticks_out(&self) -> i64 {
        let script =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let answer = self.client.execute(script, Vec::new()).await.unwrap();
        answer
            .as_i64()
            .unwrap_or_else(|| panic!("no width: {answer}"))
    }

    async fn set_look(&self, look: Look) {
        let mobile = look.width < 600;
        let metrics = json!({ "width": look.width, "height": look.height, "deviceScaleFactor": 1, "mobile": mobile });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        let scheme = if look.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    async fn devtools(&self, command: &'static str, parameters: Value) -> Value {
        self.client
            .issue_cmd(Devtools {
                command,
                parameters,
            })
            .await
            .unwrap()
    }

    pub async fn close(self) {
        self.client.close().await.unwrap();
    }
}

/// A command of the browser's own protocol, carried by chromedriver.
#[derive(Debug)]
struct Devtools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}

/// What the browser's console said, by chromedriver's own command.
#[derive(Debug)]
struct BrowserLog;

impl WebDriverCompatibleCommand for BrowserLog {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (
            http::Method::POST,
            Some(json!({ "type": "browser" }).to_string()),
        )
    }
}
