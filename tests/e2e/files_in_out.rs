//! Texts in by the file input, by a drop and by paste; work out, read back, in again and merged.

use crate::aid;
use crate::harness::temp::TempDir;
use crate::harness::{Page, Setup, run};
use crate::support::{
    ARTICLE, DENIAL, SOURCE, Span, TITLES, choose_files, label_by_script, layer, open, ready,
    reload, slice, spans_of, wait_said, wait_spans,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const FIRST: &str = "خبر أول\n\nقال الوزير: «لن نرفع الأسعار» 📈\nونفى مصدر مسؤول ذلك.\n";
const SECOND: &str = "خبر ثانٍ\r\n\r\nقالَ ناطق إن الأمر انتهى.\r\n";

async fn first_block(page: &Page, text: &str) {
    page.wait_eq("document.querySelector('article .block').textContent", text)
        .await;
}

async fn open_listed(page: &Page, title: &str) {
    let body = "[...document.querySelectorAll('.listed-main')] \
        .find(b => b.querySelector('.listed-title').textContent === arguments[0]).click()";
    page.js(body, vec![json!(title)]).await;
    first_block(page, title).await;
    ready(page).await;
}

async fn close_dialog(page: &Page) {
    // One that is drawn and not yet shown does not have the key.
    page.wait_for("dialog[open]").await;
    page.press("Escape").await;
    page.wait_for_gone("dialog").await;
}

async fn export(page: &Page, kind: &str) -> String {
    page.press("e").await;
    match kind {
        "project" => page.click("[data-export=project]").await,
        kind => {
            aid::choose(page, "#export-kind", kind).await;
            page.wait_for("#export-write:enabled").await;
            page.click("#export-write").await;
        }
    }
    let path = page.download().await;
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    assert!(name.ends_with(".jsonl"), "{name}");
    page.wait_for_gone("dialog").await;
    std::fs::read_to_string(path).unwrap()
}

fn lines(file: &str) -> Vec<Value> {
    assert!(file.ends_with('\n'));
    file.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn several_files_and_the_same_once_more() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        page.wait_for(".listed-title").await;
        let sample = page.eval(TITLES).await[0].clone();
        let folder = TempDir::new("files");
        let first = folder.write("a.txt", FIRST);
        let second = folder.write("b.txt", SECOND);
        choose_files(&page, &[&first, &second]).await;
        page.wait_eq(TITLES, json!([sample, "خبر أول", "خبر ثانٍ"]))
            .await;
        // The carriage returns are told of, not changed.
        wait_said(&page, "بصيغة CRLF").await;
        page.screenshot("import-report").await;
        close_dialog(&page).await;
        first_block(&page, "خبر أول").await;
        wait_said(&page, "٢ من ٣").await;

        choose_files(&page, &[&first]).await;
        wait_said(&page, "موجود في المشروع من قبل، فلم يُضف.").await;
        close_dialog(&page).await;
        page.wait_eq(TITLES, json!([sample, "خبر أول", "خبر ثانٍ"]))
            .await;
        reload(&page).await;
        page.wait_eq(TITLES, json!([sample, "خبر أول", "خبر ثانٍ"]))
            .await;
        first_block(&page, "خبر أول").await;
    });
}

#[test]
fn by_drop_and_by_paste() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let drop = "const data = new DataTransfer(); \
            data.items.add(new File([arguments[0]], 'a.txt', { type: 'text/plain' })); \
            const event = type => new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }); \
            const target = document.querySelector('article'); \
            const over = target.dispatchEvent(event('dragover')); \
            const marked = document.body.classList.contains('is-dropping'); \
            const dropped = target.dispatchEvent(event('drop')); \
            return [over, marked, dropped, document.body.classList.contains('is-dropping')]";
        let seen = page.js(drop, vec![json!(FIRST)]).await;
        assert_eq!(seen, json!([false, true, false, false]));
        first_block(&page, "خبر أول").await;
        // Not every browser takes the data from who makes the event.
        let paste = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]); \
            const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true }); \
            Object.defineProperty(event, 'clipboardData', { value: data }); \
            document.activeElement.dispatchEvent(event)";
        page.js(paste, vec![json!("نص ملصق قصير\nقال فلان.")]).await;
        first_block(&page, "نص ملصق قصير").await;
        page.wait_eq(&format!("{TITLES}.length"), 3).await;
        // Pasting into a field is the field's own.
        page.click(".who").await;
        page.click("dialog input").await;
        page.js(paste, vec![json!("ليس مقالًا")]).await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.press("Ctrl+s").await;
        wait_said(&page, "كل شيء محفوظ").await;
        page.wait_eq(&format!("{TITLES}.length"), 3).await;
    });
}

