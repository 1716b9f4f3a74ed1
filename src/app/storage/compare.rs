//! What a project file would bring: compared with what is stored, before anything is written.

use super::Places;
use super::bulk::{Ahead, is_worth};
use crate::app::ports::{Database, Local, StorageError, Store};
use crate::app::storage::import::Incoming;
use crate::app::work::Pace;
use crate::format::project::Rejected;
use crate::format::records::read_project_record;
use crate::format::storage_key::{
    layer_storage_key, parse_layer_storage_key, project_key, project_layers_prefix,
};
use crate::model::article::{Article, Project, Sha256};
use crate::model::ids::{Annotator, ArticleId, LayerKey, ProjectId};
use crate::model::layer::Layer;
use crate::model::sorted::Map;

/// What a span of a layer costs to compare, in characters.
const SPAN: usize = 200;

/// How many layers of an annotator stand how to what is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nothing of them is here.
    pub new: usize,
    /// Gone on in the file only.
    pub changed: usize,
    /// The file has nothing that is not here.
    pub equal: usize,
    /// Gone on in both: what is joined is like neither.
    pub both: usize,
}

/// What a file has newer of the project itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Newer {
    /// Its name.
    pub name: bool,
    /// Labels, link types or attributes.
    pub scheme: bool,
    /// What annotators are told.
    pub guidelines: bool,
}

impl Newer {
    fn of(theirs: &Project, ours: &Project) -> Self {
        if theirs.changed <= ours.changed {
            return Self::default();
        }
        Self {
            name: theirs.name != ours.name,
            scheme: theirs.scheme.over(&ours.scheme) != ours.scheme,
            guidelines: theirs.guidelines != ours.guidelines,
        }
    }
}

/// What a project file would bring.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The file's name.
    pub name: String,
    /// It lies beside the page, handed out.
    pub handed_out: bool,
    /// The same as the file that was last taken in or put away, if it was handed out.
    pub seen: bool,
    /// The project is not in this browser.
    pub new_project: bool,
    /// Articles that are not here.
    pub new_articles: usize,
    /// Articles that were removed here.
    pub removed_articles: usize,
    /// Articles of which more is known.
    pub changed_articles: usize,
    /// What is newer of the project itself.
    pub newer: Newer,
    /// By annotator.
    pub layers: Map<Annotator, Counts>,
    /// All of it.
    pub incoming: Incoming,
    /// The lines that are not taken in.
    pub rejected: Vec<Rejected>,
    /// Tells the file from others.
    pub print: String,
}

impl PartialEq for Preview {
    /// Two of one file say the same.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.print == other.print
    }
}

impl Preview {
    /// Whether it would change anything.
    pub fn brings_anything(&self) -> bool {
        let Counts {
            new, changed, both, ..
        } = self.sum();
        self.new_project
            || self.newer != Newer::default()
            || self.new_articles + self.changed_articles + new + changed + both > 0
    }

    /// All annotators together.
    pub fn sum(&self) -> Counts {
        let mut sum = Counts::default();
        for counts in self.layers.values() {
            sum.new += counts.new;
            sum.changed += counts.changed;
            sum.equal += counts.equal;
            sum.both += counts.both;
        }
        sum
    }
}

/// Tells one text from others at a glance (FNV-1a, 64 bits): to know a file again, not to trust it.
pub fn print_of(text: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{}-{hash:x}", text.len())
}

/// Where the database holds what was last taken in, or put away, of a file that is handed out.
pub fn seen_key(name: &str) -> String {
    format!("handed-out:{name}")
}

