//! A folder that was dropped on the page, or several: their files, each by its path from there. What was dropped is told
//! only while the event lasts, so it waits in [`super::intake`]; what reads it is loaded later.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
};

use super::files;
use crate::app::msg::FileBytes;

/// Reads all files of these entries and of what is in them, in the order of their paths; the paths of what could not be
/// read come second, and those of all that was dropped if nothing is in it.
pub async fn read_all(entries: Vec<FileSystemEntry>) -> (Vec<FileBytes>, Vec<String>) {
    let mut found = Vec::new();
    let mut unreadable = Vec::new();
    let names: Vec<String> = entries.iter().map(FileSystemEntry::name).collect();
    let mut ahead = entries;
    while let Some(entry) = ahead.pop() {
        let path = entry.full_path().trim_start_matches('/').to_owned();
        if entry.is_directory() {
            let folder: FileSystemDirectoryEntry = entry.unchecked_into();
            match inside(&folder.create_reader()).await {
                Ok(more) => ahead.extend(more),
                Err(_) => unreadable.push(path),
            }
        } else {
            found.push((path, entry.unchecked_into::<FileSystemFileEntry>()));
        }
    }
    if found.is_empty() && unreadable.is_empty() {
        unreadable = names;
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut read = Vec::new();
    for (name, entry) in found {
        let file = answer(|ok, no| {
            entry.file_with_callback_and_callback(ok, no);
            Ok(())
        });
        let file = file.await;
        let bytes = match file {
            Ok(file) => files::bytes_of(&file.unchecked_into::<web_sys::File>().into()).await,
            Err(_) => None,
        };
        match bytes {
            Some(bytes) => read.push(FileBytes { name, bytes }),
            None => unreadable.push(name),
        }
    }
    (read, unreadable)
}

/// What lies in a folder. It is told in parts, the last of which is empty.
async fn inside(reader: &FileSystemDirectoryReader) -> Result<Vec<FileSystemEntry>, JsValue> {
    let mut all = Vec::new();
    loop {
        let part = answer(|ok, no| reader.read_entries_with_callback_and_callback(ok, no)).await?;
        let part: Array = part.unchecked_into();
        if part.length() == 0 {
            return Ok(all);
        }
        all.extend(part.iter().map(JsCast::unchecked_into));
    }
}

/// What is answered through one of two functions.
async fn answer(
    ask: impl Fn(&Function, &Function) -> Result<(), JsValue>,
) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |ok, no| {
        if let Err(error) = ask(&ok, &no) {
            // The function of a promise takes anything.
            let _ = no.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await
}
