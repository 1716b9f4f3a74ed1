//! Files that go out. Each is read back before the person gets it.

use std::rc::Rc;

use super::Turn;
use super::files::file_stem;
use crate::app::effect::Effect;
use crate::app::figures::FiguresPage;
use crate::app::msg::{ExportKind, Gathered, Msg, OpenError};
use crate::app::state::{Dialog, Said, Urgency};
use crate::app::strings::{Arg, Text as Key};
use crate::format::export::{ExportError, ExportItem};
use crate::format::project::write_project;
use crate::model::article::Article;

impl Turn<'_> {
    pub(super) fn export(&mut self, kind: ExportKind) {
        self.flush();
        let articles: Vec<Article> = self
            .state
            .present()
            .map(|listed| (*listed.article).clone())
            .collect();
        self.out.push(Effect::Gather(
            kind,
            articles,
            self.state.project.id.clone(),
        ));
    }

    pub(super) fn gathered(
        &mut self,
        kind: ExportKind,
        mut items: Vec<Gathered>,
        missing: Vec<(Article, OpenError)>,
    ) {
        let missing = self.fill_from_page(&mut items, missing);
        if kind == ExportKind::Backup {
            self.write_backup(&items, &missing);
            return;
        }
        if kind == ExportKind::Corpus {
            let gathered = Msg::Gathered {
                kind,
                items,
                missing,
            };
            self.out.push(Effect::Formats(Box::new(gathered)));
            return;
        }
        if kind == ExportKind::Figures {
            let page = FiguresPage::of(&items, missing.len());
            self.dialog(Some(Dialog::Figures(Rc::new(page))));
            return;
        }
        for (article, error) in missing {
            let title = Arg::Text(article.title);
            let args = vec![("title", title), ("why", Arg::Text(error.to_string()))];
            self.state.notify(
                Urgency::Error,
                Said {
                    key: Key::ExportLacks,
                    args,
                },
                &[],
            );
        }
        for item in &items {
            self.unreadable(&item.unreadable, false);
        }
        let stem = file_stem(&self.state.project, &self.at.iso);
        let written = self.project_text(&items).map(|text| Effect::Download {
            name: format!("{stem}.isnad.jsonl"),
            mime: "application/jsonl",
            bytes: text.into_bytes(),
        });
        match written {
            Ok(download) => {
                self.out.push(download);
                self.dialog(None);
                self.backed_up();
                let n = items.len() as u64;
                let said = Said {
                    key: Key::Exported,
                    args: vec![("n", Arg::Number(n))],
                };
                self.announce(said.clone());
                self.toast(said, &[]);
            }
            Err(error) => {
                let args = vec![("why", Arg::Text(error.to_string()))];
                self.dialog(None);
                self.state.notify(
                    Urgency::Error,
                    Said {
                        key: Key::ExportFailed,
                        args,
                    },
                    &[],
                );
            }
        }
    }

    /// Writes the file that is kept up to date: whole, or not at all, for it may be the last good one.
    fn write_backup(&mut self, items: &[Gathered], missing: &[(Article, OpenError)]) {
        let lost = missing.first().map(|(_, error)| error.to_string());
        let text = match lost {
            Some(why) => Err(why),
            None => self.project_text(items).map_err(|error| error.to_string()),
        };
        match text {
            Ok(text) => self.out.push(Effect::WriteBackup(text)),
            Err(why) => self.backup_written(Some(why)),
        }
    }

    /// The open article is on the page, whatever storage says; so are those that it would not take.
    fn fill_from_page(
        &self,
        items: &mut Vec<Gathered>,
        mut missing: Vec<(Article, OpenError)>,
    ) -> Vec<(Article, OpenError)> {
        let open = self
            .state
            .open
            .iter()
            .map(|o| (&o.article, &o.text, &o.layer));
        let adrift = self
            .state
            .adrift
            .values()
            .map(|a| (&a.article, &a.text, &a.layer));
        for (article, text, ours) in open.chain(adrift) {
            if ours.key().project != self.state.project.id {
                continue;
            }
            let lost = missing.iter().any(|(missing, _)| missing.id == article.id);
            missing.retain(|(missing, _)| missing.id != article.id);
            if lost {
                let (article, text) = (article.clone(), text.clone());
                items.push(Gathered {
                    article,
                    text,
                    layers: Vec::new(),
                    unreadable: Vec::new(),
                });
            }
            if let Some(item) = items.iter_mut().find(|item| item.article.id == article.id) {
                let layers = &mut item.layers;
                match layers.iter_mut().find(|layer| layer.key() == ours.key()) {
                    Some(stored) => {
                        stored.merge(ours);
                    }
                    None if ours.is_untouched() => {}
                    None => layers.push(ours.clone()),
                }
            }
        }
        missing
    }

    fn project_text(&self, items: &[Gathered]) -> Result<String, ExportError> {
        let items = items.iter().map(|item| ExportItem {
            article: &item.article,
            text: &item.text,
            layers: item.layers.iter().collect(),
        });
        write_project(&self.state.project, items, &self.state.replica)
    }
}
