//! Files of other programs: a part of the page of its own, for what reads and writes them is as large as all of the
//! rest. Where it is cut off is said in `ui::later`. The long work of its dialogs is given to a worker, which loads the
//! same part; where there can be none the page does it, in slices.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::backup::WriteInto;
use super::database::BrowserDatabase;
use super::local::BrowserLocal;
use super::worker::{self, Crew, Hand, Hear};
use crate::app::exchange::errand::{Errand, teller};
use crate::app::exchange::order::{Back, Order, Told};
use crate::app::exchange::shop::Shop;
use crate::app::msg::{ExportKind, Msg};
use crate::app::ports::{Database, Local, MemoryLocal};
use crate::app::storage::Places;
use crate::app::storage::project_file::ProjectWritten;
use crate::app::update::{Later, update_formats};
use crate::app::work::{Boxed, Leash, Sealed, Stop};
use crate::format::storage_key::LAYERS;

/// Brings the part; `None` if it cannot be loaded.
pub type LoadFormats = fn() -> Pin<Box<dyn Future<Output = Option<&'static Formats>>>>;

/// Does something for whoever hears of it.
pub type Doing = fn(Sealed, BrowserDatabase, Rc<dyn Fn(Msg)>, LoadPages) -> Boxed;

type Serve = fn(Answer, LoadPages, WriteInto) -> Hear;

type Answer = fn(u32, Option<&[u8]>);

/// Brings what reads web pages: it weighs more than all other formats together.
pub type LoadPages = fn() -> Boxed;

/// The entries of the part.
#[derive(Debug)]
pub struct Formats {
    /// Takes its messages.
    pub update: Later,
    /// Has work done.
    pub work: Doing,
    /// Has the file written that is kept up to date, of an [`Outgoing`].
    pub keep: Doing,
    /// Does it, in the worker.
    pub serve: Serve,
    /// What it may have to load for that.
    pub pages: LoadPages,
}

/// The part itself: to be named where it is cut off and nowhere else.
pub const fn formats(pages: LoadPages) -> Formats {
    Formats {
        update: update_formats,
        work: |work, database, send, pages| Box::pin(give(work, database, send, pages)),
        keep: |out, database, send, pages| Box::pin(keep(out, database, send, pages)),
        serve,
        pages,
    }
}

/// Keys of local storage with their values.
type Copies = Vec<(String, String)>;

/// As much as goes back into local storage, in bytes: what browsers have room for there.
const ROOM: usize = 10_000_000;
/// How many copies are put there at once.
const COPIES: usize = 50;

thread_local! {
    static SHOP: RefCell<Rc<Shop>> = RefCell::default();
}

async fn give(work: Sealed, database: BrowserDatabase, send: Rc<dyn Fn(Msg)>, pages: LoadPages) {
    let Some(Errand { order, stop, run }) = Errand::of(work) else {
        return;
    };
    let tell = teller(run, send);
    if let Some(hand) = hired(Crew::Dialogs, &database).await {
        return hear((hand, Crew::Dialogs), order, &stop, &database, &tell).await;
    }
    if stop.is_stopped() {
        return not_begun(&stop, &tell);
    }
    // What was at hand for the last order of a dialog is let go of.
    let shop = match order {
        Order::Take { .. } | Order::Write(..) => SHOP.take(),
        // So is what one left that was closed.
        Order::Open(_)
        | Order::Gather { .. }
        | Order::WriteProject(_)
        | Order::Figures(_)
        | Order::Read { place: 0, .. } => {
            SHOP.take();
            SHOP.with_borrow(Rc::clone)
        }
        _ => SHOP.with_borrow(Rc::clone),
    };
    let places = Places {
        local: &BrowserLocal,
        database: &database,
    };
    shop.serve(order, &places, pages, &stop, &tell).await;
}

/// A worker, where there can be one: it has the browser's database and no other.
async fn hired(crew: Crew, database: &BrowserDatabase) -> Option<Hand> {
    let hand = worker::hand().filter(|_| matches!(database, BrowserDatabase::Indexed(_)))?;
    let came = JsFuture::from((hand.hire)(crew)).await;
    came.is_ok_and(|came| came.is_truthy()).then_some(hand)
}

/// Has the file written that is kept up to date. Without a worker the page does it, in slices.
async fn keep(out: Sealed, database: BrowserDatabase, send: Rc<dyn Fn(Msg)>, pages: LoadPages) {
    let Ok(out) = out.open().map(Box::new) else {
        return;
    };
    let order = Order::WriteProject(out);
    let tell = |told| match told {
        Told::ProjectWritten(written) => {
            send(Msg::ProjectWritten(
                ExportKind::Backup,
                Sealed::of(*written),
            ));
        }
        Told::Kept(why) => send(Msg::BackupWritten(why)),
        Told::Broken(why) => send(Msg::BackupWritten(Some(why))),
        _ => {}
    };
    // Nobody calls it off.
    let mut leash = Leash::default();
    let stop = leash.renew();
    if let Some(hand) = hired(Crew::Keeper, &database).await {
        hear((hand, Crew::Keeper), order, &stop, &database, &tell).await;
        // What it needed for that is needed elsewhere.
        return (hand.dismiss)(Crew::Keeper);
    }
    let places = Places {
        local: &BrowserLocal,
        database: &database,
    };
    let shop = Shop::default();
    shop.serve(order, &places, pages, &stop, &tell).await;
}

