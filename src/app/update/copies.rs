//! Copies of the open layer: listed, looked at, restored as one step that can be undone.

use std::rc::Rc;

use super::Turn;
use crate::app::copies::{Copies, LookedAt, back_to};
use crate::app::effect::Effect;
use crate::app::ports::{StorageError, Store, Write};
use crate::app::state::{Dialog, Offer, Said};
use crate::app::storage::snapshots::{Snapshot, snapshot_name};
use crate::app::strings::{Arg, Text as Key};
use crate::format::layer::{read_layer, write_layer};
use crate::model::ids::LayerKey;

impl Turn<'_> {
    pub(super) fn show_copies(&mut self) {
        let Some(open) = &self.state.open else { return };
        self.out.push(Effect::ListCopies(open.layer.key().clone()));
        self.dialog(Some(Dialog::Copies(Rc::default())));
    }

    pub(super) fn copies_listed(
        &mut self,
        key: &LayerKey,
        list: Result<Vec<Snapshot>, StorageError>,
    ) {
        let open = self.state.open.as_ref().map(|open| open.layer.key());
        if open != Some(key) {
            return;
        }
        self.with_copies(|copies| match list {
            Ok(list) => copies.list = Some(list),
            Err(error) => copies.failed = Some(error),
        });
    }

    pub(super) fn copy_read(&mut self, name: String, json: Result<Option<String>, StorageError>) {
        let Some(open) = &self.state.open else { return };
        let json = match json {
            Ok(json) => json.unwrap_or_default(),
            Err(error) => {
                self.with_copies(|copies| copies.failed = Some(error));
                return;
            }
        };
        let stored = read_layer(&json).ok().filter(|stored| {
            stored.layer.key() == open.layer.key() && stored.fits(&open.text).is_ok()
        });
        let change = stored.map(|stored| back_to(&stored.layer, &open.layer));
        self.with_copies(|copies| copies.looked_at = Some(LookedAt { name, change }));
    }

    /// Makes the layer as the copy that is looked at; how it is now is kept as a copy of its own.
    pub(super) fn restore_copy(&mut self) {
        if self.refused() {
            return;
        }
        let Some(Dialog::Copies(copies)) = &self.state.dialog else {
            return;
        };
        let looked_at = copies.looked_at.as_ref();
        let change = looked_at.and_then(|looked_at| looked_at.change.clone());
        let (Some(change), Some(open)) = (change, &self.state.open) else {
            return;
        };
        if change.ops.is_empty() {
            return;
        }
        if !open.layer.is_untouched() {
            let name = snapshot_name(open.layer.key(), &self.at.iso);
            let replica = &self.state.replica;
            let json = write_layer(&open.layer, &open.article, &open.text, replica);
            let copy = Write::put(Store::Snapshots, name, json);
            self.out.push(Effect::WriteDatabase(vec![copy]));
        }
        self.change_to(change);
        self.dialog(None);
        let said = Said::plain(Key::CopyRestored);
        self.announce(said.clone());
        self.toast(said, &[Offer::Undo]);
    }

    fn with_copies(&mut self, change: impl FnOnce(&mut Copies)) {
        if let Some(Dialog::Copies(copies)) = &mut self.state.dialog {
            change(Rc::make_mut(copies));
            self.state.versions.chrome += 1;
        }
    }

    /// What is in the way of a good backup, after so many edits.
    pub(super) fn remind_of_backup(&mut self) {
        let n = u64::from(self.state.prefs.edits_since_backup);
        let args = vec![("n", Arg::Number(n))];
        let said = Said {
            key: Key::BackupDue,
            args,
        };
        let notices = &mut self.state.notices;
        notices.retain(|notice| notice.said.key != Key::BackupDue);
        self.state
            .notify(crate::app::state::Urgency::Warning, said, &[Offer::Backup]);
    }
}
