//! Files that come in: each is read here, whole, before anything is stored.

use std::rc::Rc;

use super::Turn;
use crate::app::effect::Effect;
use crate::app::msg::{FileBytes, FileOutcome, ImportReport, Msg};
use crate::app::state::{Dialog, Listed, Offer, Said, Urgency, Work};
use crate::app::storage::compare::print_of;
use crate::app::storage::import::{CameIn, Importer, Incoming};
use crate::app::storage::start::article_of;
use crate::app::strings::{Arg, Text as Key};
use crate::app::work::Watched;
use crate::format::decode::{BinaryKind, DecodeError, Decoded, Encoding, decode, utf8_only};
use crate::format::project::{ProjectFile, Rejected, read_project};
use crate::format::raw::{is_raw, read_raw};
use crate::format::records::write_article;
use crate::format::storage_key::article_key;
use crate::format::summary::Summary;
use crate::format::tab;
use crate::model::article::{Article, Project};
use crate::model::change::{Change, Op};
use crate::model::history::Step;
use crate::model::ids::{ArticleId, LayerKey, ProjectId};
use crate::model::sorted::{Map, Set};
use crate::model::text::{Text, TooLong};

impl Turn<'_> {
    pub(super) fn files(&mut self, files: Vec<FileBytes>) {
        if self.state.outdated {
            self.hint(Key::ReadOnly);
            return;
        }
        // Whoever opened the dialog first wants to choose.
        let choosing = self.state.dialog == Some(Dialog::Files);
        if choosing || files.iter().any(|file| asks(file, &files)) {
            self.dialog(Some(Dialog::Files));
            self.out.push(Effect::Formats(Box::new(Msg::Files(files))));
            return;
        }
        let mut outcomes = Vec::new();
        let mut articles: Vec<(Article, Text)> = Vec::new();
        for file in files {
            if is_project(&file) {
                self.project_file(&file);
                continue;
            }
            match decode(&file.bytes) {
                Ok(decoded) => {
                    let outcome = self.text_file(&file.name, decoded, &mut articles);
                    outcomes.push((file.name, outcome));
                }
                Err(error) => outcomes.push((file.name, FileOutcome::NotText(error))),
            }
        }
        if articles.is_empty() {
            if !outcomes.is_empty() {
                self.report(ImportReport { files: outcomes });
            }
            return;
        }
        let incoming = Incoming {
            project: self.state.project.clone(),
            articles,
            layers: Vec::new(),
            bring_back: true,
        };
        self.import(incoming, outcomes);
    }

    pub(super) fn import(&mut self, incoming: Incoming, outcomes: Vec<(String, FileOutcome)>) {
        self.import_watched(incoming, outcomes, None);
    }

    pub(super) fn import_watched(
        &mut self,
        incoming: Incoming,
        outcomes: Vec<(String, FileOutcome)>,
        watched: Option<Watched>,
    ) {
        // What is stored is what is merged into: it has to be up to date.
        self.flush();
        let who = Importer {
            annotator: self.state.annotator(),
            replica: self.state.replica.clone(),
            now: self.at.iso.clone(),
        };
        self.out.push(Effect::Import {
            incoming,
            who,
            outcomes,
            watched,
        });
    }

    fn text_file(
        &self,
        name: &str,
        decoded: Decoded,
        articles: &mut Vec<(Article, Text)>,
    ) -> FileOutcome {
        let Decoded {
            text,
            encoding,
            findings,
        } = decoded;
        let text = match Text::new(text) {
            Ok(text) => text,
            Err(TooLong { code_points }) => {
                return FileOutcome::NotText(DecodeError::TooLong { code_points });
            }
        };
        let article = article_of(&text, name, 0);
        let listed = self.state.present().map(|listed| &*listed.article);
        let mut known = listed.chain(articles.iter().map(|(article, _)| article));
        if let Some(known) = known.find(|known| known.sha256 == article.sha256) {
            return FileOutcome::Duplicate {
                id: known.id.clone(),
            };
        }
        let id = article.id.clone();
        articles.push((article, text));
        FileOutcome::Added {
            id,
            findings,
            encoding,
        }
    }

    fn project_file(&mut self, file: &FileBytes) {
        let refused = |error| {
            let files = vec![(file.name.clone(), error)];
            ImportReport { files }
        };
        // No limit here: a project holds many articles.
        let text = match utf8_only(&file.bytes) {
            Ok(text) => text,
            Err(error) => return self.report(refused(FileOutcome::NotText(error))),
        };
        // A file of everything is for a page that lost it: it comes in as it is.
        let print = (!is_raw(text)).then(|| print_of(text));
        let read = match &print {
            None => read_raw(text),
            Some(_) => read_project(text).map(|project| vec![project]),
        };
        match read {
            Ok(projects) => {
                for project in projects {
                    self.project_read(&file.name, project, print.clone());
                }
            }
            Err(error) => self.report(refused(FileOutcome::NotProject(error))),
        }
    }

    /// A project that came in a file.
    fn project_read(&mut self, name: &str, read: ProjectFile, print: Option<String>) {
        let ProjectFile {
            project,
            articles,
            rejected,
        } = read;
        let mut layers = Vec::new();
        let mut texts = Vec::new();
        for item in articles {
            layers.extend(item.layers);
            texts.push((item.article, item.text));
        }
        let incoming = Incoming {
            project,
            articles: texts,
            layers,
            bring_back: print.is_none(),
        };
        let here = |(id, _): &(ProjectId, String)| *id == incoming.project.id;
        if print.is_some() && self.state.projects.iter().any(here) {
            // What is stored is compared: it has to be up to date.
            self.flush();
            self.compare(name, false, print.unwrap_or_default(), incoming, rejected);
        } else {
            self.take_project(name, incoming, rejected);
        }
    }

    /// Has a project come in.
    pub(super) fn take_project(&mut self, name: &str, incoming: Incoming, rejected: Vec<Rejected>) {
        let outcome = FileOutcome::Project {
            added: 0,
            merged: crate::model::merge::MergeReport::default(),
            layers: incoming.layers.len(),
            rejected,
        };
        self.import(incoming, vec![(name.to_owned(), outcome)]);
    }

    pub(super) fn pasted(&mut self, text: String) {
        let name = crate::app::strings::get(self.state.lang(), Key::PastedName);
        let first: String = text
            .split_whitespace()
            .take(6)
            .collect::<Vec<_>>()
            .join(" ");
        let name = if first.is_empty() {
            name.to_owned()
        } else {
            format!("{name}: {first}")
        };
        self.files(vec![FileBytes {
            name,
            bytes: text.into_bytes(),
        }]);
    }

    pub(super) fn files_unreadable(&mut self, names: &[String]) {
        let args = vec![("names", Arg::Text(names.join(", ")))];
        self.state.notify(
            Urgency::Error,
            Said {
                key: Key::FilesUnreadable,
                args,
            },
            &[],
        );
    }

    pub(super) fn imported(&mut self, mut report: ImportReport, project: &ProjectId, came: CameIn) {
        for (_, outcome) in &mut report.files {
            match outcome {
                FileOutcome::Project { added, merged, .. } => {
                    *added = came.articles.len();
                    merged.clone_from(&came.merged.report);
                }
                FileOutcome::Corpus { added, known } => {
                    *known = known.saturating_sub(came.articles.len());
                    *added = came.articles.len();
                }
                _ => {}
            }
        }
        if self.state.dialog == Some(Dialog::Files) {
            self.dialog(None);
        }
        if report
            .files
            .iter()
            .any(|(_, outcome)| matches!(outcome, FileOutcome::NotStored(_)))
        {
            self.report(report);
            return;
        }
        if *project != self.state.project.id {
            self.state.prefs.project = Some(project.to_string());
            self.state.prefs.article = None;
            self.save_prefs();
            self.out.push(Effect::Restart);
            self.report(report);
            return;
        }
        let ids: Vec<ArticleId> = came
            .articles
            .iter()
            .map(|(article, _)| article.id.clone())
            .collect();
        // Both may be very many.
        let places = self.state.articles.iter().enumerate();
        let places: Map<ArticleId, usize> = places
            .map(|(place, listed)| (listed.article.id.clone(), place))
            .collect();
        for (article, summary) in came.articles {
            let place = places.get(&article.id);
            let listed = Listed {
                article: Rc::new(article),
                summary,
            };
            match place.and_then(|place| self.state.articles.get_mut(*place)) {
                Some(there) => *there = listed,
                None => self.state.articles.push(listed),
            }
        }
        for (id, summary) in came.summaries {
            let place = places.get(&id);
            if let Some(there) = place.and_then(|place| self.state.articles.get_mut(*place)) {
                there.summary = summary;
            }
        }
        let records = came.records.map(Rc::from);
        if let Some(both) = &records {
            let [_, after] = &**both;
            self.show_came(after);
        }
        self.list_open();
        self.state.versions.articles += 1;
        self.out.push(Effect::Tell(tab::articles(project)));
        self.ask_whose();
        let open = self
            .state
            .open
            .as_ref()
            .map(|open| open.layer.key().clone());
        let layers: Vec<(LayerKey, Change)> = came
            .merged
            .changes
            .into_iter()
            .filter(|(_, c)| !c.ops.is_empty())
            .collect();
        let touched = layers.iter().any(|(key, _)| Some(key) == open.as_ref());
        let first = ids.first().cloned();
        if !ids.is_empty() || !layers.is_empty() || records.is_some() {
            self.state.typing = None;
            let change = Work::Articles {
                ids,
                present: true,
                layers,
                records,
            };
            self.state.history.record(Step {
                change,
                layer: None,
                focus: None,
            });
        }
        if touched && let Some(open) = &self.state.open {
            let load = Effect::Load(open.article.clone(), open.layer.key().clone());
            self.out.push(load);
        }
        if let Some(first) = first {
            self.open_article(&first);
        }
        self.report(report);
    }

    /// Says what came of files: in passing if all is well, else in a dialog.
    pub(super) fn report(&mut self, mut report: ImportReport) {
        // What is asked about a file that waits must not be covered.
        if self.state.dialog == Some(Dialog::Incoming) {
            self.state.lead.reported.extend(report.files);
            return;
        }
        let before = std::mem::take(&mut self.state.lead.reported);
        report.files.splice(0..0, before);
        // Several files come in one after the other: what was said of the first ones stays.
        if let Some(Dialog::Import(before)) = &self.state.dialog {
            report.files.splice(0..0, before.files.iter().cloned());
        }
        let plain = |outcome: &FileOutcome| match outcome {
            FileOutcome::Added {
                findings, encoding, ..
            } => findings.is_empty() && *encoding == Encoding::Utf8,
            FileOutcome::Corpus { known, .. } => *known == 0,
            _ => false,
        };
        let articles = |outcome: &FileOutcome| match outcome {
            FileOutcome::Corpus { added, .. } => *added as u64,
            _ => 1,
        };
        if report.files.iter().all(|(_, outcome)| plain(outcome)) {
            let n = report.files.iter().map(|(_, outcome)| articles(outcome));
            let n = n.sum();
            let said = Said {
                key: Key::ArticlesAdded,
                args: vec![("n", Arg::Number(n))],
            };
            self.announce(said.clone());
            self.toast(said, &[Offer::Undo]);
        } else {
            self.dialog(Some(Dialog::Import(Rc::new(report))));
        }
    }

    /// Follows what another tab did to the list of articles.
    pub(super) fn listed(&mut self, project: &ProjectId, articles: Vec<(Article, Summary)>) {
        if *project != self.state.project.id {
            return;
        }
        let listed = articles.into_iter().map(|(article, summary)| Listed {
            article: Rc::new(article),
            summary,
        });
        self.state.articles = listed.collect();
        self.list_open();
        self.state.versions.articles += 1;
        self.state.versions.chrome += 1;
    }

    pub(super) fn remove_article(&mut self, id: &ArticleId) {
        let listed = self
            .state
            .articles
            .iter()
            .find(|listed| listed.article.id == *id);
        let Some(title) = listed.map(|listed| listed.article.title.clone()) else {
            return;
        };
        self.state.typing = None;
        if self.state.outdated {
            self.hint(Key::ReadOnly);
            return;
        }
        let change = Work::Articles {
            ids: vec![id.clone()],
            present: false,
            layers: Vec::new(),
            records: None,
        };
        self.state.history.record(Step {
            change,
            layer: None,
            focus: None,
        });
        self.set_present(std::slice::from_ref(id), false, Vec::new());
        let said = Said {
            key: Key::ArticleRemoved,
            args: vec![("title", Arg::Text(title))],
        };
        self.announce(said.clone());
        self.toast(said, &[Offer::Undo]);
    }

    /// Takes articles out of the project or puts them back, with what came with them.
    pub(super) fn set_present(
        &mut self,
        ids: &[ArticleId],
        present: bool,
        layers: Vec<(LayerKey, Change)>,
    ) {
        self.flush();
        let mut writes = Vec::new();
        // Both may be very many.
        let these: Set<&ArticleId> = ids.iter().collect();
        for listed in &mut self.state.articles {
            if these.contains(&&listed.article.id) {
                let article = Article {
                    deleted: !present,
                    ..(*listed.article).clone()
                };
                writes.push(crate::app::ports::Write::put(
                    crate::app::ports::Store::Articles,
                    article_key(&self.state.project.id, &article.id),
                    write_article(&article),
                ));
                listed.article = Rc::new(article);
            }
        }
        if !writes.is_empty() {
            self.out.push(Effect::WriteMany(writes));
            let told = tab::articles(&self.state.project.id);
            self.out.push(Effect::Tell(told));
        }
        self.state.versions.articles += 1;
        let open = self
            .state
            .open
            .as_ref()
            .map(|open| open.layer.key().clone());
        let (here, elsewhere): (Vec<_>, Vec<_>) = layers
            .into_iter()
            .partition(|(key, _)| Some(key) == open.as_ref());
        for (_, change) in here {
            self.apply_unrecorded(&change);
        }
        self.list_changed(&elsewhere);
        if !elsewhere.is_empty() {
            let articles = self
                .state
                .articles
                .iter()
                .map(|l| (*l.article).clone())
                .collect();
            self.out.push(Effect::ChangeLayers(articles, elsewhere));
        }
        let open = self.state.open.as_ref().map(|open| open.article.id.clone());
        let show = match (&open, present) {
            // Work alone came in, into articles that were there.
            _ if ids.is_empty() => return,
            (_, true) => ids.first().cloned(),
            (Some(open), false) if ids.contains(open) => self
                .state
                .present()
                .next()
                .map(|listed| listed.article.id.clone()),
            _ => return,
        };
        match show {
            Some(id) => self.open_article(&id),
            None => {
                self.put_aside();
                self.state.open = None;
                self.state.versions.article += 1;
                self.state.versions.spans += 1;
                self.out.push(Effect::ClearPaint);
            }
        }
    }
}

