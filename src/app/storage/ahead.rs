//! What the next start is going to read of the database, told to the few lines of `browser/ahead.js` that read it while
//! the page's code is still on its way. A guess that only saves time: what is not there then is asked for in its turn.

use super::start::{NAMES, annotator_of};
use crate::app::ports::{Read, Store};
use crate::app::prefs::Prefs;
use crate::format::json_out::Out;
use crate::format::storage_key::{
    article_key, article_prefix, journal_prefix, layer_storage_key, project_layers_prefix,
};
use crate::model::ids::{ArticleId, LayerKey, ProjectId};

/// What [`Places::start`](super::Places::start) is going to ask for, where it is known which article was open.
pub fn reads(prefs: &Prefs) -> Vec<Read> {
    let (Some(project), Some(article)) = (&prefs.project, &prefs.article) else {
        return Vec::new();
    };
    let key = LayerKey {
        project: ProjectId::new(project.as_str()),
        article: ArticleId::new(article.as_str()),
        annotator: annotator_of(prefs),
    };
    let name = layer_storage_key(&key);
    let text = article_key(&key.project, &key.article);
    let mut reads = vec![
        Read::Get(Store::Settings, NAMES.to_owned()),
        Read::All(Store::Projects, String::new()),
    ];
    if prefs.many {
        reads.push(Read::Get(Store::Articles, text.clone()));
    } else {
        let layers = project_layers_prefix(&key.project);
        reads.push(Read::All(Store::Summaries, layers));
        reads.push(Read::All(Store::Articles, article_prefix(&key.project)));
    }
    // The journal before the layer: what another tab moves there meanwhile is read twice, not missed.
    reads.extend([
        Read::All(Store::Journal, journal_prefix(&name)),
        Read::Get(Store::Summaries, name.clone()),
        Read::Get(Store::Layers, name),
        Read::Get(Store::Texts, text),
    ]);
    reads
}

/// The reads as a list of stores with the first and the last key that is wanted of each.
pub(crate) fn write(out: &mut Out, reads: &[Read]) {
    out.open('[');
    for read in reads {
        let (first, last) = read.range();
        out.open('[');
        out.string(read.store().name());
        out.string(first);
        out.string(&last);
        out.close(']');
    }
    out.close(']');
}
