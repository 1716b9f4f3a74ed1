//! The scheme is edited: each edit shows at once, is written, and can be taken back.

use std::rc::Rc;

use super::Turn;
use crate::app::palette::new_label;
use crate::app::scheme_page::{SchemeAsk, SchemePage, edit_of};
use crate::app::state::{Dialog, Records, Typing};
use crate::model::article::Project;
use crate::model::ids::LabelId;
use crate::model::scheme::Names;
use crate::model::scheme_edit::{Edit, Refusal};

impl Turn<'_> {
    pub(super) fn scheme(&mut self, ask: SchemeAsk) {
        if ask == SchemeAsk::Show {
            return self.dialog(Some(Dialog::Scheme(Rc::default())));
        }
        if self.refused() {
            return;
        }
        self.state.versions.chrome += 1;
        let Some(Dialog::Scheme(page)) = &mut self.state.dialog else {
            return;
        };
        let page = Rc::make_mut(page);
        page.refused = None;
        match ask {
            SchemeAsk::Show => {}
            SchemeAsk::Type(item, field, typed) => {
                let place = Typing::Record(format!("{item:?} {field:?}"));
                if let Some(edit) = edit_of(&item, field, &typed) {
                    // Why it is refused is said at the field.
                    let _ = self.edit_scheme(&edit, Some(place));
                }
                self.page(|page| _ = page.typed.insert((item, field), typed));
            }
            SchemeAsk::Left => self.state.typing = None,
            SchemeAsk::Edit(edit) => {
                if let Err(refusal) = self.edit_scheme(&edit, None) {
                    self.page(|page| page.refused = Some((label_of(&edit), refusal)));
                }
            }
            SchemeAsk::New(field, typed) => *page.new_mut(field) = typed,
            SchemeAsk::Add => {
                let [ar, en, id] = page.new.clone();
                let label = new_label(&self.state.project.scheme, Names { ar, en }, &id);
                let added = self.edit_scheme(&Edit::Add(Box::new(label)), None);
                self.page(|page| match added {
                    Ok(()) => page.new = Default::default(),
                    Err(refusal) => page.refused = Some((None, refusal)),
                });
            }
        }
    }

    fn page(&mut self, change: impl FnOnce(&mut SchemePage)) {
        if let Some(Dialog::Scheme(page)) = &mut self.state.dialog {
            change(Rc::make_mut(page));
        }
    }

    fn edit_scheme(&mut self, edit: &Edit, typing: Option<Typing>) -> Result<(), Refusal> {
        let project = &self.state.project;
        let scheme = project.scheme.edited(edit)?;
        let before = self.state.typing.take();
        if scheme != project.scheme {
            let join = typing.is_some() && before == typing;
            let after = Project {
                scheme,
                changed: self.at.iso.clone(),
                ..project.clone()
            };
            let records = Records {
                project: Some(after),
                articles: Vec::new(),
            };
            self.write_records(records, join);
            self.state.typing = typing;
        } else if before == typing {
            self.state.typing = typing;
        }
        Ok(())
    }
}

/// The label at whose row an edit was asked for.
fn label_of(edit: &Edit) -> Option<LabelId> {
    match edit {
        Edit::Colour(id, _)
        | Edit::Line(id, _)
        | Edit::Key(id, _)
        | Edit::Move(id, _)
        | Edit::Retire(id, _)
        | Edit::Sign(id, ..) => Some(id.clone()),
        Edit::Name(..) | Edit::Add(_) | Edit::Part(..) => None,
    }
}
