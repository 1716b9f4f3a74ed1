//! Files of other programs: seen before they come in, in and out, back again.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use isnad::format::exchange::files::Memory;
use isnad::format::exchange::zip::write_zip;
use serde_json::json;

use crate::aid::{choose, file, fits, give, sign_as};
use crate::harness::chromium::cdp;
use crate::harness::setup::single;
use crate::harness::temp::TempDir;
use crate::harness::{Need, Page, Setup, run};
use crate::support::{
    DENIAL, SOURCE, TITLES, label_by_script, layer, open, reload, wait_said, wait_spans,
};

const TEXT: &str = "قالَ الوزير: «لن نرفع الأسعار» 📈\nونفى مصدر مسؤول ذلك.";
const BRAT: &str = include_str!("../golden/brat.ann");
const PAGE: &str = include_str!("../golden/page.html");
const LABEL_STUDIO: &str = include_str!("../golden/label-studio.json");

async fn take(page: &Page) {
    page.wait_for("#files-take:enabled").await;
    page.click("#files-take").await;
    page.wait_for_gone("#files-take").await;
}

async fn undo(page: &Page, sample: &serde_json::Value) {
    page.press("Ctrl+z").await;
    page.wait_eq(TITLES, json!([sample])).await;
}

async fn sample(page: &Page) -> serde_json::Value {
    page.wait_for(".listed-title").await;
    page.eval(TITLES).await[0].clone()
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut memory = Memory::default();
    for (name, text) in files {
        memory.insert(name, *text);
    }
    write_zip(memory, Cursor::new(Vec::new()))
        .unwrap()
        .into_inner()
}

#[test]
fn a_zip_of_brat_comes_in_and_goes_with_one_undo() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let sample = sample(&page).await;
        let folder = TempDir::new("brat");
        let bytes = zip(&[("a/one.txt", TEXT), ("a/one.ann", BRAT)]);
        give(&page, &[file(&folder, "brat.zip", bytes)]).await;
        page.wait_eq("document.querySelector('#kind-0')?.value", "brat")
            .await;
        wait_said(&page, "سيُضاف: مقال واحد").await;
        page.screenshot("import-brat").await;
        fits(&page, "the dialog of files").await;
        page.axe().await;
        assert_eq!(
            page.eval(TITLES).await,
            json!([sample]),
            "nothing is in yet"
        );
        take(&page).await;
        page.wait_eq(&format!("{TITLES}.length"), 2).await;
        page.wait_until("document.querySelectorAll('.panel [id^=card-]').length > 0")
            .await;
        undo(&page, &sample).await;
        page.press("Ctrl+Shift+z").await;
        page.wait_eq(&format!("{TITLES}.length"), 2).await;
        reload(&page).await;
        page.wait_eq(&format!("{TITLES}.length"), 2).await;
    });
}

#[test]
fn columns_of_a_table_are_chosen_with_a_preview() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        let sample = sample(&page).await;
        let folder = TempDir::new("table");
        let table = "kicker,story,outlet\nأسعار,قال الوزير إن الأسعار لن ترتفع,سانا\nنفي,ونفى مصدر ذلك أمس,رويترز\n";
        give(&page, &[file(&folder, "t.csv", table)]).await;
        page.wait_eq("document.querySelector('#text-0')?.value", "story")
            .await;
        wait_said(&page, "رويترز").await;
        choose(&page, "#title-0", "kicker").await;
        choose(&page, "#title-as-0", "joined").await;
        wait_said(&page, "Will come in: 2 articles").await;
        page.screenshot("import-table").await;
        take(&page).await;
        page.wait_eq(TITLES, json!([sample, "أسعار", "نفي"])).await;
        page.wait_eq(
            "document.querySelector('article .block').textContent",
            "أسعار",
        )
        .await;
        undo(&page, &sample).await;
    });
}

