//! The browser, the page's process or the tab ends at a random moment in the middle of labelling. What the page had
//! shown as saved is there afterwards, and the document is whole.
//!
//! The page says "saved", and the test has seen it, together with what the list then held; that is what must
//! come back. What was done after that may have arrived or not, and nothing else may be different.
//!
//! Environment: `ISNAD_KILL_ROUNDS` rounds of each kind (3), `ISNAD_KILL_SEED` the seed of a run to be repeated.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::{Value, json};

use crate::aid::{database, settled};
use crate::harness::browser::kill;
use crate::harness::watch::Message;
use crate::harness::{Need, Page, Setup, run};
use crate::support::{ARTICLE, open, slice};

/// Rounds on one profile: the first of them begins with nothing stored.
const ON_A_PROFILE: u32 = 3;
/// Longer than local storage waits before it writes (up to 5 s), and than a pause of the person.
const LATEST_MILLIS: u64 = 4_000;

#[derive(Clone, Copy, Debug)]
enum End {
    Browser,
    Renderer,
    Tab,
}

#[test]
fn killing_the_browser_loses_nothing_that_was_saved() {
    rounds(End::Browser);
}

#[test]
fn killing_the_process_of_the_page_loses_nothing_that_was_saved() {
    rounds(End::Renderer);
}

#[test]
fn closing_the_tab_loses_nothing_that_was_saved() {
    rounds(End::Tab);
}

fn rounds(end: End) {
    let number = |name: &str| std::env::var(name).ok().map(|n| n.parse::<u64>().unwrap());
    let rounds = number("ISNAD_KILL_ROUNDS").unwrap_or(3);
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seed = number("ISNAD_KILL_SEED").unwrap_or(clock.as_millis() as u64);
    println!("{end:?}: {rounds} rounds, ISNAD_KILL_SEED={seed}");
    let mut left = u32::try_from(rounds).unwrap();
    let mut random = Random(seed);
    while left > 0 {
        let here = left.min(ON_A_PROFILE);
        left -= here;
        let own = Random(random.next());
        let setup = match end {
            End::Browser => Setup::wide_arabic().needs(Need::LastingProfile),
            End::Renderer => Setup::wide_arabic().needs(Need::ProcessEnd),
            End::Tab => Setup::wide_arabic(),
        };
        run(setup, move |page| async move {
            page.step(format!("{end:?}, ISNAD_KILL_SEED={seed}"));
            on_a_profile(&page, end, here, own).await;
        });
    }
}

/// A small generator: the same seed makes the same choices.
struct Random(u64);

impl Random {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    const fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// More spans than this are not made: of a longer list the page has only some rows, and a test that reads the rows
/// would take the others for lost.
const MOST_SPANS: usize = 50;

/// Of a span: its label, text and note.
type Rows = BTreeMap<String, (String, String, String)>;

/// What was seen of the page.
#[derive(Default)]
struct Seen {
    /// The list when "saved" was shown last.
    saved: Rows,
    /// The list when it was looked at last.
    last: Rows,
    /// Ids of spans that were seen to be written since "saved" was shown.
    unsure: Vec<String>,
    /// An edit whose effect was not looked at any more.
    under_way: bool,
    /// How often an edit was seen to be saved.
    times: usize,
}

const SHOWN: &str = "[document.querySelector('[data-save-state]').dataset.saveState, \
    Object.fromEntries([...document.querySelectorAll('[data-span-id]')].map(row => [row.dataset.spanId, [row.dataset.label, \
    row.querySelector('.card-text').textContent, \
    row.querySelector('#note')?.value ?? row.querySelector('.card-note')?.textContent ?? '']]))]";

impl Seen {
    /// Looks at the page; says whether it shows "saved".
    async fn look(&mut self, page: &Page) -> Result<bool, String> {
        let (state, rows): (String, Rows) =
            serde_json::from_value(page.try_eval(SHOWN).await?).map_err(|e| e.to_string())?;
        assert!(rows.len() < 60, "not every span has its row on the page");
        self.unsure.extend(different(&self.last, &rows));
        self.under_way = false;
        self.last = rows;
        let saved = state == "saved";
        if saved {
            self.times += usize::from(!self.unsure.is_empty());
            self.saved.clone_from(&self.last);
            self.unsure.clear();
        }
        Ok(saved)
    }

