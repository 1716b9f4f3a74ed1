//! Files that outlive the browser's storage: a chosen file that is kept up to date, and elsewhere a reminder.
//! Also what the browser says of its storage.

use super::Turn;
use crate::app::backup::{Backup, Measured};
use crate::app::effect::Effect;
use crate::app::msg::ExportKind;
use crate::app::state::{Offer, Said, Urgency};
use crate::app::strings::{Arg, Text as Key};

/// How many milliseconds after the last edit the file is written.
const PAUSE: u64 = 4_000;

/// For how many times what it took nothing is written after a write: of a large project it keeps one core of the machine
/// busy, and the person goes on.
const REST: u64 = 3;

/// But no longer than this: clocks are set, and machines sleep.
const LONGEST_REST: u64 = 300_000;

/// Edits that are in no file, after which the person is reminded, and again after as many.
const REMINDER: u32 = 200;

impl Turn<'_> {
    /// Counts an edit that is in no file yet.
    pub(super) fn edited(&mut self) {
        let edits = &mut self.state.prefs.edits_since_backup;
        *edits = edits.saturating_add(1);
        let edits = *edits;
        if !self.state.asked_to_persist {
            self.state.asked_to_persist = true;
            self.out.push(Effect::Persist);
        }
        if self.state.backup.file.is_some() {
            self.schedule_backup();
        } else if edits.is_multiple_of(REMINDER) {
            self.remind_of_backup();
        }
    }

    /// So many edits are in a file. Others may have been made meanwhile.
    pub(super) fn backed_up(&mut self, edits: u32) {
        let since = &mut self.state.prefs.edits_since_backup;
        *since = since.saturating_sub(edits);
        let notices = &mut self.state.notices;
        notices.retain(|notice| notice.said.key != Key::BackupDue);
        self.save_prefs();
    }

    pub(super) fn backup_known(&mut self, can: bool, file: Option<String>) {
        self.state.backup = Backup {
            can,
            earlier: file,
            ..Backup::default()
        };
        self.state.versions.chrome += 1;
    }

    pub(super) fn choose_backup(&mut self) {
        let stem = super::files::file_stem(&self.state.project, &self.at.iso);
        self.out
            .push(Effect::ChooseBackup(format!("{stem}.isnad.jsonl")));
    }

    /// A file was chosen, or an earlier one may be written again.
    pub(super) fn backup_chosen(&mut self, file: Option<String>) {
        let Some(file) = file else { return };
        self.state.backup.file = Some(file);
        self.state.versions.chrome += 1;
        self.backup_due();
    }

    fn schedule_backup(&mut self) {
        let rest = self.state.backup.rests_until;
        let after = rest.saturating_sub(self.at.millis);
        let after = after.clamp(PAUSE, LONGEST_REST);
        self.out.push(Effect::ScheduleBackup(after as u32));
    }

    pub(super) fn backup_due(&mut self) {
        if self.state.backup.file.is_none() {
            return;
        }
        if std::mem::replace(&mut self.state.backup.writing, true) {
            return self.schedule_backup();
        }
        self.state.backup.begun = self.at.millis;
        self.state.backup.edits = self.state.prefs.edits_since_backup;
        self.export(ExportKind::Backup);
    }

    pub(super) fn backup_written(&mut self, error: Option<String>) {
        let backup = &mut self.state.backup;
        backup.writing = false;
        let now = self.at.millis;
        backup.rests_until = now + REST * now.saturating_sub(backup.begun);
        let new = backup.failed.is_none();
        backup.failed.clone_from(&error);
        self.state.versions.chrome += 1;
        let Some(why) = error else {
            self.state.backup.written = Some(self.at.iso.clone());
            // Edits made meanwhile have scheduled the next write.
            let edits = &mut self.state.prefs.edits_since_backup;
            *edits = edits.saturating_sub(self.state.backup.edits);
            self.save_prefs();
            return;
        };
        if new {
            let file = self.state.backup.file.clone().unwrap_or_default();
            let args = vec![("file", Arg::Text(file)), ("why", Arg::Text(why))];
            let key = Key::BackupFailed;
            self.state
                .notify(Urgency::Error, Said { key, args }, &[Offer::Backup]);
        }
    }

    pub(super) fn measured(&mut self, measured: Measured) {
        self.state.measured = Some(measured);
        self.state.versions.chrome += 1;
    }
}
