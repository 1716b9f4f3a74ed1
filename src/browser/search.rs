//! The one place that holds the texts that are searched.

use std::cell::RefCell;

use super::database::BrowserDatabase;
use super::local::BrowserLocal;
use crate::app::storage::Places;
use crate::app::storage::search::{Search, Wanted};
use crate::model::ids::ArticleId;
use crate::model::sorted::Set;

thread_local! {
    static SEARCH: &'static RefCell<Search> = Box::leak(Box::default());
}

/// Looks through the texts; see [`Places::search`].
pub async fn find(
    places: &Places<'_, BrowserLocal, BrowserDatabase>,
    wanted: Wanted,
    found: &dyn Fn(String, Set<ArticleId>),
) {
    places
        .search(SEARCH.with(|search| *search), wanted, found)
        .await;
}
