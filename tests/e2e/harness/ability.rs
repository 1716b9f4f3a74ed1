//! What only the browser itself can do to a page: what the person prefers, the viewport, a script before those of the
//! page, storage that goes, a process that ends. Each in the way of the engine; what an engine lacks is in `engine`.

use super::browser::{set_media, set_viewport};
use super::engine::Engine;
use super::page::Page;
use super::setup::Media;
use super::{chromium, firefox};

impl Page {
    /// What the person prefers, from now on.
    pub async fn set_media(&self, media: Media) {
        set_media(&self.client(), self.engine(), media).await;
    }

    /// The viewport, and how many of the device's pixels are one of its own.
    pub async fn set_viewport(&self, size: (u32, u32), ratio: u32) {
        set_viewport(&self.client(), self.engine(), size, ratio).await;
    }

    /// Has a script run in every new document before anything of the page; gives its name. Where the server puts it
    /// there, the page has no service worker: a page that is kept would come without it.
    pub async fn before_load(&self, script: &str) -> String {
        if self.engine() == Engine::Chromium {
            return chromium::before_load(&self.client(), script).await;
        }
        assert!(self.setup().on_disk().is_none(), "wants Need::ScriptOnDisk");
        let name = self.steps().len().to_string();
        let script = format!("delete Navigator.prototype.serviceWorker;\n{script}");
        self.server().run_before(&name, &script);
        self.step(format!("before_load {name}"));
        name
    }

    /// From the next load on the script does not run any more.
    pub async fn not_before_load(&self, name: &str) {
        match self.engine() {
            Engine::Chromium => chromium::not_before_load(&self.client(), name).await,
            Engine::Firefox | Engine::WebKit => self.server().run_no_more(name),
        }
    }

    /// The browser clears what the page stored. Wants `Need::ClearedStorage`.
    pub async fn clear_storage(&self) {
        self.step("clear_storage");
        match self.engine() {
            Engine::Chromium => chromium::clear_storage(&self.client(), &self.origin()).await,
            Engine::Firefox => firefox::clear_storage(&self.client(), &self.origin()).await,
            Engine::WebKit => panic!("wants Need::ClearedStorage"),
        }
    }

    /// The page's process ends, as by a crash; its tab is of no use any more. Wants `Need::ProcessEnd`.
    pub async fn end_process(&self) {
        self.step("end_process");
        assert_eq!(self.engine(), Engine::Chromium, "wants Need::ProcessEnd");
        chromium::end_process(&self.client()).await;
    }
}
