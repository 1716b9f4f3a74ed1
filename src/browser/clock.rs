//! The time of day and random names.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use gloo::timers::callback::Timeout;

use crate::app::state::Moment;

/// Now.
pub fn now() -> Moment {
    let date = js_sys::Date::new_0();
    Moment {
        iso: String::from(date.to_iso_string()),
        millis: date.get_time() as u64,
    }
}

type Write = fn(&str, &str) -> String;
type Wait = fn(Box<dyn FnOnce()>);

thread_local! {
    static WRITE: Cell<Option<Write>> = const { Cell::new(None) };
    static WAIT: Cell<Option<Wait>> = const { Cell::new(None) };
}

/// Has [`date`] and [`breathe`] work. Only the part that is loaded later asks for them, and what it alone calls of the
/// browser does not survive the cut: this keeps the calls in the first part.
pub fn install() {
    WRITE.set(Some(local_date));
    WAIT.set(Some(|go| _ = Timeout::new(0, go).forget()));
}

/// How long a worker works before it listens, in milliseconds.
const UNHEARD: f64 = 50.0;

/// Has [`breathe`] work where nobody waits for the next frame: only now and then is it looked whether somebody calls.
/// Browsers let a timer wait four milliseconds, which is more than what is done between two rests.
pub fn install_in_worker() {
    WAIT.set(Some(|go| {
        thread_local! {
            static HEARD: Cell<f64> = const { Cell::new(0.0) };
        }
        let now = js_sys::Date::now();
        if now - HEARD.get() < UNHEARD {
            return go();
        }
        HEARD.set(now);
        Timeout::new(0, go).forget();
    }));
}

/// Lets the page answer the person before work goes on.
pub async fn breathe() {
    let Some(wait) = WAIT.get() else { return };
    let over = Rc::new(Cell::new(false));
    poll_fn(|context| {
        if over.get() {
            return Poll::Ready(());
        }
        let (over, waker) = (over.clone(), context.waker().clone());
        wait(Box::new(move || {
            over.set(true);
            waker.wake();
        }));
        Poll::Pending
    })
    .await;
}

/// A moment (RFC 3339) as people of a language write it, in the zone that the browser is in.
pub fn date(lang: &str, iso: &str) -> String {
    WRITE
        .get()
        .map_or_else(|| iso.to_owned(), |write| write(lang, iso))
}

fn local_date(lang: &str, iso: &str) -> String {
    let date = js_sys::Date::new(&iso.into());
    if date.get_time().is_nan() {
        return iso.to_owned();
    }
    let options = js_sys::Object::new();
    for (name, style) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // Setting a member of a new object cannot fail.
        let _ = js_sys::Reflect::set(&options, &name.into(), &style.into());
    }
    let digits = if lang == "ar" { "ar-u-nu-arab" } else { lang };
    date.to_locale_string(digits, &options).into()
}

/// A random name of so many characters, from letters and digits that are not taken for each other.
pub fn random_name(length: usize) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = vec![0_u8; length];
    if getrandom::fill(&mut bytes).is_err() {
        // A browser without random numbers: the clock has to do.
        let mut seed = js_sys::Date::now() as u64 ^ (js_sys::Math::random() * 1e15) as u64;
        for byte in &mut bytes {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = (seed >> 33) as u8;
        }
    }
    bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()))
        .map(|letter| char::from(*letter))
        .collect()
}
