//! Files in and out: choosing, reading, downloading.

use gloo::file::{Blob, ObjectUrl};
use wasm_bindgen::JsCast;
use web_sys::{FileList, HtmlAnchorElement, HtmlInputElement};

use super::dom_text::{by_id, document};
use crate::app::msg::FileBytes;

/// The id of the file input, which the page always holds.
pub const INPUT: &str = "open-files";
/// The id of the one for a folder, which the dialog of files holds.
pub const FOLDER: &str = "open-folder";

/// Opens the browser's file dialog for an input.
pub fn choose(input: &str) {
    if let Some(input) = by_id(input).and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        // The same file can be chosen again.
        input.set_value("");
        input.click();
    }
}

/// Reads all files of a list; names of those that could not be read come second.
pub async fn read_all(list: FileList) -> (Vec<FileBytes>, Vec<String>) {
    let files = gloo::file::FileList::from(list);
    let mut read = Vec::new();
    let mut unreadable = Vec::new();
    for file in files.iter() {
        match bytes_of(file).await {
            Some(bytes) => read.push(FileBytes {
                name: name_of(file),
                bytes,
            }),
            None => unreadable.push(file.name()),
        }
    }
    (read, unreadable)
}

/// What is in one file, if it can be read.
pub async fn bytes_of(file: &gloo::file::File) -> Option<Vec<u8>> {
    gloo::file::futures::read_as_bytes(file).await.ok()
}

/// The name of a file; of one in a folder that was chosen, its path from there.
fn name_of(file: &gloo::file::File) -> String {
    let known: &web_sys::File = file.as_ref();
    let path = js_sys::Reflect::get(known, &"webkitRelativePath".into());
    let path = path.ok().and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}

/// Gives the person a file.
pub fn download(name: &str, mime: &str, bytes: &[u8]) {
    let url = ObjectUrl::from(Blob::new_with_options(bytes, Some(mime)));
    let made = document()
        .create_element("a")
        .ok()
        .and_then(|a| a.dyn_into().ok());
    let Some(link) = made.map(|link: HtmlAnchorElement| link) else {
        return;
    };
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser takes the file when it gets to it: the address must live that long.
    gloo::timers::callback::Timeout::new(60_000, move || drop(url)).forget();
}
