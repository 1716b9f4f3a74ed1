//! What the tabs of one browser tell each other: an edit as the part of the layer that it wrote, in the schema of
//! layers; everything else as a small object of the schema `isnad/tab/1`. A newer page may say what this one
//! does not know: that is passed over, for storage has it too.

use super::json_in::Members;
use super::json_in::Node;
use super::json_out::Out;
use super::layer::{StoredLayer, read_layer};
use super::records::read_project_record;
use super::storage_key::{layer_storage_key, parse_layer_storage_key};
use super::summary::{self, Summary};
use crate::model::article::Project;
use crate::model::ids::{Annotator, LayerKey, ProjectId};

const SCHEMA: &str = "isnad/tab/1";

/// What another tab said.
#[derive(Clone, Debug)]
pub enum Told {
    /// A layer was edited: the part that was written.
    Edit(Box<StoredLayer>),
    /// A layer was stored whole: how far it is now.
    Listed(LayerKey, Summary),
    /// Articles of a project came or went.
    Articles(ProjectId),
    /// A project was changed: its record.
    Project(Box<Project>),
    /// An annotator gave a name to work that had none.
    Named(Annotator, Annotator),
    /// It is written by a newer page.
    Newer,
}

/// Tells how far a layer is.
pub fn listed(key: &LayerKey, summary: &Summary) -> String {
    message(|out| {
        out.text("layer", &layer_storage_key(key));
        summary::members(out, summary);
    })
}

/// Tells that articles came or went.
pub fn articles(project: &ProjectId) -> String {
    message(|out| out.text("articles", project.as_str()))
}

/// Tells that a project has this record now.
pub fn project(record: &str) -> String {
    message(|out| out.text("project", record))
}

/// Tells that work without a name has one now.
pub fn named(from: &Annotator, to: &Annotator) -> String {
    message(|out| {
        out.text("named", to.as_str());
        out.text("from", from.as_str());
    })
}

fn message(members: impl FnOnce(&mut Out)) -> String {
    let mut out = Out::default();
    out.open('{');
    out.text("schema", SCHEMA);
    members(&mut out);
    out.close('}');
    out.into_string()
}

/// What a message says; `None` for what is no message of ours.
pub fn read(json: &str) -> Option<Told> {
    let schema = super::migrate::schema_of(json).ok()?;
    if schema == SCHEMA {
        return told(Node::parse(json).ok()?.members().ok()?);
    }
    match read_layer(json) {
        Ok(stored) => Some(Told::Edit(Box::new(stored))),
        Err(super::layer::LayerError::NewerSchema { .. }) => Some(Told::Newer),
        Err(_) => None,
    }
}

fn told(mut members: Members<'_>) -> Option<Told> {
    if let Some(project) = members.string("articles").ok()? {
        return Some(Told::Articles(ProjectId::from(&*project)));
    }
    if let Some(record) = members.string("project").ok()? {
        let project = read_project_record(&record).ok()?;
        return Some(Told::Project(Box::new(project)));
    }
    if let Some(to) = members.string("named").ok()? {
        let from = members.string("from").ok()??;
        return Some(Told::Named(Annotator::from(&*from), Annotator::from(&*to)));
    }
    let key = parse_layer_storage_key(&members.string("layer").ok()??)?;
    let summary = summary::read_members(&mut members)?;
    Some(Told::Listed(key, summary))
}