    /// What is there after the end.
    fn check(&self, back: &Rows) {
        let mut odd = different(&self.saved, back);
        odd.retain(|id| !self.unsure.contains(id));
        // One edit may have arrived whose effect was not seen.
        let most = usize::from(self.under_way);
        let shown = |rows: &Rows| {
            odd.iter()
                .map(|id| rows.get(id).cloned())
                .collect::<Vec<_>>()
        };
        assert!(
            odd.len() <= most,
            "shown as saved: {:?}\nthere now: {:?}\nof the spans {odd:?}",
            shown(&self.saved),
            shown(back),
        );
    }
}

/// Ids of the rows that are not the same in both.
fn different(a: &Rows, b: &Rows) -> Vec<String> {
    let mut ids: Vec<_> = a.keys().chain(b.keys()).cloned().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| a.get(id) != b.get(id));
    ids
}

async fn on_a_profile(page: &Page, end: End, rounds: u32, mut random: Random) {
    let mut seen = Seen::default();
    // Another tab, so that the browser outlives the one that ends.
    let other = page.client().window().await.unwrap();
    if !matches!(end, End::Browser) {
        page.open_tab().await;
    }
    open(page).await;
    for round in 0..rounds {
        page.step(format!("round {round}"));
        seen.look(page).await.unwrap();
        labour(page, end, &mut random, &mut seen).await;
        match end {
            End::Browser => page.revive().await,
            End::Renderer | End::Tab => {
                page.switch_to(&other).await;
                expect_stopped(page).await;
                page.open_tab().await;
            }
        }
        open(page).await;
        let mut back = Seen::default();
        back.look(page).await.unwrap();
        seen.check(&back.last);
        whole(page, &back.last).await;
        seen.unsure.clear();
        seen.last.clone_from(&back.last);
    }
    assert!(
        seen.times > 0,
        "no edit was seen to be saved: nothing is proven"
    );
}

/// Firefox may stop the script of a tab in the middle as it closes it. What it still calls of that page then panics,
/// where nobody sees it.
async fn expect_stopped(page: &Page) {
    let console = page.console().await;
    let stopped = |message: &Message| message.text.contains("Script terminated by timeout");
    if console.iter().any(stopped) {
        page.allow("RuntimeError: unreachable executed");
    }
}

/// Labels until the end.
async fn labour(page: &Page, end: End, random: &mut Random, seen: &mut Seen) {
    let millis = 100 + random.next() % LATEST_MILLIS;
    page.step(format!("{end:?} after {millis} ms"));
    let pid = page.pid();
    // The moment itself is what is tested: nothing waits for it.
    let moment = tokio::time::sleep(Duration::from_millis(millis));
    let killed = async move {
        moment.await;
        match end {
            End::Browser => assert!(kill(pid), "there was no browser to kill"),
            End::Renderer | End::Tab => {}
        }
    };
    let blocks = page
        .try_probe("return probe.blocks().map(b => [b.start, b.end])", vec![])
        .await;
    let blocks: Vec<(usize, usize)> = serde_json::from_value(blocks.unwrap()).unwrap();
    let ended = tokio::task::spawn_local(killed);
    let last = loop {
        if !matches!(end, End::Browser) && ended.is_finished() {
            // In the middle: the edit is sent, and nothing is waited for.
            seen.under_way = edit(page, random, seen, &blocks).await.is_ok();
            if matches!(end, End::Tab) {
                let closed = page.client().close_window().await;
                closed.expect("cannot close the tab");
            } else {
                page.end_process().await;
            }
            break String::new();
        }
        seen.under_way = true;
        if let Err(error) = work(page, random, seen, &blocks).await {
            break error;
        }
    };
    ended.await.expect("it could not be ended");
    page.step(format!("ended: {last}"));
}

async fn work(
    page: &Page,
    random: &mut Random,
    seen: &mut Seen,
    blocks: &[(usize, usize)],
) -> Result<(), String> {
    edit(page, random, seen, blocks).await?;
    let patient = random.below(2) == 0;
    while !seen.look(page).await? && patient {}
    Ok(())
}

