//! The project's name and what annotators are told, edited by who leads it; and another project, begun beside it.

use super::Turn;
use crate::app::effect::{Effect, LeadEffect};
use crate::app::state::{Dialog, Records, Typing};
use crate::app::strings::Text as Key;
use crate::model::article::Project;
use crate::model::ids::ProjectId;

/// The most letters of a project's name.
pub const MOST_OF_NAME: usize = 120;

/// What is asked of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectAsk {
    /// The dialog.
    Show,
    /// Its name as it is typed.
    Name(String),
    /// What annotators are told as it is typed, in Markdown; empty for what comes with the page.
    Guidelines(String),
    /// An empty project of this name is to be begun.
    Begin(String),
    /// It is stored.
    Begun(ProjectId),
}

impl Turn<'_> {
    pub(super) fn project_asked(&mut self, ask: ProjectAsk) {
        match ask {
            ProjectAsk::Show => {
                self.dialog(Some(Dialog::Project));
                // The guidelines are shown as annotators see them.
                self.out.push(Effect::Guide);
            }
            ProjectAsk::Name(name) => {
                let name = name.chars().take(MOST_OF_NAME).collect();
                self.write_project("project name", |project| project.name = name);
            }
            ProjectAsk::Guidelines(text) => {
                self.write_project("project guidelines", |project| project.guidelines = text);
            }
            ProjectAsk::Begin(name) => {
                if self.state.outdated {
                    return self.hint(Key::ReadOnly);
                }
                let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
                let name = name.chars().take(MOST_OF_NAME).collect();
                let begin = LeadEffect::Begin(name, self.at.iso.clone());
                self.out.push(Effect::Lead(begin));
            }
            ProjectAsk::Begun(id) => {
                self.dialog(None);
                self.open_project(&id);
            }
        }
    }

    /// Writes the project anew as it is typed. What is typed in one go is one step of the history.
    fn write_project(&mut self, place: &str, change: impl FnOnce(&mut Project)) {
        if self.state.outdated {
            return self.hint(Key::ReadOnly);
        }
        let before = self.state.typing.take();
        let here = Typing::Record(place.to_owned());
        let mut after = self.state.project.clone();
        change(&mut after);
        if after != self.state.project {
            after.changed.clone_from(&self.at.iso);
            let records = Records {
                project: Some(after),
                articles: Vec::new(),
            };
            self.write_records(records, before.as_ref() == Some(&here));
        }
        self.state.typing = Some(here);
    }
}
