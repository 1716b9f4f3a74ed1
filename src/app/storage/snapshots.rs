//! Copies of layers at a time: taken as the work goes on, thinned out as they age, looked at and restored.
//!
//! A copy is the layer's JSON under the layer's key and the time. Of one layer the newest copies stay, then one
//! an hour, then one a day; of all layers together there is a limit, and the oldest go first. Days and hours
//! without work do not count, so a copy from before a long holiday is still there after it.

use super::Places;
use super::incoming::Importer;
use crate::app::ports::{Database, Local, StorageError, Store, Write};
use crate::format::layer::{read_layer, write_layer};
use crate::format::storage_key::{layer_storage_key, snapshot_prefix};
use crate::format::summary::Summary;
use crate::model::article::Article;
use crate::model::ids::LayerKey;
use crate::model::layer::Layer;
use crate::model::sorted::Set;
use crate::model::text::Text;

/// The newest copies of a layer that stay whatever their age.
const NEWEST: usize = 10;
/// Hours of work of which the last copy stays.
const HOURS: usize = 24;
/// Days of work of which the last copy stays.
const DAYS: usize = 30;
/// Copies of all layers together.
const ALL: usize = 2_000;

/// A copy in the list of a layer's copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Its name in the database.
    pub name: String,
    /// When it was taken, RFC 3339.
    pub taken: String,
    /// What it holds; `None` if it cannot be read.
    pub summary: Option<Summary>,
}

/// A copy of a layer with work in it, to be written.
pub fn copy_of(layer: &Layer, article: &Article, text: &Text, who: &Importer) -> Option<Write> {
    if layer.is_untouched() {
        return None;
    }
    let name = snapshot_name(layer.key(), &who.now);
    let json = write_layer(layer, article, text, &who.replica);
    Some(Write::put(Store::Snapshots, name, json))
}

/// The name of a copy.
pub fn snapshot_name(key: &LayerKey, taken: &str) -> String {
    format!("{}{taken}", snapshot_prefix(&layer_storage_key(key)))
}

/// The copies that go, of all that there are: names of all layers, in any order.
pub fn expired(names: &[String]) -> Vec<String> {
    let mut parts: Vec<(&str, &str, &String)> = names
        .iter()
        .filter_map(|name| name.rsplit_once('#').map(|(l, taken)| (l, taken, name)))
        .collect();
    // Layer by layer, the newest first.
    parts.sort_unstable_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(a.1)));
    let mut stay: Vec<(&str, &String)> = Vec::new();
    let mut gone = Vec::new();
    for of_layer in parts.chunk_by(|a, b| a.0 == b.0) {
        let (mut hours, mut days) = (Set::new(), Set::new());
        for (number, (_, taken, name)) in of_layer.iter().enumerate() {
            let hour = taken.get(..13).unwrap_or(taken);
            let day = taken.get(..10).unwrap_or(taken);
            let of_hour = hours.insert(hour) && hours.len() <= HOURS;
            let of_day = days.insert(day) && days.len() <= DAYS;
            if number < NEWEST || of_hour || of_day {
                stay.push((taken, name));
            } else {
                gone.push((*name).clone());
            }
        }
    }
    stay.sort_unstable_by(|a, b| b.cmp(a));
    gone.extend(stay.iter().skip(ALL).map(|(_, name)| (*name).clone()));
    gone
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// What a copy of a layer, taken now, writes: itself, and the end of those that are too old. A database
    /// that cannot list them keeps them.
    pub(super) async fn snapshot(&self, key: &LayerKey, json: &str, now: &str) -> Vec<Write> {
        let new = snapshot_name(key, now);
        let mut names = self.database.names(Store::Snapshots, "").await;
        let names = names.as_mut().map_or(Vec::new(), std::mem::take);
        let names: Vec<String> = names.into_iter().chain([new.clone()]).collect();
        let mut writes = vec![Write::put(Store::Snapshots, new, json)];
        let gone = expired(&names).into_iter();
        writes.extend(gone.map(|name| Write::remove(Store::Snapshots, name)));
        writes
    }

    /// The copies of a layer, the newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn snapshots(&self, key: &LayerKey) -> Result<Vec<Snapshot>, StorageError> {
        let prefix = snapshot_prefix(&layer_storage_key(key));
        let all = self.database.all(Store::Snapshots, &prefix).await?;
        let list = all.into_iter().rev().map(|(name, json)| Snapshot {
            taken: name.get(prefix.len()..).unwrap_or_default().to_owned(),
            summary: read_layer(&json)
                .ok()
                .map(|stored| super::layers::summary_of(&stored.layer, 0)),
            name,
        });
        Ok(list.collect())
    }
}