#[test]
fn single_metadata_stays_out() {
    run(Setup::phone_arabic(), |page| async move {
        open(&page).await;
        let folder = TempDir::new("metadata");
        let table =
            "text,source,row\nقال الوزير إن الأسعار لن ترتفع,سانا,1\nونفى مصدر ذلك أمس,رويترز,2\n";
        give(&page, &[file(&folder, "t.csv", table)]).await;
        page.wait_for(".metadata input[type=checkbox]").await;
        let boxes = "[...document.querySelectorAll('.metadata .check')].map(l => [l.textContent, l.querySelector('input').checked])";
        assert_eq!(page.count(".metadata .check").await, 2);
        page.click(".metadata .check:first-child input").await;
        let all = page.eval(boxes).await;
        assert!(all[0][0].to_string().contains("row"), "{all}");
        assert_eq!((&all[0][1], &all[1][1]), (&json!(false), &json!(true)));
        page.screenshot("import-metadata").await;
        fits(&page, "the dialog of files").await;
        page.axe().await;
        take(&page).await;
        page.wait_eq(&format!("{TITLES}.length"), 3).await;
    });
}

#[test]
fn a_folder_is_chosen_and_comes_in_whole() {
    let setup = Setup::wide_arabic().needs(Need::ChosenFolder);
    run(setup, |page| async move {
        open(&page).await;
        page.wait_for(".open-asking").await;
        page.click(".open-asking").await;
        page.wait_for("#folder-choose").await;
        page.axe().await;
        let folder = TempDir::new("brat-folder");
        page.choose_file("#open-folder", &brat_folder(&folder))
            .await;
        brat_comes_in(&page).await;
    });
}

fn brat_folder(folder: &TempDir) -> PathBuf {
    let corpus = folder.path().join("corpus");
    std::fs::create_dir_all(corpus.join("a")).unwrap();
    std::fs::write(corpus.join("a/one.txt"), TEXT).unwrap();
    std::fs::write(corpus.join("a/one.ann"), BRAT).unwrap();
    std::fs::write(corpus.join("annotation.conf"), "[entities]\n").unwrap();
    corpus
}

async fn brat_comes_in(page: &Page) {
    page.wait_eq("document.querySelector('#kind-0')?.value", "brat")
        .await;
    wait_said(page, "سيُضاف: مقال واحد").await;
    take(page).await;
    page.wait_eq(&format!("{TITLES}.length"), 2).await;
    page.wait_until("document.querySelectorAll('.panel [id^=card-]').length > 0")
        .await;
}

/// Drags what lies at a path onto the page and lets go.
async fn drag_in(page: &Page, path: &Path) {
    for kind in ["dragEnter", "dragOver", "drop"] {
        let data = json!({ "items": [], "files": [path], "dragOperationsMask": 1 });
        let event = json!({ "type": kind, "x": 400, "y": 300, "data": data });
        cdp(&page.client(), "Input.dispatchDragEvent", event)
            .await
            .unwrap();
    }
}

#[test]
fn a_folder_is_dropped_and_comes_in_whole() {
    let setup = Setup::wide_arabic().needs(Need::DraggedFiles);
    run(setup, |page| async move {
        open(&page).await;
        let folder = TempDir::new("dropped");
        let empty = folder.path().join("empty");
        std::fs::create_dir_all(empty.join("within")).unwrap();
        drag_in(&page, &empty).await;
        wait_said(&page, "تعذّرت قراءة: empty").await;
        drag_in(&page, &brat_folder(&folder)).await;
        if single().is_some() {
            // Chromium lets no page on the disk look into a folder that is dropped: it is named.
            return wait_said(&page, "تعذّرت قراءة: corpus").await;
        }
        brat_comes_in(&page).await;
    });
}

#[test]
fn foreign_link_types_become_those_of_the_project() {
    run(Setup::wide_english().dark(), |page| async move {
        open(&page).await;
        let line = "{\"text\":\"قال الوزير نعم\",\"entities\":[{\"id\":1,\"start_offset\":4,\"end_offset\":10,\"label\":\"source\"},\
            {\"id\":2,\"start_offset\":11,\"end_offset\":14,\"label\":\"quote\"}],\"relations\":[\
            {\"id\":1,\"from_id\":2,\"to_id\":1,\"type\":\"odd\"}]}\n";
        let folder = TempDir::new("links");
        give(&page, &[file(&folder, "d.jsonl", line)]).await;
        page.wait_eq("document.querySelector('#link-0')?.value", "=")
            .await;
        choose(&page, "#link-0", "+said_by").await;
        page.screenshot("import-links").await;
        page.axe().await;
        take(&page).await;
        page.wait_until("document.querySelectorAll('[id^=card-]').length === 2")
            .await;
        let stored = layer(&page).await.expect("a layer");
        assert_eq!(stored["links"][0]["type"], "said_by", "{stored}");
    });
}

