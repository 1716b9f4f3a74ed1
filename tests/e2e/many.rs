//! A project of many articles through the real storage: it comes in from a file, is kept, and comes back whole.
//!
//! Environment: `ISNAD_MANY` how many articles (10,000).

use std::time::Duration;

use crate::aid::{self, open, opened, wait_state};
use crate::harness::temp::TempDir;
use crate::harness::{Need, Setup, run};
use serde_json::json;

/// The native tests make the same one.
#[path = "../native/app/corpus.rs"]
mod corpus;

/// How many layers of twenty spans are stored, read one after another: all at once would be a quarter of a gigabyte.
const STORED: &str = "(async () => { const wait = (r) => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = no; }); \
    const db = await wait(indexedDB.open('isnad')); let whole = 0; \
    await new Promise((ok, no) => { \
      const cursor = db.transaction('layers').objectStore('layers').openCursor(); cursor.onerror = no; \
      cursor.onsuccess = () => { const at = cursor.result; if (!at) return ok(); \
        const value = typeof at.value === 'string' ? at.value : JSON.stringify(at.value); \
        whole += JSON.parse(value).spans.length === 20; at.continue(); }; }); \
    db.close(); return whole; })()";

#[test]
fn many_articles_come_in_and_come_back_whole() {
    let many = std::env::var("ISNAD_MANY").map_or(10_000, |n| n.parse().unwrap());
    let setup = Setup::wide_english()
        .hosted()
        .patience(Duration::from_secs(300));
    run(setup.needs(Need::GreatSize), move |page| async move {
        let folder = TempDir::new("many");
        let file = aid::file(&folder, "many.isnad.jsonl", corpus::project(many, 20));
        open(&page).await;
        // The name under which the work in the file was done.
        aid::sign_as(&page, "salma").await;
        aid::give(&page, &[file]).await;
        page.wait_for("dialog[open] .file.good").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        wait_state(&page, "saved").await;
        page.reload().await;
        opened(&page).await;
        page.wait_eq("+document.getElementById('listing').dataset.rows", many)
            .await;
        // The list draws what is on the screen; any of it can be searched for.
        let drawn = page.count(".listed").await;
        assert!(drawn < 200, "{drawn} rows");
        let middle = many / 2;
        page.fill("#search", &format!("رقم {middle}\n")).await;
        page.wait_eq("+document.getElementById('listing').dataset.rows", 1)
            .await;
        assert_eq!(page.text_of(".listed .count").await, "20");
        page.click(".listed-main").await;
        let shown = format!(
            "document.querySelector('article').textContent.startsWith('الخبر رقم {middle}')"
        );
        page.wait_until(&shown).await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 20)
            .await;
        assert_eq!(page.highlighted("source").await.len(), 20);
        assert_eq!(page.eval(STORED).await, json!(many));
    });
}