impl Turn<'_> {
    /// Keeps the list true of layers that are not open.
    fn list_changed(&mut self, changed: &[(LayerKey, Change)]) {
        let ours = changed
            .iter()
            .filter(|(key, _)| *key == self.state.layer_key(&key.article));
        let ours: Map<&ArticleId, &Change> =
            ours.map(|(key, change)| (&key.article, change)).collect();
        for Listed { article, summary } in &mut self.state.articles {
            if let Some(change) = ours.get(&&article.id) {
                count_change(summary, change);
            }
        }
    }
}

/// What the list shows of a layer, after a change of it.
fn count_change(summary: &mut Summary, change: &Change) {
    for op in &change.ops {
        match op {
            Op::Span { before, after } => {
                if let Some(before) = before {
                    summary.spans = summary.spans.saturating_sub(1);
                    summary
                        .labels
                        .update(before.label.clone(), |n| *n = n.saturating_sub(1));
                }
                if let Some(after) = after {
                    summary.spans += 1;
                    summary.labels.update(after.label.clone(), |n| *n += 1);
                }
            }
            Op::Meta { after, .. } => summary.status = after.status,
            Op::Link { .. } => {}
        }
    }
    summary.labels.retain(|_, n| *n > 0);
}

/// Whether a file is, or claims to be, one of our project files.
fn is_project(file: &FileBytes) -> bool {
    let name = file.name.to_ascii_lowercase();
    let head = file.bytes.get(..400).unwrap_or(&file.bytes);
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let ours = head.starts_with('{') && head.contains("\"isnad/");
    ours || name.ends_with(".isnad.jsonl")
}

