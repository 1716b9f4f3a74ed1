//! Opening the page, articles and projects.

use std::rc::Rc;

use super::Turn;
use crate::app::effect::{Effect, SaveWhen, Scroll, Spot};
use crate::app::msg::{Booted, Loaded, OpenError, Unreadable};
use crate::app::prefs::View;
use crate::app::sheet;
use crate::app::state::{Kept, Listed, Offer, Open, Phase, Said, Saving, Selection, Urgency};
use crate::app::storage::VIEW_KEY;
use crate::app::storage::layers::Found;
use crate::app::strings::{Arg, Text as Key};
use crate::model::history::History;
use crate::model::ids::{ArticleId, ProjectId, SpanId};
use crate::model::offset::CodePoint;

impl Turn<'_> {
    /// `join` brings in what is not stored for certain: the first time there is nothing.
    pub(super) fn booted(
        &mut self,
        booted: Booted,
        join: impl FnOnce(&mut Self, &mut Loaded) -> bool,
    ) {
        self.put_aside();
        let state = &mut *self.state;
        let again = state.phase == Phase::Ready;
        state.phase = Phase::Ready;
        state.prefs = booted.prefs;
        state.project = booted.project;
        state.projects = booted.projects;
        let listed = |article, summary| Listed {
            article: Rc::new(article),
            summary,
        };
        state.articles = booted
            .articles
            .into_iter()
            .map(|(article, summary)| listed(article, summary))
            .collect();
        state.until_listed = booted.more.then(Vec::new);
        state.opening = None;
        state.history = History::default();
        state.no_highlights = booted.no_highlights;
        if !again && let Some(error) = booted.no_database {
            let said = Said {
                key: Key::NoDatabase,
                args: vec![("why", error.why())],
            };
            state.notify(Urgency::Warning, said, &[Offer::Backup]);
            state.no_database = Some(error);
        }
        if !again && state.no_highlights {
            state.notify(Urgency::Warning, Said::plain(Key::NoHighlights), &[]);
        }
        state.versions.articles += 1;
        state.versions.chrome += 1;
        if booted.newer {
            self.outdated();
        }
        if !again {
            self.out.push(Effect::FetchLater);
        }
        self.unreadable(&booted.unreadable, false);
        self.out.push(Effect::SchemeSheet(sheet::of_scheme(
            &self.state.project.scheme,
        )));
        self.save_prefs();
        self.dress();
        match booted.open {
            Some(mut loaded) => {
                let loose = join(self, &mut loaded);
                self.show_article(loaded, Some(&booted.view), loose);
            }
            None => {
                self.state.open = None;
                self.state.versions.article += 1;
                self.out.push(Effect::ClearPaint);
            }
        }
        if booted.more {
            self.list_again();
        } else {
            self.rename_left();
        }
    }

    pub(super) fn unreadable(&mut self, list: &[Unreadable], newer: bool) {
        for Unreadable { key, reason } in list {
            let said = Said {
                key: if newer {
                    Key::UnreadableNewer
                } else {
                    Key::Unreadable
                },
                args: vec![
                    ("key", Arg::Text(key.clone())),
                    ("why", Arg::Text(reason.clone())),
                ],
            };
            self.state.notify(Urgency::Error, said, &[Offer::RawData]);
        }
    }

    /// Brings in what was written on an article and is not stored for certain; says whether anything was.
    pub(super) fn bring_adrift(&mut self, loaded: &mut Loaded) -> bool {
        let layer = &mut loaded.found.layer;
        let Some(adrift) = self.state.adrift.remove(layer.key()) else {
            return false;
        };
        layer.merge(&adrift.layer);
        true
    }

    /// Puts an article on the page, where the person was if that is known. What is on the page has been put aside;
    /// `loose` if the work on the article is not stored for certain.
    fn show_article(&mut self, loaded: Loaded, view: Option<&View>, loose: bool) {
        let Loaded {
            article,
            text,
            found,
        } = loaded;
        let Found {
            layer, unreadable, ..
        } = found;
        let copied = layer.revision();
        let mut open = Open::new(article, text, layer);
        open.kept = Kept {
            base: found.base,
            records: found.records,
            protected: found.protected,
            newer: found.newer,
            copied,
            copied_at: self.at.millis,
            restored: false,
        };
        let read_only = open.kept.newer.is_some();
        self.state.saving = Saving {
            journaling: self.state.saving.journaling,
            untold: std::mem::take(&mut self.state.saving.untold),
            writes: std::mem::take(&mut self.state.saving.writes),
            counter: self.state.saving.counter,
            loud: self.state.saving.loud,
            problem: self.state.saving.problem.take(),
            ..Saving::default()
        };
        let view = view.filter(|view| view.article == open.article.id.as_str());
        let mut top = 0;
        if let Some(view) = view {
            let caret = open.ground().settle(CodePoint::new(view.caret));
            open.selection = Selection {
                anchor: caret,
                head: caret,
                ..open.selection
            };
            let focus = view.focus.as_deref().map(SpanId::new);
            open.focus = focus.filter(|id| open.layer.span(id).is_some());
            top = open.blocks.number_at(CodePoint::new(view.top)).unwrap_or(0);
        }
        let offset = view.map_or(0, |view| view.offset);
        open.scrolled = (top, offset);
        self.state.prefs.article = Some(open.article.id.to_string());
        self.state.open = Some(open);
        self.state.tapped = None;
        self.state.typing = None;
        self.state.versions.article += 1;
        self.state.versions.spans += 1;
        self.state.versions.articles += 1;
        self.save_prefs();
        self.dress();
        self.paint_all();
        self.out
            .push(Effect::ScrollTo(Scroll::Top { block: top, offset }));
        self.out.push(Effect::FocusOn(Spot::Article));
        self.unreadable(&unreadable, read_only);
        self.list_open();
        if loose {
            self.state.saving.loose = true;
            self.needs_save();
        } else if found.uneven {
            self.needs_save();
        }
        self.settle_saved();
    }

    pub(super) fn open_project(&mut self, id: &ProjectId) {
        if self.state.project.id == *id {
            return;
        }
        self.flush();
        self.state.prefs.project = Some(id.to_string());
        self.state.prefs.article = None;
        self.save_prefs();
        self.out.push(Effect::Restart);
    }

    pub(super) fn open_article(&mut self, id: &ArticleId) {
        self.state.sheet = None;
        self.state.versions.chrome += 1;
        let open = self.state.open.as_ref();
        if open.is_some_and(|open| open.article.id == *id) {
            self.state.opening = None;
            self.out.push(Effect::FocusOn(Spot::Article));
            return;
        }
        self.flush();
        let listed = self
            .state
            .articles
            .iter()
            .find(|listed| listed.article.id == *id);
        if let Some(article) = listed.map(|listed| (*listed.article).clone()) {
            self.state.opening = Some(id.clone());
            self.out
                .push(Effect::Load(article, self.state.layer_key(id)));
        }
    }

    pub(super) fn opened(&mut self, mut loaded: Loaded) {
        let here = self
            .state
            .open
            .as_mut()
            .filter(|open| open.layer.key() == loaded.found.layer.key());
        if let Some(open) = here {
            // Read again after a merge: what is on the page stays, what came in is added.
            let found = loaded.found;
            let kept = &mut open.kept;
            kept.base = found.base;
            kept.protected = found.protected;
            kept.newer = found.newer;
            let known = std::mem::take(&mut kept.records);
            kept.records = found.records;
            let new = known.into_iter();
            let new: Vec<String> = new.filter(|name| !kept.records.contains(name)).collect();
            kept.records.extend(new);
            let read_only = kept.newer.is_some();
            self.absorb(&found.layer);
            self.unreadable(&found.unreadable, read_only);
            // It may have been read because a write came too late.
            self.save_due(SaveWhen::Paused);
            return;
        }
        // What was read again after another one was opened would take the person back, and what was asked for before
        // the newest one would take them where they no longer want to be.
        if self.state.opening.as_ref() != Some(&loaded.article.id) {
            return;
        }
        self.state.opening = None;
        // It may have been written on since the other one was asked for.
        self.put_aside();
        let loose = self.bring_adrift(&mut loaded);
        self.show_article(loaded, None, loose);
        self.show_row();
        if let Some(waiting) = self.state.waiting.take() {
            self.travel(waiting);
        }
    }

    pub(super) fn open_failed(&mut self, id: &ArticleId, error: &OpenError) {
        self.state.waiting = None;
        self.state.opening = None;
        if self.storage_cleared(id, error) {
            return;
        }
        let listed = self
            .state
            .articles
            .iter()
            .find(|listed| listed.article.id == *id);
        let title = listed.map_or(id.to_string(), |listed| listed.article.title.clone());
        let args = vec![("title", Arg::Text(title)), ("why", error.why())];
        self.state.notify(
            Urgency::Error,
            Said {
                key: Key::OpenFailed,
                args,
            },
            &[Offer::RawData],
        );
    }

    pub(super) fn viewport(&mut self, near: (usize, usize), top: usize, offset: i32) {
        let Some(open) = &mut self.state.open else {
            return;
        };
        open.scrolled = (top, offset);
        if open.visible != Some(near) {
            open.visible = Some(near);
            self.show_near();
            self.show_marks();
        }
        self.save_view();
    }

    /// Notes where the person is, for the next visit.
    pub(super) fn save_view(&mut self) {
        let Some(open) = &self.state.open else { return };
        let (top, offset) = open.scrolled;
        let top = open
            .blocks
            .get(top)
            .map(|block| block.extent.start())
            .unwrap_or_default();
        let view = View {
            article: open.article.id.to_string(),
            focus: open.focus.as_ref().map(ToString::to_string),
            caret: open.selection.head.get(),
            top: top.get(),
            offset,
        };
        self.out.push(Effect::WriteLocal(VIEW_KEY, view.write()));
    }
}
