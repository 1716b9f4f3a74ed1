//! WebKitGTK by WebKitWebDriver: MiniBrowser in a home of its own, and what takes the place of what the driver
//! lacks. It has no log: a script that the server puts before those of the page notes what the page says.

use super::browser::{Place, fit_window};
use super::driver::Driver;
use super::server::Server;
use super::setup::Setup;
use super::watch::{Log, Message};
use fantoccini::Client;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

/// Notes what the page says in `window.isnadSaid`; what nobody took goes to the server when the page goes.
pub const RECORDER: &str = include_str!("webkit-recorder.js");

/// The language is that of the process, and a C library knows only what is installed: by any other name C's own
/// locale serves as well.
const LOCALES: [&str; 2] = ["/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8"];

pub fn driver() -> Driver {
    let program = std::env::var("ISNAD_WEBKITDRIVER").unwrap_or("WebKitWebDriver".into());
    Driver::that_is_silent(&program)
}

pub fn capabilities(setup: &Setup, place: &Place) -> Value {
    json!({
        "webkitgtk:browserOptions": { "binary": start_script(setup, place), "args": ["--automation"] },
        // Whatever does not go to our server goes into the trap.
        "proxy": {
            "proxyType": "manual",
            "httpProxy": format!("127.0.0.1:{}", place.trap),
            "sslProxy": format!("127.0.0.1:{}", place.trap),
            "noProxy": [format!("127.0.0.1:{}", place.server)],
        },
    })
}

/// Writes a script that starts the browser as this test wants it; it leaves its process's id.
fn start_script(setup: &Setup, place: &Place) -> PathBuf {
    let home = place.profile;
    let write = |name: &str, text: &str| {
        let path = home.join(name);
        fs::create_dir_all(path.parent().unwrap()).expect("cannot make a folder");
        fs::write(&path, text).unwrap_or_else(|e| panic!("cannot write {name}: {e}"));
        path
    };
    let still = u8::from(!setup.media.reduced_motion);
    write(
        "config/gtk-3.0/settings.ini",
        &format!("[Settings]\ngtk-enable-animations={still}\n"),
    );
    // The window can be no narrower than its bars.
    write(
        "config/gtk-3.0/gtk.css",
        "window * { font-size: 1px; margin: 0; border: 0; padding: 0; min-width: 0; min-height: 0 }\n",
    );
    let downloads = place.downloads.display();
    write(
        "config/user-dirs.dirs",
        &format!("XDG_DOWNLOAD_DIR=\"{downloads}\"\n"),
    );
    let locale = home.join("locale").join(setup.lang);
    if let Some(known) = LOCALES
        .iter()
        .find(|path| fs::exists(path).is_ok_and(|is| is))
        && fs::create_dir_all(home.join("locale")).is_ok()
    {
        let _ = symlink(known, locale);
    }
    let browser = std::env::var("ISNAD_MINIBROWSER").expect("ISNAD_MINIBROWSER is not set");
    let theme = if setup.media.dark { ":dark" } else { "" };
    let (home, lang) = (home.display(), setup.lang);
    let script = write(
        "start",
        &format!(
            "#!/bin/sh\necho $$ > '{home}/pid'\nexport HOME='{home}' XDG_CONFIG_HOME='{home}/config' \
             XDG_DATA_HOME='{home}/data' XDG_CACHE_HOME='{home}/cache' LOCPATH='{home}/locale' LC_ALL={lang} \
             GTK_THEME=Adwaita{theme} NO_AT_BRIDGE=1\nexec '{browser}' \"$@\" >/dev/null 2>&1\n"
        ),
    );
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    script
}

/// The browser's own process.
pub fn pid(place: &Place) -> Option<u64> {
    let text = fs::read_to_string(place.profile.join("pid")).ok()?;
    text.trim().parse().ok()
}

pub async fn prepare_tab(client: &Client, setup: &Setup) {
    // A second tab brings a bar for tabs.
    fit_window(client, setup.size).await;
}

/// What the page has said since the last time.
pub async fn log(client: &Client, server: &Server) -> Result<Log, String> {
    // One turn of the page's event loop: a rejection nobody handles is reported only then.
    let taken = "const done = arguments[0]; \
        setTimeout(() => setTimeout(() => done((window.isnadSaid ?? []).splice(0))))";
    // Nothing to ask while no page is there: what it said last has gone to the server.
    let said = client
        .execute_async(taken, vec![])
        .await
        .unwrap_or_default();
    let left = server.said().into_iter();
    let left = left.filter_map(|text| serde_json::from_str::<Value>(&text).ok());
    let mut log = Log::default();
    for entry in left
        .chain([said])
        .flat_map(|all| all.as_array().cloned().unwrap_or_default())
    {
        let text = |i: usize| entry[i].as_str().unwrap_or("").to_owned();
        log.messages.push(Message {
            level: text(0),
            text: text(1),
        });
    }
    Ok(log)
}