/// How much of a file tells whether there is something to choose about it.
const HEAD: usize = 4_096;

/// Whether there is something to choose about a file before it comes in: it is neither a project nor plain text in an
/// encoding that it tells by itself.
fn asks(file: &FileBytes, all: &[FileBytes]) -> bool {
    if is_project(file) {
        return false;
    }
    let name = file.name.to_ascii_lowercase();
    let is_text = name.ends_with(".txt") || !name.contains('.') || name.contains(": ");
    let marks = name.strip_suffix(".txt").map(|stem| format!("{stem}.ann"));
    let marks = marks.is_some_and(|marks| {
        let mut names = all.iter().map(|file| file.name.to_ascii_lowercase());
        names.any(|name| name == marks)
    });
    let head = file.bytes.get(..HEAD).unwrap_or(&file.bytes);
    let zip = head.starts_with(b"PK\x03\x04");
    let text = String::from_utf8_lossy(head);
    let starts = ["{\"", "[{", "<", "#FORMAT=", "-DOCSTART-", "# id = "];
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if marks || zip || starts.iter().any(|start| text.starts_with(start)) {
        return true;
    }
    // Of what is no text by its name the beginning tells enough.
    let whole = &file.bytes;
    let bytes = match is_text {
        true => whole,
        false => beginning(whole),
    };
    match decode(bytes) {
        Ok(_) => !is_text,
        // In another encoding it may be a text, and a long one may be many.
        Err(DecodeError::Utf8 { .. }) => true,
        Err(DecodeError::TooLong { .. }) => file.bytes.contains(&b'\n'),
        Err(DecodeError::Binary {
            what: BinaryKind::Control(_),
            ..
        }) => is_text,
        // What is none is said without a question.
        Err(_) => false,
    }
}

/// The beginning of a file, up to the end of a line if it has any.
fn beginning(bytes: &[u8]) -> &[u8] {
    let head = bytes.get(..16 * HEAD).unwrap_or(bytes);
    match head.iter().rposition(|byte| *byte == b'\n') {
        // In UTF-16 a byte beside it belongs to it: what has such a mark is read as a whole.
        Some(end)
            if head.len() < bytes.len()
                && !head.starts_with(&[0xff, 0xfe])
                && !head.starts_with(&[0xfe, 0xff]) =>
        {
            head.get(..end).unwrap_or(head)
        }
        _ => bytes,
    }
}

/// The name of a project's file, without what it ends with.
pub(super) fn file_stem(project: &Project, at: &str) -> String {
    let name: String = project
        .name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    let name = if name.is_empty() { "isnad" } else { &name };
    let day = at.get(..10).unwrap_or_default();
    format!("{name}-{day}")
}
