//! Chromium by chromedriver: capabilities, and what only the DevTools protocol can do.

use super::browser::{PLAIN_HOST, Place};
use super::driver::Driver;
use super::raw::Raw;
use super::setup::{Media, Setup};
use super::watch::{Log, Message};
use fantoccini::Client;
use serde_json::{Value, json};

pub fn driver() -> Driver {
    let program = std::env::var("ISNAD_CHROMEDRIVER").unwrap_or("chromedriver".into());
    Driver::that_says(&program, &["--port=0"], "started successfully on port ")
}

pub fn capabilities(setup: &Setup, place: &Place) -> Value {
    let (width, height) = setup.size;
    let port = place.server;
    let args = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--no-first-run".to_owned(),
        "--no-default-browser-check".to_owned(),
        format!("--user-data-dir={}", place.profile.display()),
        format!("--window-size={width},{height}"),
        format!("--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1"),
        // Whatever does not go to our server goes into the trap, this machine's other ports included.
        format!("--proxy-server=http://127.0.0.1:{}", place.trap),
        format!(
            "--proxy-bypass-list=<-loopback>;{}:{port};{PLAIN_HOST}:{port}",
            place.host
        ),
    ];
    let mut options = json!({
        "args": args,
        "prefs": {
            "intl.accept_languages": setup.lang,
            "profile.default_content_setting_values.automatic_downloads": 1,
        },
        "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
    });
    if let Ok(binary) = std::env::var("ISNAD_CHROMIUM") {
        options["binary"] = json!(binary);
    }
    if setup.touch {
        options["mobileEmulation"] = json!({ "deviceMetrics": {
            "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true,
        }});
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    })
}

pub async fn prepare_tab(client: &Client, setup: &Setup) {
    set_media(client, setup.media).await;
    // The language of numbers and dates, which on Linux hangs on packages that are installed.
    let locale = json!({ "locale": setup.lang });
    must(client, "Emulation.setLocaleOverride", locale).await;
}

pub async fn set_media(client: &Client, media: Media) {
    let pick = |on: bool, value: &str, other: &str| if on { value } else { other }.to_owned();
    let features = json!([
        { "name": "prefers-color-scheme", "value": pick(media.dark, "dark", "light") },
        { "name": "forced-colors", "value": pick(media.forced_colors, "active", "none") },
        { "name": "prefers-reduced-motion", "value": pick(media.reduced_motion, "reduce", "no-preference") },
    ]);
    let features = json!({ "features": features });
    must(client, "Emulation.setEmulatedMedia", features).await;
}

/// Sends what this browser downloads into a folder.
pub async fn receive(client: &Client, folder: &std::path::Path) {
    let params = json!({ "behavior": "allow", "downloadPath": folder });
    must(client, "Browser.setDownloadBehavior", params).await;
}

pub async fn set_viewport(client: &Client, (width, height): (u32, u32), ratio: u32) {
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": false });
    must(client, "Emulation.setDeviceMetricsOverride", metrics).await;
}

/// Has a script run in every new document before anything of the page; gives its name.
pub async fn before_load(client: &Client, script: &str) -> String {
    let params = json!({ "source": script });
    let made = must(client, "Page.addScriptToEvaluateOnNewDocument", params).await;
    made["identifier"].as_str().unwrap().to_owned()
}

pub async fn not_before_load(client: &Client, name: &str) {
    let params = json!({ "identifier": name });
    must(client, "Page.removeScriptToEvaluateOnNewDocument", params).await;
}

pub async fn clear_storage(client: &Client, origin: &str) {
    let all = json!({ "origin": origin, "storageTypes": "local_storage,indexeddb" });
    must(client, "Storage.clearDataForOrigin", all).await;
}

/// The page's process ends; its tab is of no use any more.
pub async fn end_process(client: &Client) {
    let crash = cdp(client, "Page.crash", json!({})).await;
    assert!(crash.is_err(), "the process of the page lives on");
}

/// What the driver has kept since the last time.
pub async fn log(client: &Client) -> Result<Log, String> {
    // One turn of the page's event loop: a rejection nobody handles is reported only then.
    let turn = "const done = arguments[0]; setTimeout(() => setTimeout(done))";
    let _ = client.execute_async(turn, vec![]).await;
    let mut log = Log::default();
    for entry in entries(client, "browser").await? {
        let text = |name: &str| entry[name].as_str().unwrap_or("").to_owned();
        log.messages.push(Message {
            level: text("level"),
            text: text("message"),
        });
    }
    for entry in entries(client, "performance").await? {
        log.requests.extend(request(&entry));
    }
    Ok(log)
}

async fn entries(client: &Client, kind: &str) -> Result<Vec<Value>, String> {
    match client
        .issue_cmd(Raw::post("se/log", json!({ "type": kind })))
        .await
    {
        Ok(Value::Array(entries)) => Ok(entries),
        Ok(other) => Err(format!("the {kind} log is {other}")),
        Err(e) => Err(format!("cannot read the {kind} log: {e}")),
    }
}

/// The address that an entry of the performance log asks a network for.
fn request(entry: &Value) -> Option<String> {
    let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let event = &event["message"];
    let url = match event["method"].as_str()? {
        "Network.requestWillBeSent" => &event["params"]["request"]["url"],
        "Network.webSocketCreated" | "Network.webTransportCreated" => &event["params"]["url"],
        _ => return None,
    };
    let url = url.as_str()?;
    let (scheme, _) = url.split_once(':')?;
    // data:, blob:, about:, chrome: and the like stay inside the browser.
    matches!(scheme, "http" | "https" | "ws" | "wss" | "ftp" | "file").then(|| url.to_owned())
}

async fn must(client: &Client, command: &str, params: Value) -> Value {
    let done = cdp(client, command, params).await;
    done.unwrap_or_else(|e| panic!("{e}"))
}

/// A command of the DevTools protocol to the current tab.
pub async fn cdp(client: &Client, command: &str, params: Value) -> Result<Value, String> {
    let body = json!({ "cmd": command, "params": params });
    client
        .issue_cmd(Raw::post("goog/cdp/execute", body))
        .await
        .map_err(|e| format!("{command}: {e}"))
}
