//! Pictures of every page, for people to look at; and that no page is wider than its window.

use quiesce_tests::cache;
use quiesce_tests::site::{Site, cast};

use crate::driver::{Driver, Look};

/// Writes `screenshots/<page>-<width>-<light|dark>.png` into the cache.
pub async fn take(driver: &Driver, site: &Site, build: &str, window: &str) {
    let folder = cache::folder().unwrap().join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    let admin = site.sign_in(&cast::ADMIN).unwrap();
    let host = admin
        .page("/hosts")
        .unwrap()
        .links("/hosts/")
        .into_iter()
        .find(|path| path.len() > 20)
        .unwrap();
    let pages = [
        ("home", "/"),
        ("builds", "/builds"),
        ("build-new", "/builds/new"),
        ("build", build),
        ("updates", "/updates"),
        ("windows", "/windows"),
        ("window-new", "/windows/new"),
        ("window", window),
        ("hosts", "/hosts"),
        ("host", &host),
        ("audit", "/audit"),
    ];
    let mut wide = Vec::new();
    for (width, height) in [(1280, 900), (390, 844)] {
        for dark in [false, true] {
            let look = Look {
                width,
                height,
                dark,
                javascript: true,
            };
            let scheme = if dark { "dark" } else { "light" };
            let browser = driver.open(look).await;
            browser.go(&format!("{}/sign-in", site.url())).await;
            let picture = |name: &str| folder.join(format!("{name}-{width}-{scheme}.png"));
            std::fs::write(picture("sign-in"), browser.picture().await).unwrap();
            browser
                .sign_in(&site.url(), cast::ADMIN.login, site.password())
                .await;
            for (name, path) in pages {
                browser.go(&format!("{}{path}", site.url())).await;
                browser.hydrated().await;
                std::fs::write(picture(name), browser.picture().await).unwrap();
                let out = browser.sticks_out().await;
                if out > 0 {
                    wide.push(format!("{name} at {width}: {out} px"));
                }
            }
            browser.close().await;
        }
    }
    assert!(
        wide.is_empty(),
        "pages wider than their window: {}",
        wide.join(", ")
    );
}
