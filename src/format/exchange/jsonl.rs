//! JSON Lines with a text in a member of any name; the other members are metadata.

use super::draft::Draft;
use super::files::Input;
use super::json_fields::{drafts, id, metadata};
use super::read::{Columns, Items, ReadOptions};
use super::reject::Reason;
use super::table_head::{IDS, TEXTS, TITLES};
use crate::format::json_in::Node;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let drafts = drafts(name, input, |json| line(json, &options.columns));
    Box::new(drafts.map(|draft| draft?.settle(options)))
}

fn line(json: &str, columns: &Columns) -> Result<Draft, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let mut find = |chosen: &Option<String>, usual: &[&str]| {
        let chosen = chosen.iter().map(String::as_str);
        let names: Vec<&str> = if chosen.len() > 0 {
            chosen.collect()
        } else {
            usual.to_vec()
        };
        let name = names.into_iter().find(|name| wire.has(name))?;
        Some(id(&mut wire, name))
    };
    let text = find(&columns.text, &TEXTS).transpose()?.flatten();
    let missing = || Reason::Missing(columns.text.clone().unwrap_or_else(|| "text".to_owned()));
    Ok(Draft {
        text: text.ok_or_else(missing)?,
        id: find(&columns.id, &IDS).transpose()?.flatten(),
        title: find(&columns.title, &TITLES).transpose()?.flatten(),
        metadata: metadata(&wire)?,
        ..Draft::default()
    })
}
