//! Looking through the texts in slices, so that what is typed meanwhile is not held up.

use std::cell::{Cell, RefCell};

use super::clock::breathe;
use super::database::BrowserDatabase;
use super::local::BrowserLocal;
use crate::app::storage::Places;
use crate::app::storage::search::Shelf;
use crate::model::ids::{ArticleId, ProjectId};
use crate::model::sorted::Set;

/// What is looked through between two looks at what the person does: some milliseconds.
const SLICE_BYTES: usize = 2_000_000;

thread_local! {
    static SHELF: RefCell<Shelf> = RefCell::default();
    /// Counts the searches: an older one gives up.
    static NEWEST: Cell<u64> = const { Cell::new(0) };
}

/// The articles whose text has what is wanted; `None` if nothing is, if another search has begun meanwhile, or if the
/// texts cannot be read, which opening one of them says.
pub async fn find(
    places: &Places<'_, BrowserLocal, BrowserDatabase>,
    project: ProjectId,
    articles: &[ArticleId],
    wanted: &str,
) -> Option<Set<ArticleId>> {
    let mine = NEWEST.get() + 1;
    NEWEST.set(mine);
    if wanted.is_empty() {
        return None;
    }
    if !SHELF.with_borrow(|shelf| shelf.holds(&project, articles)) {
        let shelf = places.shelf(&project, articles).await.ok()?;
        SHELF.set(shelf);
    }
    let (mut found, mut from) = (Vec::new(), Some(0));
    while let Some(start) = from {
        if NEWEST.get() != mine {
            return None;
        }
        let (some, next) = SHELF.with_borrow(|shelf| shelf.find(wanted, start, SLICE_BYTES));
        found.extend(some);
        from = next;
        if from.is_some() {
            breathe().await;
        }
    }
    Some(found.into_iter().collect())
}