#[test]
fn the_main_text_of_a_web_page_comes_in() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        let sample = sample(&page).await;
        let folder = TempDir::new("page");
        give(&page, &[file(&folder, "page.html", PAGE)]).await;
        page.wait_eq("document.querySelector('#kind-0')?.value", "html")
            .await;
        wait_said(&page, "Will come in: 1 article").await;
        take(&page).await;
        page.wait_eq(TITLES, json!([sample, "نفي روسي لما نشر عن إدلب"]))
            .await;
        page.wait_until("document.querySelector('#article').innerText.includes('لم تنفذ طائراتنا أي ضربة هناك')")
            .await;
        let text = page.text_of("article").await;
        assert!(!text.contains("رياضة"), "{text}");
        undo(&page, &sample).await;
    });
}

#[test]
fn foreign_labels_become_those_of_the_project() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        sign_as(&page, "salma").await;
        let foreign = LABEL_STUDIO
            .replace("[\"source\"]", "[\"Speaker\"]")
            .replace("[\"denial\"]", "[\"X\"]");
        let folder = TempDir::new("tasks");
        give(&page, &[file(&folder, "tasks.json", foreign)]).await;
        // The labels in the order of their names: Speaker, X, quote.
        page.wait_eq("document.querySelector('#label-0')?.value", "+source")
            .await;
        page.wait_eq("document.querySelector('#label-1').value", "=")
            .await;
        choose(&page, "#label-1", "+denial").await;
        choose(&page, "#label-2", "-").await;
        page.screenshot("import-labels").await;
        take(&page).await;
        page.wait_until("document.querySelectorAll('[id^=card-]').length > 0")
            .await;
        let labels = "[...new Set([...document.querySelectorAll('[id^=card-] select')].map(s => s.value))].sort()";
        let all = page.eval(labels).await;
        assert!(!all.to_string().contains('X'), "{all}");
    });
}

#[test]
fn a_text_in_windows_1256_is_seen_first() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let sample = sample(&page).await;
        let folder = TempDir::new("old");
        // «نفى مصدر», then a line of its own: «قال».
        let bytes: &[u8] = b"\xe4\xdd\xec \xe3\xd5\xcf\xd1\n\xde\xc7\xe1";
        give(&page, &[file(&folder, "old.txt", bytes)]).await;
        page.wait_eq(
            "document.querySelector('#encoding-0')?.value",
            "windows-1256",
        )
        .await;
        wait_said(&page, "نفى مصدر").await;
        choose(&page, "#encoding-0", "utf-8").await;
        wait_said(&page, "البايت ٠ ليس من UTF-8").await;
        page.wait_for("#files-take:disabled").await;
        choose(&page, "#encoding-0", "windows-1256").await;
        choose(&page, "#cut-0", "line").await;
        take(&page).await;
        page.wait_eq(TITLES, json!([sample, "نفى مصدر", "قال"]))
            .await;
    });
}

#[test]
fn bad_files_are_named_with_their_line() {
    run(Setup::phone_arabic(), |page| async move {
        open(&page).await;
        let folder = TempDir::new("bad");
        let lines = "{\"text\":\"قال الوزير\",\"label\":[[0,3,\"quote\"]]}\n\
            {\"text\":\"قال\",\"label\":[[0,30,\"quote\"]]}\nnonsense\n";
        let files: Vec<PathBuf> = vec![
            file(&folder, "d.jsonl", lines),
            file(&folder, "cut.zip", b"PK\x03\x04 no more"),
        ];
        give(&page, &files).await;
        wait_said(&page, "d.jsonl، السطر ٢: التعليق s1: الموضع ٣٠ خارج النص").await;
        wait_said(&page, "d.jsonl، السطر ٣: ليس JSON").await;
        wait_said(&page, "ما هنا ليس JSON").await;
        wait_said(&page, "cut.zip: ليس ملف zip").await;
        wait_said(&page, "الملف مقطوع").await;
        page.screenshot("import-bad").await;
        fits(&page, "the dialog of files").await;
        page.axe().await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.wait_eq(&format!("{TITLES}.length"), 1).await;
    });
}

