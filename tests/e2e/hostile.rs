//! Files that are broken or hostile: what is wrong with them is said in words and changes nothing; what
//! they say is shown as text and never run.

use crate::aid::{self, DENIAL, everything, file, fits, give, label, open};
use crate::harness::temp::TempDir;
use crate::harness::{Page, Setup, run};
use serde_json::{Value, json};
use std::path::PathBuf;

const PROJECT: &str = include_str!("../golden/project-1.isnad.jsonl");

/// Name, bytes, and what the message must say in English and in Arabic.
type Words = &'static [&'static str];

fn bad_files() -> Vec<(&'static str, Vec<u8>, Words, Words)> {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec();
    let mut invalid = "سطر أول\nسطر ".as_bytes().to_vec();
    let at = invalid.len();
    assert_eq!(at, 21);
    invalid.extend(b"\xff\xfe ..");
    let utf16: Vec<u8> = "نفت الوزارة"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let odd: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(utf16.iter().copied().take(7))
        .collect();
    let cut = PROJECT.as_bytes()[..PROJECT.trim_end().len() - 40].to_vec();
    let newer = PROJECT
        .replacen("isnad/project/1", "isnad/project/9", 1)
        .into_bytes();
    let pretty = serde_json::to_string_pretty(
        &serde_json::from_str::<Value>(PROJECT.lines().next().unwrap()).unwrap(),
    )
    .unwrap();
    vec![
        ("picture.txt", png, &["byte", "0"], &["البايت"]),
        ("empty.txt", Vec::new(), &["no text"], &["لا نص"]),
        (
            "long.txt",
            "ن".repeat(5_000_001).into_bytes(),
            &["5,000,001", "5,000,000"],
            &["٥٬٠٠٠٬٠٠١", "٥٬٠٠٠٬٠٠٠"],
        ),
        (
            "invalid.isnad.jsonl",
            invalid,
            &["byte 21", "line 2", "UTF-8"],
            &["البايت ٢١", "السطر ٢"],
        ),
        (
            "utf16-odd.txt",
            odd,
            &["UTF-16", "unit 3"],
            &["UTF-16", "الوحدة ٣"],
        ),
        (
            "cut.isnad.jsonl",
            cut,
            &["cut off", "line 3"],
            &["مقطوع", "السطر ٣"],
        ),
        (
            "newer.isnad.jsonl",
            newer,
            &["newer", "isnad/project/9"],
            &["أحدث", "isnad/project/9"],
        ),
        (
            "other.isnad.jsonl",
            b"{\"text\":\"x\",\"label\":[]}\n".to_vec(),
            &["Line 1", "not the head"],
            &["السطر ١"],
        ),
        (
            "pretty.json",
            pretty.into_bytes(),
            &["several lines"],
            &["عدة أسطر"],
        ),
    ]
}

async fn refuses(page: Page) {
    let arabic = page.setup().lang == "ar";
    let folder = TempDir::new("bad");
    open(&page).await;
    label(&page, DENIAL, "2").await;
    aid::settled(&page).await;
    // What the time in the article adds is written when it is left.
    let before = everything(&page).await;
    for (name, bytes, english, in_arabic) in bad_files() {
        give(&page, &[file(&folder, name, bytes)]).await;
        let said = page.text_of("dialog[open] .file.bad").await;
        let wanted = if arabic { in_arabic } else { english };
        let plain: String = said
            .chars()
            .filter(|c| !('\u{2066}'..='\u{2069}').contains(c))
            .collect();
        for part in wanted.iter().chain([&name]) {
            assert!(plain.contains(part), "{name}: no {part:?} in {plain:?}");
        }
        assert_eq!(page.count(".file").await, 1, "{name}");
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        assert_eq!(everything(&page).await, before, "{name} changed something");
    }
    assert_eq!(page.count(".notice").await, 0);
}