#[test]
fn every_span_of_an_export_is_where_it_says() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        label_by_script(&page, DENIAL).await;
        label_by_script(&page, SOURCE).await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        let folder = TempDir::new("files");
        let (first, second) = (folder.write("a.txt", FIRST), folder.write("b.txt", SECOND));
        choose_files(&page, &[&first, &second]).await;
        page.wait_for("dialog").await;
        close_dialog(&page).await;
        first_block(&page, "خبر أول").await;
        ready(&page).await;
        // Behind an emoji, and behind carriage returns: every unit differs there.
        let place = |text: &str, part: &str| {
            let start = text[..text.find(part).unwrap()].chars().count();
            (start, start + part.chars().count())
        };
        let denied = place(FIRST, "نفى مصدر مسؤول ذلك");
        page.press("w").await;
        label_by_script(&page, ("denial", denied.0, denied.1)).await;
        wait_spans(&page, &[("denial", denied.0, denied.1)]).await;
        page.press("w").await;
        open_listed(&page, "خبر ثانٍ").await;
        let said = place(SECOND, "الأمر انتهى");
        label_by_script(&page, ("quote", said.0, said.1)).await;
        wait_spans(&page, &[("quote", said.0, said.1)]).await;

        let marked = [
            ("denial", crate::support::DENIAL_TEXT),
            ("source", crate::support::SOURCE_TEXT),
            ("denial", "نفى مصدر مسؤول ذلك"),
            ("quote", "الأمر انتهى"),
        ];
        let mut found = Vec::new();
        let doccano = lines(&export(&page, "doccano").await);
        assert_eq!(doccano.len(), 3);
        assert_eq!(doccano[0]["text"], ARTICLE);
        assert_eq!(doccano[1]["text"], FIRST);
        assert_eq!(doccano[2]["text"], SECOND);
        for line in &doccano {
            let text = line["text"].as_str().unwrap();
            for entry in line["label"].as_array().unwrap() {
                let text = slice(text, number(&entry[0]), number(&entry[1]));
                found.push((entry[2].as_str().unwrap().to_owned(), text));
            }
        }
        assert_eq!(found, marked.map(|(l, t)| (l.to_owned(), t.to_owned())));

        let mut found = Vec::new();
        let mut text = String::new();
        let project = lines(&export(&page, "project").await);
        assert_eq!(project[0]["schema"], "isnad/project/1");
        for line in &project[1..] {
            if let Some(article) = line["text"].as_str() {
                text = article.to_owned();
            }
            for span in line["spans"].as_array().into_iter().flatten() {
                let at = &span["fragments"][0];
                let here = slice(&text, number(&at[0]), number(&at[1]));
                assert_eq!(span["text"], here);
                found.push((span["label"].as_str().unwrap().to_owned(), here));
            }
        }
        assert_eq!(found, marked.map(|(l, t)| (l.to_owned(), t.to_owned())));
        wait_said(&page, "كُتب الملف وتُحقق منه: ٣ مقالات.").await;
    });
}

/// Imports a project file in a browser that never saw the page, as this annotator, and does something.
fn elsewhere(file: String, annotator: &'static str, check: impl AsyncFnOnce(&Page) + 'static) {
    run(Setup::wide_arabic(), move |page| async move {
        open(&page).await;
        aid::sign_as(&page, annotator).await;
        let folder = TempDir::new("project");
        let path = folder.write("work.isnad.jsonl", file);
        choose_files(&page, &[&path]).await;
        page.wait_for("dialog").await;
        wait_said(&page, "ملف مشروع").await;
        close_dialog(&page).await;
        ready(&page).await;
        check(&page).await;
    });
}

#[test]
fn a_project_file_goes_into_another_browser_and_back() {
    const NEW: Span = ("quote", 265, 418);
    const OTHER: Span = ("source", 0, 6);
    let file = Arc::new(Mutex::new(String::new()));
    let out = file.clone();
    run(Setup::wide_arabic(), move |page| async move {
        open(&page).await;
        label_by_script(&page, DENIAL).await;
        label_by_script(&page, SOURCE).await;
        page.press("n").await;
        page.wait_eq("document.activeElement.id", "note").await;
        page.keys("ملاحظة").await;
        page.press("Escape").await;
        aid::sign_as(&page, "سلمى").await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        *out.lock().unwrap() = export(&page, "project").await;
    });
    let first = file.lock().unwrap().clone();
    let out = file.clone();
    elsewhere(first.clone(), "سلمى", async move |page: &Page| {
        wait_spans(page, &[DENIAL, SOURCE]).await;
        let kept = layer(page).await.unwrap();
        assert_eq!(kept["spans"][1]["note"], "ملاحظة");
        assert_eq!(spans_of(&kept).len(), 2);
        page.press("Escape").await;
        label_by_script(page, NEW).await;
        wait_spans(page, &[DENIAL, SOURCE, NEW]).await;
        *out.lock().unwrap() = export(page, "project").await;
    });
    let second = file.lock().unwrap().clone();
    assert_ne!(first, second);
    // Each has done something on its own; the file brings both together, and once more changes nothing.
    elsewhere(first, "سلمى", async move |page: &Page| {
        wait_spans(page, &[DENIAL, SOURCE]).await;
        page.press("Escape").await;
        label_by_script(page, OTHER).await;
        wait_spans(page, &[DENIAL, SOURCE, OTHER]).await;
        let folder = TempDir::new("project");
        let path = folder.write("second.isnad.jsonl", second);
        for changes in [true, false] {
            choose_files(page, &[&path]).await;
            page.wait_for("dialog").await;
            if changes {
                // Looked at before it comes in.
                page.click("dialog .take-in").await;
            }
            wait_said(page, "ملف مشروع").await;
            close_dialog(page).await;
            wait_spans(page, &[DENIAL, SOURCE, NEW, OTHER]).await;
        }
        reload(page).await;
        wait_spans(page, &[DENIAL, SOURCE, NEW, OTHER]).await;
    });
}