#[test]
fn choices_are_had_for_any_file() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        page.wait_for(".open-asking").await;
        page.click(".open-asking").await;
        page.wait_for("#files-choose").await;
        let folder = TempDir::new("lines");
        give(&page, &[file(&folder, "a.txt", "قال الوزير\nونفى مصدر\n")]).await;
        choose(&page, "#cut-0", "line").await;
        wait_said(&page, "Will come in: 2 articles").await;
        page.click("#files-cancel").await;
        page.wait_for_gone("dialog").await;
        page.wait_eq(&format!("{TITLES}.length"), 1).await;
    });
}

#[test]
fn each_kind_goes_out_and_is_read_again() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        label_by_script(&page, DENIAL).await;
        label_by_script(&page, SOURCE).await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        let kinds = [
            ("doccano", ".jsonl"),
            ("label-studio", ".json"),
            ("prodigy", ".jsonl"),
            ("brat", ".zip"),
            ("webanno-tsv", ".zip"),
            ("pubannotation", ".zip"),
            ("huggingface", ".zip"),
            ("conll", ".conll"),
            ("bio", ".tsv"),
            ("webannotation", ".jsonld"),
            ("cas-json", ".zip"),
            ("cas-xmi", ".zip"),
            ("tei", ".zip"),
            ("csv", ".csv"),
            ("layers", ".zip"),
            ("txt", ".zip"),
        ];
        for (kind, end) in kinds {
            page.press("e").await;
            choose(&page, "#export-kind", kind).await;
            page.wait_for("#export-write:enabled").await;
            if kind == "conll" {
                wait_said(&page, "texts to the letter").await;
                page.screenshot("export-conll").await;
                page.axe().await;
            }
            page.click("#export-write").await;
            let path = page.download().await;
            page.wait_for_gone("dialog").await;
            assert!(path.to_str().unwrap().ends_with(end), "{kind}: {path:?}");
            give(&page, &[path]).await;
            page.wait_eq("document.querySelector('#kind-0')?.value", kind)
                .await;
            // The article itself is there already, but for the formats that write tokens or sentences.
            page.wait_for("#files-take:enabled").await;
            if !["conll", "bio", "webanno-tsv"].contains(&kind) {
                wait_said(&page, "In the project already: 1 article").await;
            }
            match kind {
                "txt" => {}
                // One lies in the other, and there is one column: the dialog said so.
                "conll" => wait_said(&page, "1 annotation.").await,
                _ => wait_said(&page, "2 annotations").await,
            }
            assert_eq!(page.count(".fault").await, 0, "{kind}");
            page.press("Escape").await;
            page.wait_for_gone("dialog").await;
        }
        wait_spans(&page, &[DENIAL, SOURCE]).await;
    });
}

#[test]
fn a_long_import_shows_how_far_it_is_and_can_be_called_off() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let folder = TempDir::new("long");
        let lines = |many: usize| -> String {
            let words = "قال الوزير إن الأسعار لن ترتفع ونفى مصدر ذلك ".repeat(30);
            let line =
                |n| format!("{{\"text\":\"خبر {n} {words}\",\"label\":[[0,3,\"quote\"]]}}\n");
            (0..many).map(line).collect()
        };
        // Long enough that it is still read when the button is found.
        give(&page, &[file(&folder, "long.jsonl", lines(12_000))]).await;
        page.wait_until("document.querySelector('.under-way progress')?.value > 0")
            .await;
        page.click("#files-cancel").await;
        page.wait_for_gone("dialog").await;
        page.wait_eq(&format!("{TITLES}.length"), 1).await;
        give(&page, &[file(&folder, "short.jsonl", lines(300))]).await;
        take(&page).await;
        page.wait_until("document.querySelector('.listing').dataset.rows === '301'")
            .await;
        wait_said(&page, "أُضيف").await;
        page.press("Ctrl+z").await;
        page.wait_until("document.querySelector('.listing').dataset.rows === '1'")
            .await;
    });
}