/// It was called off before it was begun.
fn not_begun(stop: &Stop, tell: &dyn Fn(Told)) {
    if !stop.is_unheard() {
        tell(Told::CalledOff);
    }
}

/// Has the worker carry an order out.
async fn hear(
    (hand, crew): (Hand, Crew),
    order: Order,
    stop: &Stop,
    database: &BrowserDatabase,
    tell: &dyn Fn(Told),
) {
    if stop.is_stopped() {
        return not_begun(stop, tell);
    }
    let local = match order.is_of_storage() {
        true => stored_locally(),
        false => Vec::new(),
    };
    let broken = || tell(Told::Broken("no room".to_owned()));
    let Some(packed) = order.pack(&local) else {
        return broken();
    };
    drop((order, local));
    let number = (hand.order)(crew, &packed);
    drop(packed);
    let mut stopped = false;
    loop {
        // It is never refused.
        let said = JsFuture::from((hand.next)(crew, number))
            .await
            .unwrap_or_default();
        if said.is_null() {
            return;
        }
        if let Some(why) = said.as_string() {
            if !stop.is_unheard() {
                tell(Told::Broken(why));
            }
            return;
        }
        match Back::unpack(&(hand.bytes)(&said)) {
            Some(Back::Told(told)) if !stop.is_unheard() => tell(told),
            Some(Back::Told(_)) => {}
            Some(Back::Copies(copies)) => put_locally(copies, database).await,
            None => return broken(),
        }
        if stop.is_stopped() && !std::mem::replace(&mut stopped, true) {
            (hand.stop)(crew, number);
        }
    }
}

async fn put_locally(copies: Copies, database: &BrowserDatabase) {
    for some in copies.chunks(COPIES) {
        for (key, value) in some {
            // The database has it.
            let _ = BrowserLocal.set(key, value);
        }
        database.rest().await;
    }
}

fn stored_locally() -> Copies {
    let names = BrowserLocal.keys(LAYERS).unwrap_or_default().into_iter();
    names
        .filter_map(|name| {
            let value = BrowserLocal.get(&name).ok().flatten()?;
            Some((name, value))
        })
        .collect()
}

/// In the worker: carries out each order that is heard, until it is called off.
fn serve(answer: Answer, pages: LoadPages, write: WriteInto) -> Hear {
    let leashes: Rc<RefCell<Vec<(u32, Leash)>>> = Rc::default();
    Box::new(move |number, order| {
        let Some((order, file)) = order else {
            // Whether it was done already is for the page to know.
            let leashes = leashes.borrow();
            let leash = leashes.iter().find(|(one, _)| *one == number);
            return leash.into_iter().for_each(|(_, leash)| leash.call_off());
        };
        let mut leash = Leash::default();
        let stop = leash.renew();
        leashes.borrow_mut().push((number, leash));
        let leashes = leashes.clone();
        spawn_local(async move {
            let say = |said: &[u8]| answer(number, Some(said));
            let written = carry_out(order, stop, &say, pages, file.is_truthy()).await;
            if let Some(written) = written {
                let why = match written.whole() {
                    Ok(text) => write(file, text).await,
                    Err(why) => Some(why),
                };
                say(&packed(&Back::Told(Told::Kept(why))));
            }
            leashes.borrow_mut().retain(|(one, _)| *one != number);
            answer(number, None);
        });
    })
}

fn packed(back: &Back) -> Vec<u8> {
    let packed = back.pack();
    let packed = packed.or_else(|| Back::Told(Told::Broken("no room".to_owned())).pack());
    packed.unwrap_or_default()
}

/// Carries an order out over a copy of local storage, and says what it wrote there. Of one that came with a file what is to
/// be written into that is given back.
async fn carry_out(
    order: Vec<u8>,
    stop: Stop,
    say: &dyn Fn(&[u8]),
    pages: LoadPages,
    with_file: bool,
) -> Option<Box<ProjectWritten>> {
    let answer = |back: Back| say(&packed(&back));
    let unpacked = Order::unpack(&order);
    drop(order);
    let Some((order, local)) = unpacked else {
        answer(Back::Told(Told::Broken("another build".to_owned())));
        return None;
    };
    // The page lets go of the worker when it hears that all came in: what belongs to that is said before.
    let came: RefCell<Option<Told>> = RefCell::default();
    let written: RefCell<Option<Box<ProjectWritten>>> = RefCell::default();
    let tell = |told| match told {
        Told::Came(..) => *came.borrow_mut() = Some(told),
        Told::ProjectWritten(project) if with_file => *written.borrow_mut() = Some(project),
        told => answer(Back::Told(told)),
    };
    let storage = MemoryLocal::default();
    storage.limit.set(Some(ROOM));
    storage.map.borrow_mut().extend(local);
    let before = storage.map.borrow().clone();
    let database = BrowserDatabase::Indexed(Default::default());
    let places = Places {
        local: &storage,
        database: &database,
    };
    let shop = SHOP.with_borrow(Rc::clone);
    shop.serve(order, &places, pages, &stop, &tell).await;
    // A newer page that wants to change it does not wait.
    database.close();
    let after = storage.map.take().into_iter();
    let new = after.filter(|(key, value)| before.get(key) != Some(value));
    let new: Copies = new.collect();
    if !new.is_empty() {
        answer(Back::Copies(new));
    }
    if let Some(came) = came.take() {
        answer(Back::Told(came));
    }
    written.take()
}