#[test]
fn bad_files_are_named_and_change_nothing() {
    run(Setup::wide_english(), refuses);
}

#[test]
fn bad_files_are_named_in_arabic_too() {
    run(Setup::wide_arabic(), refuses);
}

#[test]
fn what_is_odd_in_a_text_is_reported_and_kept_to_the_byte() {
    let odd =
        "\u{202b}نفت\u{a0}الوزارة\u{202c}\r\nسطر\u{200f} ثانٍ\tهنا\r\n\u{200b}«خبر»\u{2028}نهاية ";
    run(Setup::wide_english(), move |page| async move {
        let folder = TempDir::new("odd");
        open(&page).await;
        let bom: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("خبر بترميز آخر".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        give(
            &page,
            &[
                file(&folder, "odd.txt", odd),
                file(&folder, "utf16.txt", bom),
            ],
        )
        .await;
        page.wait_eq(
            "document.querySelectorAll('dialog[open] .file.good').length",
            2,
        )
        .await;
        let said = page.texts_of(".file").await.join("\n");
        for part in [
            "2 CRLF",
            "1 no-break space",
            "3 invisible direction",
            "1 tab",
            "1 zero width",
            "1 Unicode line separator",
            "Kept as they are",
            "UTF-16",
        ] {
            assert!(said.contains(part), "no {part:?} in {said}");
        }
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        let stored = aid::database(&page).await;
        let texts: Vec<&str> = stored["texts"]
            .as_object()
            .unwrap()
            .values()
            .map(|t| t.as_str().unwrap())
            .collect();
        assert!(texts.contains(&odd), "{texts:?}");
        assert!(texts.contains(&"خبر بترميز آخر"), "{texts:?}");
    });
}

const IMAGE: &str = "<img src=x onerror=\"window.ran=1\">";
const SCRIPT: &str = "<script>window.ran=2</script>";
const BREAK: &str = "\"><svg onload=\"window.ran=3\">";
const OVERRIDE: &str = "a\u{202e}txt.exe";

/// A project whose every name is hostile.
fn hostile_project() -> String {
    let mut lines: Vec<Value> = PROJECT
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let long = "طويل".repeat(300);
    let head = &mut lines[0];
    head["id"] = json!("p-hostile");
    head["name"] = json!(format!("{IMAGE}{SCRIPT}\u{202e}{long}"));
    head["scheme"]["labels"][0]["names"] =
        json!({ "ar": format!("{IMAGE}\u{202e}"), "en": format!("{BREAK}\u{202e}") });
    head["scheme"]["labels"][1]["signs"] = json!({ "ar": "<b>", "en": "<b>" });
    for line in &mut lines[1..] {
        if line["schema"] == "isnad/article/1" {
            line["title"] = json!(format!("{SCRIPT}{OVERRIDE}{long}"));
        } else {
            line["project"] = json!("p-hostile");
            line["annotator"] = json!(format!("{BREAK}{OVERRIDE}"));
            line["spans"][0]["note"] = json!(format!("{IMAGE}{SCRIPT}"));
        }
    }
    lines
        .iter()
        .fold(String::new(), |all, line| all + &line.to_string() + "\n")
}

async fn nothing_ran(page: &Page, what: &str) {
    let made = page.eval("[window.ran ?? null, document.querySelectorAll('img, .app script, .app b, svg[onload], [onerror], .app iframe').length]").await;
    assert_eq!(made, json!([null, 0]), "{what}");
    fits(page, what).await;
}

async fn isolated(page: &Page, text: &str) {
    // Whatever holds the text and nothing else of the page lies in an element that isolates it.
    let body = "const [text] = arguments; const walk = document.createTreeWalker(document.querySelector('.app'), NodeFilter.SHOW_TEXT); \
        const out = []; let n = 0; \
        for (let node; node = walk.nextNode();) { \
          if (!node.data.includes(text) || node.parentElement.closest('article, #announcer, option, textarea')) continue; \
          n++; const own = getComputedStyle(node.parentElement).unicodeBidi; \
          const marks = node.data.includes('\\u2068'); \
          const alone = node.parentElement.closest('bdi') !== null; \
          if (!marks && !alone && !own.includes('isolate')) out.push(node.parentElement.outerHTML.slice(0, 200)); \
        } return { n, out }";
    let found = page.settled(body, vec![json!(text)]).await.unwrap();
    assert_eq!(found["out"], json!([]), "{text:?} is not isolated");
    assert!(found["n"].as_u64().unwrap() > 0, "{text:?} is nowhere");
}

async fn hostile(page: Page) {
    let folder = TempDir::new("hostile");
    open(&page).await;
    let text = format!("{IMAGE} عنوان\n{SCRIPT} {BREAK} {OVERRIDE} نص");
    let name = format!("{}{OVERRIDE}.txt", "<img src=x onerror=window.ran=4>");
    give(
        &page,
        &[
            file(&folder, &name, &text),
            file(&folder, "b\u{202e}.txt", [0xff, 0xfe, 0]),
        ],
    )
    .await;
    page.wait_for("#files-take:enabled").await;
    nothing_ran(&page, "the preview").await;
    isolated(&page, "txt.exe").await;
    page.click("#files-take").await;
    page.wait_for_gone("#files-take").await;
    nothing_ran(&page, "the text as it comes in").await;
    page.wait_for_gone("dialog").await;
    page.wait_eq(
        "document.querySelector('article').textContent.includes('<script>window.ran=2</script>')",
        true,
    )
    .await;
    nothing_ran(&page, "the text").await;

    // Names and notes by hand.
    label(&page, "عنوان", "1").await;
    page.fill("#note", &format!("{IMAGE}{SCRIPT}")).await;
    page.click(".who").await;
    page.wait_for("dialog[open] input").await;
    page.fill(
        "dialog input",
        &format!("{BREAK}\u{202e}{}", "w".repeat(30)),
    )
    .await;
    page.press("Enter").await;
    page.wait_for_gone("dialog").await;
    page.press("Escape").await;
    aid::wait_state(&page, "saved").await;
    nothing_ran(&page, "names and notes").await;
    isolated(&page, "<svg").await;

    // A project whose labels, names and notes are hostile.
    give(&page, &[file(&folder, "h.isnad.jsonl", hostile_project())]).await;
    page.wait_for("dialog[open] .file.good").await;
    page.press("Escape").await;
    page.wait_for_gone("dialog").await;
    page.wait_until("document.querySelector('article').textContent.includes('الأسعار')")
        .await;
    nothing_ran(&page, "the project").await;
    label(&page, "الوزير", "1").await;
    isolated(&page, "window.ran").await;
    nothing_ran(&page, "its labels").await;
    page.eval("document.querySelector('.listed-remove').click()")
        .await;
    page.wait_for(".notice").await;
    isolated(&page, "txt.exe").await;
    nothing_ran(&page, "the notice").await;
}

#[test]
fn hostile_content_is_shown_and_not_run() {
    run(Setup::wide_english(), hostile);
}

#[test]
fn hostile_content_keeps_its_place_on_a_phone() {
    run(Setup::phone_arabic(), |page| async move {
        let folder = TempDir::new("hostile-phone");
        open(&page).await;
        let files: Vec<PathBuf> = vec![file(&folder, "h.isnad.jsonl", hostile_project())];
        give(&page, &files).await;
        page.wait_for("dialog[open] .file.good").await;
        nothing_ran(&page, "the report").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.wait_until("document.querySelector('article').textContent.includes('الأسعار')")
            .await;
        nothing_ran(&page, "the article").await;
        for sheet in [".fold-articles", ".fold-annotations"] {
            page.click(sheet).await;
            nothing_ran(&page, sheet).await;
            page.click(sheet).await;
        }
    });
}
