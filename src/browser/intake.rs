//! Files and text that are dropped on the page, pasted into it or chosen in the browser's dialog.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, FileList, FileSystemEntry};

use super::dom_text::document;
use super::{files, selection};
use crate::app::msg::{FileBytes, Msg};

type Send = Rc<dyn Fn(Msg)>;

thread_local! {
    static SEND: RefCell<Option<Send>> = const { RefCell::new(None) };
    /// What was dropped with a folder among it, until it is read.
    static DROPPED: RefCell<Vec<FileSystemEntry>> = const { RefCell::new(Vec::new()) };
}

/// What was dropped with a folder among it; once.
pub fn dropped() -> Vec<FileSystemEntry> {
    DROPPED.take()
}

/// Takes what is dropped. A folder has no bytes: what is in it is found later.
fn drop_in(data: &DataTransfer, send: &Send) {
    let items = data.items();
    let entries = (0..items.length()).filter_map(|n| items.get(n)?.webkit_get_as_entry().ok()?);
    let entries: Vec<FileSystemEntry> = entries.collect();
    if entries.iter().any(FileSystemEntry::is_directory) {
        DROPPED.set(entries);
        send(Msg::Dropped);
    } else if let Some(list) = data.files() {
        take(list);
    }
}

/// Reads files and sends them on.
pub fn take(list: FileList) {
    let Some(send) = SEND.with_borrow(Clone::clone) else {
        return;
    };
    spawn_local(async move {
        let (read, unreadable) = files::read_all(list).await;
        hand_on(&send, read, unreadable);
    });
}

/// Sends on what was read, and the names of what could not be read.
pub fn hand_on(send: &Send, read: Vec<FileBytes>, unreadable: Vec<String>) {
    if !unreadable.is_empty() {
        send(Msg::FilesUnreadable(unreadable));
    }
    if !read.is_empty() {
        send(Msg::Files(read));
    }
}

fn mark_drop(on: bool) {
    if let Some(body) = document().body() {
        let list = body.class_list();
        // A class name without spaces is always taken.
        let _ = if on {
            list.add_1("is-dropping")
        } else {
            list.remove_1("is-dropping")
        };
    }
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| {
        types
            .iter()
            .any(|kind| kind.as_string().as_deref() == Some("Files"))
    })
}

/// Listens for what is dropped and pasted, for as long as the answer lives.
pub fn listen(send: &Send) -> Vec<EventListener> {
    SEND.set(Some(send.clone()));
    let options = EventListenerOptions::enable_prevent_default;
    let document = document();
    let over = EventListener::new_with_options(&document, "dragover", options(), |event| {
        if event.dyn_ref::<DragEvent>().is_some_and(has_files) {
            event.prevent_default();
            mark_drop(true);
        }
    });
    let leave = EventListener::new(&document, "dragleave", |event| {
        // Leaving one element for another is not leaving the page.
        let event = event.dyn_ref::<DragEvent>();
        if event.is_some_and(|event| event.related_target().is_none()) {
            mark_drop(false);
        }
    });
    let drop = {
        let send = send.clone();
        EventListener::new_with_options(&document, "drop", options(), move |event| {
            let event = event.dyn_ref::<DragEvent>();
            let Some(event) = event.filter(|event| has_files(event)) else {
                return;
            };
            event.prevent_default();
            mark_drop(false);
            if let Some(data) = event.data_transfer() {
                drop_in(&data, &send);
            }
        })
    };
    let paste = {
        let send = send.clone();
        EventListener::new_with_options(&document, "paste", options(), move |event| {
            let event = event.dyn_ref::<ClipboardEvent>();
            let Some(event) = event.filter(|_| !selection::in_field()) else {
                return;
            };
            let Some(data) = event.clipboard_data() else {
                return;
            };
            event.prevent_default();
            match data.files().filter(|list| list.length() > 0) {
                Some(list) => take(list),
                None => {
                    let text = data.get_data("text/plain").unwrap_or_default();
                    if !text.trim().is_empty() {
                        send(Msg::Pasted(text));
                    }
                }
            }
        })
    };
    vec![over, leave, drop, paste]
}
