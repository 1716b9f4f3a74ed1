//! Gets an input past what only a hash or a quote guards, so that what lies behind is tried as well.

use isnad::model::article::Sha256;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The text of the golden files.
pub const TEXT: &str = "قالَ الوزير: «لن نرفع الأسعار» 📈\nونفى مصدر مسؤول ذلك.";

fn identity(text: &str) -> (String, usize) {
    (Sha256::of(text).as_hex().to_owned(), text.chars().count())
}

/// A layer on this text, whose spans quote nothing; what is no JSON stays as it is.
pub fn layer(json: &str, text: &str) -> String {
    match serde_json::from_str(json) {
        Ok(layer) => on_text(layer, &identity(text)).to_string(),
        Err(_) => json.to_owned(),
    }
}

fn on_text(mut layer: Value, (sha256, length): &(String, usize)) -> Value {
    if let Some(article) = layer.get_mut("article").and_then(Value::as_object_mut) {
        article.insert("sha256".to_owned(), json!(sha256));
        article.insert("length".to_owned(), json!(length));
    }
    let spans = layer.get_mut("spans").and_then(Value::as_array_mut);
    for span in spans.into_iter().flatten() {
        span.as_object_mut().map(|span| span.remove("text"));
    }
    layer
}

/// A project file in which every article has the hash of its text, and every layer that of its article.
pub fn project(file: &str) -> String {
    let mut texts = BTreeMap::new();
    let mut out = String::new();
    for line in file.lines() {
        let Ok(mut value) = serde_json::from_str::<Value>(line) else {
            out += line;
            out.push('\n');
            continue;
        };
        let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
        if let Some(text) = value["text"].as_str().map(str::to_owned) {
            let known = identity(&text);
            value["sha256"] = json!(known.0);
            value["length"] = json!(known.1);
            texts.insert(id(&value), known);
        } else if let Some(known) = texts.get(&id(&value["article"])) {
            value = on_text(value, known);
        }
        out += &value.to_string();
        out.push('\n');
    }
    out
}
