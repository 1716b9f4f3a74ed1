//! The browser's local storage as the port [`Local`].

use wasm_bindgen::prelude::*;
use web_sys::{DomException, Storage};

use super::dom_text::window;
use super::long_string;
use crate::app::ports::{Local, StorageError};

#[wasm_bindgen]
extern "C" {
    type Items;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get(this: &Items, key: &str) -> Result<Option<js_sys::JsString>, JsValue>;
}

/// `window.localStorage`.
#[derive(Clone, Copy, Debug)]
pub struct BrowserLocal;

fn storage() -> Result<Storage, StorageError> {
    match window().local_storage() {
        Ok(Some(storage)) => Ok(storage),
        Ok(None) => Err(StorageError::Refused("localStorage is null".to_owned())),
        Err(error) => Err(error_from(&error)),
    }
}

/// What a JavaScript exception of storage means.
pub fn error_from(error: &JsValue) -> StorageError {
    use wasm_bindgen::JsCast;
    let Some(exception) = error.dyn_ref::<DomException>() else {
        let text = error.dyn_ref::<js_sys::Error>();
        let text = text.map(|error| String::from(error.message()));
        return StorageError::Failed(text.or_else(|| error.as_string()).unwrap_or_default());
    };
    let text = format!("{}: {}", exception.name(), exception.message());
    match exception.name().as_str() {
        "QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED" => StorageError::Full,
        "SecurityError" | "InvalidStateError" | "UnknownError" => StorageError::Refused(text),
        _ => StorageError::Failed(text),
    }
}

impl Local for BrowserLocal {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        let storage = storage()?;
        let items: &Items = storage.unchecked_ref();
        let found = items.get(key).map_err(|error| error_from(&error))?;
        Ok(found.as_ref().map(long_string::own))
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        storage()?
            .set_item(key, value)
            .map_err(|error| error_from(&error))
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        storage()?
            .remove_item(key)
            .map_err(|error| error_from(&error))
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, StorageError> {
        let storage = storage()?;
        let length = storage.length().map_err(|error| error_from(&error))?;
        let keys = (0..length).filter_map(|number| storage.key(number).ok().flatten());
        let mut keys: Vec<String> = keys.filter(|key| key.starts_with(prefix)).collect();
        keys.sort_unstable();
        Ok(keys)
    }
}
