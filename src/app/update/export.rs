//! Files that go out. Each is read back before the person gets it.

use std::rc::Rc;

use super::Turn;
use super::files::file_stem;
use crate::app::effect::Effect;
use crate::app::exchange::Asked;
use crate::app::figures::FiguresPage;
use crate::app::msg::ExportKind;
use crate::app::prefs::MANY;
use crate::app::state::{Dialog, Said, Urgency};
use crate::app::storage::gather::{Found, Here, fill};
use crate::app::storage::project_file::{Outgoing, ProjectWritten};
use crate::app::strings::{Arg, Text as Key};
use crate::app::work::Sealed;
use crate::model::article::Article;
use crate::model::layer::Layer;

impl Turn<'_> {
    pub(super) fn export(&mut self, kind: ExportKind) {
        self.flush();
        let articles: Vec<Article> = self
            .state
            .present()
            .map(|listed| (*listed.article).clone())
            .collect();
        let project = &self.state.project;
        let many = articles.len() > MANY;
        if kind == ExportKind::Figures && !many {
            let project = project.id.clone();
            return self.out.push(Effect::Gather(articles, project));
        }
        let out = Outgoing {
            project: self.state.project.clone(),
            articles,
            here: self.here(),
            replica: self.state.replica.clone(),
            edits: self.state.prefs.edits_since_backup,
        };
        let long = kind == ExportKind::Figures || kind == ExportKind::Project && many;
        if long && self.is_under_way() {
            return;
        }
        let asked = match kind {
            ExportKind::Figures => Asked::Count(Box::new(out)),
            ExportKind::Project if many => Asked::Write(Box::new(out)),
            ExportKind::Backup if many => return self.out.push(Effect::Keep(Sealed::of(out))),
            _ => {
                let write = Effect::WriteProject(kind, Sealed::of(out));
                return self.out.push(write);
            }
        };
        self.begin_work();
        self.out.push(asked.effect());
    }

    /// What figures are made of.
    pub(super) fn gathered(&mut self, mut found: Found) {
        fill(&mut found, self.here());
        let (items, missing) = found;
        let page = FiguresPage::of(&items, missing.len());
        self.dialog(Some(Dialog::Figures(Rc::new(page))));
    }

    pub(super) fn project_written(&mut self, kind: ExportKind, written: ProjectWritten) {
        if kind == ExportKind::Backup {
            return match written.whole() {
                Ok(text) => self.out.push(Effect::WriteBackup(text)),
                Err(why) => self.backup_written(Some(why)),
            };
        }
        let ProjectWritten {
            text,
            project,
            articles,
            edits,
            missing,
            unreadable,
        } = written;
        for (article, error) in missing {
            let title = Arg::Text(article.title);
            let args = vec![("title", title), ("why", error.why())];
            self.state.notify(
                Urgency::Error,
                Said {
                    key: Key::ExportLacks,
                    args,
                },
                &[],
            );
        }
        self.unreadable(&unreadable, false);
        match text {
            Ok(text) => {
                let stem = file_stem(&project, &self.at.iso);
                self.out.push(Effect::Download {
                    name: format!("{stem}.isnad.jsonl"),
                    mime: "application/jsonl",
                    bytes: text.into_bytes(),
                });
                self.close_export();
                if project.id == self.state.project.id {
                    self.backed_up(edits);
                }
                let said = Said {
                    key: Key::Exported,
                    args: vec![("n", Arg::Number(articles as u64))],
                };
                self.announce(said.clone());
                self.toast(said, &[]);
            }
            Err(error) => {
                let args = vec![("why", Arg::Text(error.to_string()))];
                self.close_export();
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

    /// The person may have gone on to another dialog meanwhile.
    fn close_export(&mut self) {
        if self.state.dialog == Some(Dialog::Export) {
            self.dialog(None);
        }
    }

    /// The open article, and those that storage would not take.
    pub(super) fn here(&self) -> Vec<Here> {
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
        let of_project = |layer: &Layer| layer.key().project == self.state.project.id;
        let all = open.chain(adrift).filter(|(_, _, layer)| of_project(layer));
        all.map(|(article, text, layer)| Here {
            article: article.clone(),
            text: text.clone(),
            layer: layer.clone(),
        })
        .collect()
    }
}
