//! Accessibility by axe-core. Its source goes in through the driver, which a page's
//! Content-Security-Policy does not concern. Not here: what axe cannot see (order of focus, what is
//! announced, contrast of highlights); tests ask for that themselves.

use super::page::Page;
use serde_json::{Value, json};
use std::fmt::Write;

const TAGS: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

impl Page {
    /// Fails on any violation in the page as it is now.
    pub async fn axe(&self) {
        self.axe_without(&[]).await;
    }

    /// The same without some rules; say at the call why.
    pub async fn axe_without(&self, rules: &[&str]) {
        self.step(format!("axe {rules:?}"));
        let report = self.axe_report(rules).await;
        assert!(report.is_empty(), "axe found:\n{report}");
    }

    /// The violations as text; empty if there are none.
    pub async fn axe_report(&self, without: &[&str]) -> String {
        let path = std::env::var("ISNAD_AXE").expect("ISNAD_AXE is not set: the file axe.min.js");
        let source = std::fs::read_to_string(&path)
            .unwrap_or_else(|e| panic!("cannot read ISNAD_AXE={path}: {e}"));
        self.client()
            .execute(&source, vec![])
            .await
            .expect("axe did not load");
        let off: serde_json::Map<_, _> = without
            .iter()
            .map(|rule| ((*rule).to_owned(), json!({ "enabled": false })))
            .collect();
        let options = json!({
            "runOnly": { "type": "tag", "values": TAGS },
            "resultTypes": ["violations"],
            "rules": off,
            // It would ask for the style sheets once more.
            "preload": false,
        });
        let body = "const found = await axe.run(document, arguments[0]); \
                    return found.violations.map(v => ({ id: v.id, impact: v.impact, help: v.help, \
                    nodes: v.nodes.map(n => ({ html: n.html, summary: n.failureSummary })) }))";
        let found = self.settled(body, vec![options]).await;
        described(&found.unwrap_or_else(|e| panic!("axe did not run: {e}")))
    }
}

fn described(violations: &Value) -> String {
    let mut report = String::new();
    for violation in violations.as_array().into_iter().flatten() {
        let text = |name: &str| violation[name].as_str().unwrap_or("?");
        let _ = writeln!(
            report,
            "{} ({}): {}",
            text("id"),
            text("impact"),
            text("help")
        );
        for node in violation["nodes"].as_array().into_iter().flatten() {
            let _ = writeln!(report, "  {}", node["html"].as_str().unwrap_or("?"));
            for line in node["summary"].as_str().unwrap_or("").lines() {
                let _ = writeln!(report, "    {line}");
            }
        }
    }
    report
}
