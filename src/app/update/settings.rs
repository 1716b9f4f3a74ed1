//! The person's choices, and the page around the work: dialogs, side lists, notices.

use super::Turn;
use crate::app::bidi;
use crate::app::effect::{Effect, SaveWhen, Spot};
use crate::app::ports::{Store, Write};
use crate::app::prefs::{Lang, MANY, Theme};
use crate::app::state::{Dialog, Kept, SheetKind, Storing};
use crate::app::storage::PREFS_KEY;
use crate::app::storage::start::NAMES;
use crate::app::strings::{Text as Key, get};
use crate::format::tab;
use crate::model::ids::{Annotator, LabelId, LayerKey};

impl Turn<'_> {
    pub(super) fn save_prefs(&mut self) {
        if self.state.until_listed.is_none() {
            self.state.prefs.many = self.state.articles.len() > MANY;
        }
        self.out
            .push(Effect::WriteLocal(PREFS_KEY, self.state.prefs.write()));
        self.state.versions.chrome += 1;
    }

    /// Language, direction, theme and title of the page.
    pub(super) fn dress(&mut self) {
        let lang = self.state.lang();
        let name = get(lang, Key::AppName);
        let title = match &self.state.open {
            Some(open) => format!("{} — {name}", bidi::name(&open.article.title)),
            None => name.to_owned(),
        };
        let theme = self.state.prefs.theme.name();
        self.out.push(Effect::Dress { lang, theme, title });
    }

    pub(super) fn lang(&mut self, lang: Lang) {
        self.state.prefs.lang = Some(lang);
        let versions = &mut self.state.versions;
        versions.spans += 1;
        versions.articles += 1;
        versions.article += 1;
        self.save_prefs();
        self.dress();
        self.show_marks();
    }

    pub(super) fn theme(&mut self, theme: Theme) {
        self.state.prefs.theme = theme;
        self.save_prefs();
        self.dress();
    }

    pub(super) fn single_keys(&mut self, on: bool) {
        self.state.prefs.single_keys = on;
        self.save_prefs();
    }

    pub(super) fn dialog(&mut self, dialog: Option<Dialog>) {
        if dialog == Some(Dialog::Storage) {
            self.out.push(Effect::Measure);
        }
        // What was called off is waited for behind any dialog.
        if self.state.storing != Storing::CalledOff {
            self.put_desk_away();
        }
        self.turn_to(dialog);
    }

    /// What is under way is called off, what was read for it let go of.
    pub(super) fn put_desk_away(&mut self) {
        if self.state.desk.take().is_some() {
            self.out.push(Effect::PutAway);
        }
        if std::mem::take(&mut self.state.storing) != Storing::No {
            // It came in as a whole or not at all: storage knows, and other tabs look as well.
            self.list_again();
            self.shown();
            self.ask_whose();
            let came = tab::articles(&self.state.project.id);
            self.out.push(Effect::Tell(came));
        }
    }

    /// Another dialog for the work that is under way: it goes on.
    pub(super) fn turn_to(&mut self, dialog: Option<Dialog>) {
        self.state.dialog = dialog;
        self.state.lead.looking = None;
        self.state.versions.chrome += 1;
    }

    pub(super) fn panel(&mut self, kind: SheetKind, narrow: bool) {
        let state = &mut *self.state;
        if narrow {
            state.sheet = if state.sheet == Some(kind) {
                None
            } else {
                Some(kind)
            };
            state.versions.chrome += 1;
            return;
        }
        let shown = match kind {
            SheetKind::Articles => &mut state.prefs.articles_shown,
            SheetKind::Annotations => &mut state.prefs.annotations_shown,
        };
        *shown = !*shown;
        self.save_prefs();
    }

    /// Brings the search of the articles up, folded away or not, and gives it the keyboard.
    pub(super) fn find_article(&mut self) {
        let state = &mut *self.state;
        state.sheet = Some(SheetKind::Articles);
        state.versions.chrome += 1;
        if !std::mem::replace(&mut state.prefs.articles_shown, true) {
            self.save_prefs();
        }
        self.out.push(Effect::FocusOn(Spot::Search));
    }

    pub(super) fn filter(&mut self, label: LabelId) {
        if !self.state.hidden.remove(&label) {
            self.state.hidden.insert(label);
        }
        self.state.versions.spans += 1;
    }

    pub(super) fn welcomed(&mut self) {
        self.state.prefs.welcomed = true;
        self.save_prefs();
        self.out.push(Effect::FocusOn(Spot::Article));
    }

    pub(super) fn dismiss(&mut self, id: u32) {
        let put_away = self.state.notices.iter().find(|notice| notice.id == id);
        if put_away.is_some_and(|notice| notice.said.key == Key::NotLoaded) {
            self.state.stuck.clear();
        }
        self.state.notices.retain(|notice| notice.id != id);
        self.state.versions.chrome += 1;
    }

    pub(super) fn name_put_off(&mut self) {
        self.dialog(None);
        self.state.prefs.name_put_off = true;
        self.save_prefs();
    }

    /// Takes the annotator's name. Work done before under a stand-in goes with it; another name after a
    /// first one is another person.
    pub(super) fn name(&mut self, name: &str) {
        self.dialog(None);
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let (from, to) = (self.state.annotator(), Annotator::new(name.as_str()));
        if from == to {
            return;
        }
        if self.state.outdated {
            self.hint(Key::ReadOnly);
            return;
        }
        if self.state.prefs.annotator.is_none() {
            let told = tab::named(&from, &to);
            self.take_name(&name);
            self.out.push(Effect::Tell(told));
        } else {
            self.flush();
            self.named(name);
            self.out.push(Effect::Restart);
        }
    }

    /// Notes under whose name the work is from now on.
    fn named(&mut self, name: String) {
        let prefs = &mut self.state.prefs;
        prefs.annotator = Some(name);
        prefs.names_given = prefs.names_given.saturating_add(1);
        let names = Write::put(Store::Settings, NAMES, prefs.write_names());
        self.save_prefs();
        self.out.push(Effect::WriteDatabase(vec![names]));
    }

    /// Gives the work that has no name yet a name.
    pub(super) fn take_name(&mut self, name: &str) {
        self.flush();
        let (from, to) = (self.state.annotator(), Annotator::new(name));
        self.named(name.to_owned());
        self.rename_layers(from.clone(), to.clone());
        let rename = |key: &LayerKey| LayerKey {
            annotator: to.clone(),
            ..key.clone()
        };
        for step in self.state.history.steps_mut() {
            if let Some(key) = step.layer.as_mut().filter(|key| key.annotator == from) {
                *key = rename(key);
            }
        }
        if let Some(open) = &mut self.state.open {
            let key = rename(open.layer.key());
            open.layer = open.layer.clone().renamed(key);
            // What stands under the new name is joined below, before anything is written over it.
            open.kept = Kept::default();
            // Should the renaming fail, or a write under the old name come after it: this one is written anew.
            if !open.layer.is_untouched() {
                self.state.saving.layer_behind = true;
                self.state.saving.loose = true;
                self.out.push(Effect::ScheduleSave(SaveWhen::Paused));
            }
        }
        for (key, mut adrift) in std::mem::take(&mut self.state.adrift) {
            let key = if key.annotator == from {
                rename(&key)
            } else {
                key
            };
            adrift.layer = adrift.layer.renamed(key.clone());
            self.state.adrift.insert(key.clone(), adrift);
            self.join_adrift(&key);
        }
        // The name may have work here already, from before the choices were lost: it joins.
        if let Some(open) = &self.state.open {
            let load = Effect::Load(open.article.clone(), open.layer.key().clone());
            self.out.push(load);
        }
        self.settle_saved();
    }

    /// Gives what is stored under one name another.
    fn rename_layers(&mut self, from: Annotator, to: Annotator) {
        let listed = self.state.articles.iter();
        self.out.push(Effect::RenameLayers {
            articles: listed.map(|l| (*l.article).clone()).collect(),
            project: self.state.project.id.clone(),
            from,
            to,
        });
    }

    /// Work may still stand under the stand-in, because renaming failed, or another tab did not hear of it.
    pub(super) fn rename_left(&mut self) {
        let prefs = &self.state.prefs;
        // A second name is another person's.
        if let (1, Some(from), Some(to)) = (prefs.names_given, &prefs.stand_in, &prefs.annotator)
            && from != to
        {
            self.rename_layers(Annotator::new(from.as_str()), Annotator::new(to.as_str()));
        }
    }
}