/// Whether a record of an article from a file is to stand in the place of the one that is here.
pub fn is_newer(theirs: &Article, ours: &Article) -> bool {
    theirs.changed > ours.changed
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// Fills in what of a preview is told by what is stored.
    ///
    /// # Errors
    /// If storage fails.
    pub async fn compare(&self, preview: &mut Preview) -> Result<(), StorageError> {
        let seen = self
            .database
            .get(Store::Settings, &seen_key(&preview.name))
            .await?;
        preview.seen = preview.handed_out && seen.as_ref() == Some(&preview.print);
        let project = preview.incoming.project.clone();
        let stored = self
            .database
            .get(Store::Projects, &project_key(&project.id))
            .await?;
        let there = stored.and_then(|json| read_project_record(&json).ok());
        preview.new_project = there.is_none();
        preview.newer = there.map_or_else(Newer::default, |there| Newer::of(&project, &there));
        let (known, _) = self.known_articles(&project).await?;
        let known: Map<Sha256, Article> =
            known.into_iter().map(|a| (a.sha256.clone(), a)).collect();
        let mut places: Vec<(ArticleId, Option<Article>)> = Vec::new();
        for (article, _) in &preview.incoming.articles {
            match known.get(&article.sha256) {
                None => preview.new_articles += 1,
                Some(ours) if ours.deleted => preview.removed_articles += 1,
                Some(ours) if is_newer(article, ours) => preview.changed_articles += 1,
                Some(_) => {}
            }
            let ours = known.get(&article.sha256).cloned();
            places.push((article.id.clone(), ours));
        }
        let places: Map<ArticleId, Option<Article>> = places.into_iter().collect();
        let mut layers: Vec<(Option<LayerKey>, &Layer)> = Vec::new();
        for layer in &preview.incoming.layers {
            let ours = places.get(&layer.key().article).and_then(Option::as_ref);
            let key = ours.map(|ours| LayerKey {
                article: ours.id.clone(),
                ..layer.key().clone()
            });
            layers.push((key, layer));
        }
        layers.sort_by_cached_key(|(key, _)| key.as_ref().map(layer_storage_key));
        let ours = layers.iter().filter(|(key, _)| key.is_some()).count();
        let ahead = match ours > 0 && is_worth(ours, known.len()) {
            true => Some(self.ahead(&project.id).await?),
            false => None,
        };
        let ahead = ahead.as_ref().map(Ahead::places);
        let mut pace = Pace::default();
        for (key, layer) in layers {
            if pace.step(layer.len() * SPAN) {
                self.database.rest().await;
            }
            let there = match (key, &ahead) {
                (Some(key), Some(ahead)) => Some(ahead.layer(&key, None).await?.layer),
                (Some(key), None) => Some(self.layer(&key, None).await?.layer),
                (None, _) => None,
            };
            let counts = |counts: &mut Counts| *place_of(layer, there.as_ref(), counts) += 1;
            preview.layers.update(layer.key().annotator.clone(), counts);
        }
        Ok(())
    }

    /// Whose layers the articles of a project have. Layers that were never written whole are not among them.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn whose(
        &self,
        project: &ProjectId,
    ) -> Result<Map<ArticleId, Vec<Annotator>>, StorageError> {
        let prefix = project_layers_prefix(project);
        let names = self.database.names(Store::Summaries, &prefix).await?;
        let mut whose = Map::new();
        for key in names
            .iter()
            .filter_map(|name| parse_layer_storage_key(name))
        {
            whose.update(key.article, |all: &mut Vec<Annotator>| {
                all.push(key.annotator);
            });
        }
        Ok(whose)
    }
}

/// Among which it counts.
fn place_of<'a>(theirs: &Layer, ours: Option<&Layer>, counts: &'a mut Counts) -> &'a mut usize {
    let Some(ours) = ours.filter(|ours| !ours.is_untouched()) else {
        return if theirs.is_untouched() {
            &mut counts.equal
        } else {
            &mut counts.new
        };
    };
    let mut joined = ours.clone();
    joined.merge(theirs);
    if joined.same_content(ours) {
        &mut counts.equal
    } else if joined.same_content(theirs) {
        &mut counts.changed
    } else {
        &mut counts.both
    }
}
