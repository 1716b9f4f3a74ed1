//! Firefox by geckodriver: preferences, and what only the browser's own (chrome) scripts can do: the console of the
//! page and its workers, every request, the language of one tab, a viewport narrower than a window.

use super::browser::{PLAIN_HOST, Place};
use super::driver::Driver;
use super::raw::Raw;
use super::setup::{Media, Setup};
use super::watch::{Log, Message};
use fantoccini::Client;
use serde_json::{Value, json};

/// Is run once in the browser's own window.
const WATCH: &str = include_str!("firefox-watch.js");
/// Wider than the narrowest window that Firefox makes.
const NARROWEST: u32 = 500;
/// More than what the window has above and below its page.
const BARS: u32 = 150;

pub fn driver() -> Driver {
    let program = std::env::var("ISNAD_GECKODRIVER").unwrap_or("geckodriver".into());
    let args = ["--port=0", "--websocket-port=0", "--allow-system-access"];
    Driver::that_says(&program, &args, "Listening on 127.0.0.1:")
}

pub fn capabilities(setup: &Setup, place: &Place) -> Value {
    let mut options = json!({
        "args": ["-headless", "-profile", place.profile],
        "env": { "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1" },
        "prefs": {
            "intl.accept_languages": setup.lang,
            // Whatever does not go to our server goes into the trap, this machine's other ports included.
            "network.proxy.type": 1,
            "network.proxy.http": "127.0.0.1",
            "network.proxy.http_port": place.trap,
            "network.proxy.ssl": "127.0.0.1",
            "network.proxy.ssl_port": place.trap,
            "network.proxy.allow_hijacking_localhost": true,
            "network.proxy.no_proxies_on": format!("127.0.0.1:{0},{PLAIN_HOST}:{0}", place.server),
            "network.dns.localDomains": PLAIN_HOST,
            // A request that is cut off is not sent again.
            "network.http.request.max-attempts": 1,
            // The browser's own errands.
            "services.settings.server": "data:,#remote-settings-dummy/v1",
            "browser.sessionstore.resume_from_crash": false,
            "browser.download.folderList": 2,
            "browser.download.dir": place.downloads,
            "browser.download.useDownloadDir": true,
            // A panel would take the keyboard.
            "browser.download.alwaysOpenPanel": false,
            "browser.download.always_ask_before_handling_new_types": false,
            "dom.w3c_touch_events.enabled": i32::from(setup.touch),
            // A finger is coarse and does not hover; a mouse is fine and does.
            "ui.primaryPointerCapabilities": if setup.touch { 1 } else { 6 },
            "ui.allPointerCapabilities": if setup.touch { 1 } else { 6 },
        },
    });
    if let Ok(binary) = std::env::var("ISNAD_FIREFOX") {
        options["binary"] = json!(binary);
    }
    json!({ "browserName": "firefox", "moz:firefoxOptions": options })
}

pub async fn prepare_browser(client: &Client) {
    chrome(client, WATCH, vec![]).await;
}

pub async fn prepare_tab(client: &Client, setup: &Setup) {
    set_media(client, setup.media).await;
    let body = "gBrowser.selectedBrowser.browsingContext.languageOverride = arguments[0]";
    chrome(client, body, vec![json!(setup.lang)]).await;
    set_viewport(client, setup.size, 1).await;
}

pub async fn set_media(client: &Client, media: Media) {
    let body = "const [dark, forced, still] = arguments; const set = Services.prefs.setIntPref; \
        set('layout.css.prefers-color-scheme.content-override', dark ? 0 : 1); \
        set('browser.display.document_color_use', forced ? 2 : 0); \
        set('ui.prefersReducedMotion', still ? 1 : 0)";
    let media = [media.dark, media.forced_colors, media.reduced_motion].map(|on| json!(on));
    chrome(client, body, media.to_vec()).await;
}

/// Makes the window large enough and the page in it exactly so large; `ratio` device pixels to one of CSS.
pub async fn set_viewport(client: &Client, (width, height): (u32, u32), ratio: u32) {
    client
        .set_window_size(width.max(NARROWEST) * ratio, height * ratio + BARS)
        .await
        .expect("cannot size the window");
    let body = "const [width, height, ratio] = arguments; const style = gBrowser.selectedBrowser.style; \
        for (const bound of ['', 'min-', 'max-']) { \
          style.setProperty(`${bound}width`, `${width}px`); style.setProperty(`${bound}height`, `${height}px`); } \
        gBrowser.selectedBrowser.browsingContext.overrideDPPX = ratio === 1 ? 0 : ratio";
    let size = vec![json!(width), json!(height), json!(ratio)];
    chrome(client, body, size).await;
}

pub async fn clear_storage(client: &Client, origin: &str) {
    let body = "const done = arguments[1]; const principal = Services.scriptSecurityManager \
          .createContentPrincipalFromOrigin(arguments[0]); \
        Services.clearData.deleteDataFromPrincipal(principal, true, Ci.nsIClearDataService.CLEAR_DOM_QUOTA, \
          failed => done(failed))";
    let failed = in_chrome(client, async || {
        client.execute_async(body, vec![json!(origin)]).await
    })
    .await;
    assert_eq!(failed, json!(0), "storage was not cleared");
}

/// What the browser has seen since the last time.
pub async fn log(client: &Client) -> Result<Log, String> {
    // One turn of the page's event loop: a rejection nobody handles is reported only then.
    let turn = "const done = arguments[0]; setTimeout(() => setTimeout(done))";
    let _ = client.execute_async(turn, vec![]).await;
    let seen = try_chrome(client, "return window.isnadSeen.splice(0)", vec![]).await?;
    let mut log = Log::default();
    for entry in seen.as_array().into_iter().flatten() {
        let text = |i: usize| entry[i].as_str().unwrap_or("").to_owned();
        match text(0).as_str() {
            "request" => log.requests.push(text(1)),
            _ => log.messages.push(Message {
                level: text(0),
                text: text(1),
            }),
        }
    }
    Ok(log)
}

/// Runs a function BODY in the browser's own window.
async fn chrome(client: &Client, body: &str, args: Vec<Value>) -> Value {
    let value = try_chrome(client, body, args).await;
    value.unwrap_or_else(|e| panic!("{e}\nin the browser's script: {body}"))
}

async fn try_chrome(client: &Client, body: &str, args: Vec<Value>) -> Result<Value, String> {
    context(client, "chrome").await?;
    let value = client.execute(body, args).await;
    context(client, "content").await?;
    value.map_err(|e| e.to_string())
}

async fn in_chrome<E: std::fmt::Display>(
    client: &Client,
    act: impl AsyncFnOnce() -> Result<Value, E>,
) -> Value {
    context(client, "chrome").await.unwrap();
    let value = act().await;
    context(client, "content").await.unwrap();
    value.unwrap_or_else(|e| panic!("{e}"))
}

/// Where scripts run from now on.
async fn context(client: &Client, name: &str) -> Result<(), String> {
    let command = Raw::post("moz/context", json!({ "context": name }));
    let done = client.issue_cmd(command).await;
    done.map(drop).map_err(|e| e.to_string())
}
