//! Commands of WebDriver that fantoccini does not know.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::Value;

/// A command below `/session/{id}/`.
#[derive(Debug)]
pub struct Raw {
    path: String,
    body: Option<Value>,
}

impl Raw {
    pub fn post(path: &str, body: Value) -> Self {
        let (path, body) = (path.to_owned(), Some(body));
        Self { path, body }
    }

    pub fn get(path: &str) -> Self {
        let (path, body) = (path.to_owned(), None);
        Self { path, body }
    }
}

impl WebDriverCompatibleCommand for Raw {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or(""), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        match &self.body {
            Some(body) => (http::Method::POST, Some(body.to_string())),
            None => (http::Method::GET, None),
        }
    }
}
