//! Files that come in: each is read here, whole, before anything is stored.

use super::Turn;
use crate::app::effect::Effect;
use crate::app::exchange::Asked;
use crate::app::exchange::project::LongFile;
use crate::app::faults;
use crate::app::msg::{FileBytes, FileOutcome, ImportReport, Msg};
use crate::app::state::{Dialog, Said, Storing, Urgency};
use crate::app::storage::compare::HandOut;
use crate::app::storage::incoming::{Importer, Importing, Incoming};
use crate::app::storage::project_file::{Contents, LARGE, ProjectRead};
use crate::app::storage::start::article_of;
use crate::app::strings::{Arg, Text as Key};
use crate::app::work::Sealed;
use crate::format::decode::{BinaryKind, DecodeError, Decoded, decode, utf8_only};
use crate::format::project::{ProjectFile, Rejected};
use crate::format::raw::is_raw;
use crate::model::article::{Article, Project};
use crate::model::text::{Text, TooLong};

impl Turn<'_> {
    pub(super) fn files(&mut self, files: Vec<FileBytes>) {
        if self.state.outdated {
            self.hint(Key::ReadOnly);
            return;
        }
        if self.is_under_way() {
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
        let mut projects = Vec::new();
        for file in files {
            if is_project(&file) {
                // No limit here: a project holds many articles.
                match utf8_only(&file.bytes) {
                    Ok(text) => projects.push((file.name, text.to_owned())),
                    Err(error) => outcomes.push((file.name, FileOutcome::NotText(error))),
                }
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
        self.project_files(projects);
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
        self.import(incoming, outcomes, None);
    }

    fn import(
        &mut self,
        incoming: Incoming,
        outcomes: Vec<(String, FileOutcome)>,
        handed_out: Option<HandOut>,
    ) {
        // What is stored is what is merged into: it has to be up to date.
        self.flush();
        let who = self.importer();
        self.out.push(Effect::Import(Sealed::of(Importing {
            incoming,
            who,
            outcomes,
            handed_out,
        })));
    }

    /// Says that what is under way has to end first, if something is.
    pub(super) fn is_under_way(&mut self) -> bool {
        let state = &self.state;
        let is = state.dialog == Some(Dialog::UnderWay) || state.storing == Storing::CalledOff;
        if is {
            self.hint(Key::StillUnderWay);
        }
        is
    }

    pub(super) fn importer(&self) -> Importer {
        Importer {
            annotator: self.state.annotator(),
            replica: self.state.replica.clone(),
            now: self.at.iso.clone(),
        }
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

    /// Project files. A person sees how far large ones are and can call them off; others that come with them wait for
    /// their turn, but for those of everything.
    fn project_files(&mut self, files: Vec<(String, String)>) {
        let large = |text: &str| text.len() > LARGE && !is_raw(text);
        let are_large = files.iter().any(|(_, text)| large(text));
        let (long, short): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|(_, text)| are_large && !is_raw(text));
        if !long.is_empty() {
            match &self.state.dialog {
                Some(Dialog::Incoming) => self.turn_to(Some(Dialog::UnderWay)),
                other => {
                    if let Some(Dialog::Import(report)) = other {
                        self.state
                            .lead
                            .reported
                            .extend(report.files.iter().cloned());
                    }
                    self.begin_work();
                }
            }
            let long = long.into_iter().map(|(name, text)| LongFile {
                name,
                text,
                handed_out: false,
            });
            self.out.push(Asked::Read(long.collect()).effect());
        }
        for (name, text) in short {
            self.out.push(Effect::ReadProject {
                name,
                handed_out: None,
                text,
            });
        }
    }

    /// A project file was read.
    pub(super) fn project_came(&mut self, came: ProjectRead) {
        let ProjectRead {
            name,
            handed_out,
            print,
            read,
        } = came;
        let long = matches!(read, Ok(Contents::Long { .. }));
        if !long && handed_out && self.waits_for(&name) {
            self.dialog(None);
        }
        match read {
            Ok(Contents::Projects(projects)) if handed_out => {
                for project in projects {
                    self.handed_out(&name, project, print.clone().unwrap_or_default());
                }
            }
            Ok(Contents::Long {
                text,
                project,
                seen,
            }) => {
                let file = LongFile {
                    name,
                    text,
                    handed_out,
                };
                self.long_hand_out(file, &project, seen);
            }
            Err(error) if handed_out => {
                let Said { key, args } = faults::of_project(&error);
                let why = Some(Arg::Said(key, args));
                self.say_of_file(Key::HandOutBroken, &name, why);
            }
            Ok(Contents::Projects(projects)) => {
                for project in projects {
                    self.project_read(&name, project, print.clone());
                }
            }
            Err(error) => self.report(ImportReport {
                files: vec![(name, FileOutcome::NotProject(error))],
            }),
        }
    }

    /// A project that came in a file.
    fn project_read(&mut self, name: &str, read: ProjectFile, print: Option<String>) {
        let ProjectFile {
            project,
            articles,
            rejected,
        } = read;
        let incoming = Incoming::of(project, articles, print.is_none());
        let Some(print) = print else {
            return self.take_project(name, incoming, rejected, None);
        };
        // What is stored is compared: it has to be up to date.
        self.flush();
        self.compare(name, false, print, incoming, rejected);
    }

    /// Has a project come in.
    pub(super) fn take_project(
        &mut self,
        name: &str,
        incoming: Incoming,
        rejected: Vec<Rejected>,
        handed_out: Option<HandOut>,
    ) {
        let outcome = FileOutcome::project(incoming.layers.len(), rejected);
        self.import(incoming, vec![(name.to_owned(), outcome)], handed_out);
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