/// One edit, as a person makes it.
async fn edit(
    page: &Page,
    random: &mut Random,
    seen: &Seen,
    blocks: &[(usize, usize)],
) -> Result<(), String> {
    let ids: Vec<&String> = seen.last.keys().collect();
    let which = match random.below(10) {
        0..6 if ids.len() >= MOST_SPANS => 7,
        which => which,
    };
    if which < 6 || ids.is_empty() {
        let (start, end) = blocks[random.below(blocks.len())];
        let at = start + random.below((end - start).max(2) - 1);
        let to = (at + 4 + random.below(40)).min(end);
        let body = "probe.article().focus(); probe.select(arguments[0], arguments[1])";
        page.try_probe(body, vec![json!(at), json!(to)]).await?;
        return stroke(page, ['1', '2', '3'][random.below(3)]).await;
    }
    if which == 6 {
        let body = "probe.article().focus(); probe.article().dispatchEvent(new KeyboardEvent('keydown', \
            { key: 'z', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true }))";
        return page.try_probe(body, vec![]).await.map(drop);
    }
    let id = ids[random.below(ids.len())];
    let act = match which {
        7 => "card.querySelector('.delete').click()",
        8 => {
            "[...card.querySelectorAll('[data-relabel]')].find(b => b.ariaPressed === 'false').click()"
        }
        _ => {
            "note.value = arguments[1]; note.dispatchEvent(new InputEvent('input', { bubbles: true }))"
        }
    };
    let body = format!(
        "const card = document.getElementById('card-' + arguments[0]); \
         if (!card.querySelector('#note')) card.querySelector('.card-main').click(); \
         await new Promise(done => setTimeout(done)); \
         const note = card.querySelector('#note'); {act}"
    );
    let note = format!("ملاحظة {}", random.next() % 1_000);
    page.settled(&body, vec![json!(id), json!(note)])
        .await
        .map(drop)
}

async fn stroke(page: &Page, value: char) -> Result<(), String> {
    let keys = KeyActions::new("keys".into())
        .then(KeyAction::Down { value })
        .then(KeyAction::Up { value });
    let done = page.client().perform_actions(keys).await;
    done.map_err(|error| error.to_string())
}

/// The text is to the byte what it was, nothing is reported, and both copies of the layer are whole.
async fn whole(page: &Page, rows: &Rows) {
    assert_eq!(page.texts_of(".notice").await, [""; 0]);
    settled(page).await;
    // Where one place had less than the other, or a second of work more, both are written at the next pause.
    page.poll("two copies that are the same", async || {
        let stored = database(page).await;
        let layers: Vec<&Value> = stored["layers"].as_object().unwrap().values().collect();
        let Some(layer) = layers.first() else {
            return Ok(());
        };
        let local = crate::aid::stored_json(page).await;
        match local.as_deref() == layer.as_str() {
            true => Ok(()),
            false => Err(format!("{layer}\n{local:?}")),
        }
    })
    .await;
    let stored = database(page).await;
    let texts: Vec<&Value> = stored["texts"].as_object().unwrap().values().collect();
    assert_eq!(texts, [&json!(ARTICLE)]);
    assert_eq!(stored["aside"], json!({}));
    let layers: Vec<&Value> = stored["layers"].as_object().unwrap().values().collect();
    let [layer] = layers[..] else {
        assert!(
            layers.is_empty() && rows.is_empty(),
            "{} layers",
            layers.len()
        );
        return;
    };
    let layer: Value = serde_json::from_str(layer.as_str().unwrap()).unwrap();
    let stored: Rows = layer["spans"].as_array().unwrap().iter().map(row).collect();
    assert_eq!(stored, *rows);
}

/// A stored span as the list shows it; its quote is in the text.
fn row(span: &Value) -> (String, (String, String, String)) {
    let text = |name: &str| span[name].as_str().unwrap().to_owned();
    let number = |n: &Value| usize::try_from(n.as_u64().unwrap()).unwrap();
    let fragment = &span["fragments"][0];
    let quote = slice(ARTICLE, number(&fragment[0]), number(&fragment[1]));
    assert_eq!(text("text"), quote);
    (text("id"), (text("label"), quote, text("note")))
}
