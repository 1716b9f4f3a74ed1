//! Very many writes in one transaction of the browser's database, so that no task is long: after some of them the answer
//! to the last one is waited for, which keeps the transaction open and gives the browser its turn.

use indexed_db_futures::database::Database as Idb;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;

use super::database::begin;
use crate::app::ports::{Expected, Swap, Write};

/// How much is asked for at once, in bytes: some milliseconds.
const SLICE: usize = 400_000;
/// What a write costs at least.
const LEAST: usize = 2_000;
/// How many values are looked at together.
const LOOKS: usize = 200;

/// All writes if all is as expected and nobody calls it off, or none.
pub(super) async fn swap(
    database: &Idb,
    expected: &[Expected],
    writes: &[Write],
    go_on: &dyn Fn(usize) -> bool,
) -> Result<Swap, Error> {
    let transaction = begin(database, expected, writes)?;
    for some in expected.chunks(LOOKS) {
        let mut asked = Vec::with_capacity(some.len());
        for Expected { store, key, .. } in some {
            let objects = transaction.object_store(store.name())?;
            asked.push(objects.get::<String, _, _>(key.as_str()).primitive()?);
        }
        for (there, Expected { value, .. }) in asked.into_iter().zip(some) {
            if there.await? != *value {
                transaction.abort().await?;
                return Ok(Swap::Behind);
            }
        }
    }
    let mut room = SLICE;
    for (number, Write { store, key, value }) in writes.iter().enumerate() {
        let objects = transaction.object_store(store.name())?;
        let Some(value) = value else {
            objects.delete(key.as_str()).primitive()?;
            continue;
        };
        let put = objects.put(value.as_str()).with_key(key.as_str());
        let put = put.primitive()?;
        room = room.saturating_sub(value.len().max(LEAST));
        if room == 0 {
            put.await?;
            room = SLICE;
            if !go_on(number) {
                transaction.abort().await?;
                return Ok(Swap::CalledOff);
            }
        }
    }
    if !go_on(writes.len()) {
        transaction.abort().await?;
        return Ok(Swap::CalledOff);
    }
    transaction.commit().await?;
    Ok(Swap::Done)
}
