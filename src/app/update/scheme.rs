//! The scheme is edited: each edit shows at once, is written, and can be taken back.

use std::rc::Rc;

use super::Turn;
use crate::app::palette::{new_attribute, new_choice, new_label, new_link};
use crate::app::scheme_page::{Form, New, Place, SchemeAsk, SchemePage, edit_of};
use crate::app::state::{Dialog, Records, Typing};
use crate::model::article::Project;
use crate::model::scheme::Scheme;
use crate::model::scheme_edit::{Edit, Item, Refusal};

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
                    let place = item_of(&edit).map(Place::Item);
                    self.page(|page| page.refused = place.map(|place| (place, refusal)));
                }
            }
            SchemeAsk::New(form, field, typed) => {
                page.new
                    .update(form, |new: &mut New| *new.field_mut(field) = typed);
            }
            SchemeAsk::Add(form) => {
                let new = page.new.get(&form).cloned().unwrap_or_default();
                let edit = addition(&self.state.project.scheme, &form, &new);
                let added = self.edit_scheme(&edit, None);
                self.page(|page| match added {
                    Ok(()) => _ = page.new.remove(&form),
                    Err(refusal) => page.refused = Some((Place::Form(form), refusal)),
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

/// What adds what a form describes.
fn addition(scheme: &Scheme, form: &Form, new: &New) -> Edit {
    let (names, id) = (new.names(), new.id.as_str());
    match form {
        Form::Label => Edit::Add(Box::new(new_label(scheme, names, id))),
        Form::Link => Edit::AddLink(Box::new(new_link(scheme, names, id))),
        Form::Attribute => {
            let attribute = new_attribute(scheme, names, id, new.attribute_kind());
            Edit::AddAttribute(Box::new(attribute))
        }
        Form::Choice(attribute) => {
            let choice = new_choice(scheme, attribute, names, id);
            Edit::AddChoice(attribute.clone(), Box::new(choice))
        }
    }
}

/// At whose row an edit was asked for.
fn item_of(edit: &Edit) -> Option<Item> {
    match edit {
        Edit::Colour(id, _)
        | Edit::Line(id, _)
        | Edit::Key(id, _)
        | Edit::Move(id, _)
        | Edit::Sign(id, ..) => Some(Item::Label(id.clone())),
        Edit::Name(item, ..) | Edit::Retire(item, _) | Edit::Part(item, ..) => Some(item.clone()),
        Edit::Add(_) | Edit::AddLink(_) | Edit::AddAttribute(_) | Edit::AddChoice(..) => None,
    }
}
