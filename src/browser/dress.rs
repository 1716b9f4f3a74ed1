//! Language, direction, theme and title of the document, and the scheme's style sheet.

use wasm_bindgen::JsValue;
use web_sys::CssStyleSheet;

use super::dom_text::document;

/// Sets what the whole page shows.
pub fn dress(lang: &str, right_to_left: bool, theme: &str, title: &str) {
    let document = document();
    document.set_title(title);
    if let Some(root) = document.document_element() {
        let direction = if right_to_left { "rtl" } else { "ltr" };
        for (name, value) in [("lang", lang), ("dir", direction), ("data-theme", theme)] {
            // Names of attributes are constants: this cannot fail.
            let _ = root.set_attribute(name, value);
        }
    }
}

/// Uses a style sheet, in the place of the one before it. A constructed sheet is allowed where the policy
/// forbids `<style>`.
pub fn use_sheet(css: &str) {
    let Ok(sheet) = CssStyleSheet::new() else {
        return;
    };
    if sheet.replace_sync(css).is_ok() {
        let list = js_sys::Array::of1(&JsValue::from(sheet));
        document().set_adopted_style_sheets(&list);
    }
}
