//! What a project file would bring: compared with what is stored, before anything is written.

use serde::{Deserialize, Serialize};

use super::Places;
use super::bulk::{Ahead, is_worth};
use crate::app::ports::{Database, Local, StorageError, Store};
use crate::app::storage::incoming::Incoming;
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// A project file, to be compared with what is here.
#[derive(Clone, Debug)]
pub struct Comparing {
    /// The file's name.
    pub name: String,
    /// It lies beside the page, handed out.
    pub handed_out: bool,
    /// What is in it.
    pub incoming: Incoming,
    /// The lines that are not taken in.
    pub rejected: Vec<Rejected>,
    /// Tells the file from others.
    pub print: String,
}

/// A file that is handed out, as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOut {
    /// Its name.
    pub name: String,
    /// Tells it from others of that name.
    pub print: String,
}

/// Who has what is in a file, until the person says what becomes of it.
#[derive(Clone, Debug)]
pub enum Held {
    /// The page.
    Here(Box<Incoming>),
    /// Whoever does the long work, by its place there.
    InShop(usize),
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
    /// The project.
    pub project: Project,
    /// What would come of it.
    pub brings: Brings,
    /// How many layers are in it.
    pub of_layers: usize,
    /// All of it.
    pub held: Held,
    /// The lines that are not taken in.
    pub rejected: Vec<Rejected>,
    /// Tells the file from others.
    pub print: String,
}

/// A project file that could not be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncompared {
    /// The file's name.
    pub name: String,
    /// It lies beside the page, handed out.
    pub handed_out: bool,
    /// Why not.
    pub error: StorageError,
}

/// What would come of a project file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Brings {
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
}

impl PartialEq for Preview {
    /// Two of one file say the same.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.print == other.print
    }
}

impl Preview {
    /// Whether a person is asked before it comes in. If not, a hand-out does not, as it would change nothing; a file that
    /// was opened does: its project is not here yet, or all of it is, which is then reported.
    pub fn asks(&self) -> bool {
        match self.handed_out {
            true => self.brings.is_anything(),
            // The person may also want back what was removed.
            false if self.brings.removed_articles > 0 => true,
            false => !self.brings.new_project && self.brings.is_anything(),
        }
    }

    /// The file, if it is handed out.
    pub fn hand_out(&self) -> Option<HandOut> {
        self.handed_out.then(|| HandOut {
            name: self.name.clone(),
            print: self.print.clone(),
        })
    }
}

impl Brings {
    /// Whether it would change anything.
    pub fn is_anything(&self) -> bool {
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
    /// What a project file would bring.
    ///
    /// # Errors
    /// If storage fails.
    pub async fn compare(&self, file: Comparing) -> Result<Preview, Uncompared> {
        let (name, handed_out) = (file.name.clone(), file.handed_out);
        let compared = self.try_compare(file).await;
        compared.map_err(|error| Uncompared {
            name,
            handed_out,
            error,
        })
    }

    async fn try_compare(&self, file: Comparing) -> Result<Preview, StorageError> {
        let Comparing {
            name,
            handed_out,
            incoming,
            rejected,
            print,
        } = file;
        let seen = self.database.get(Store::Settings, &seen_key(&name)).await?;
        let brings = self.brings(&incoming, &|_| true).await?;
        Ok(Preview {
            seen: handed_out && seen.as_ref() == Some(&print),
            name,
            handed_out,
            project: incoming.project.clone(),
            brings: brings.unwrap_or_default(),
            of_layers: incoming.layers.len(),
            held: Held::Here(Box::new(incoming)),
            rejected,
            print,
        })
    }

    /// What would come of what is in a file. `go_on` hears how many layers are compared, and calls it off by saying no;
    /// then the answer is `None`.
    ///
    /// # Errors
    /// If storage fails.
    pub async fn brings(
        &self,
        incoming: &Incoming,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Result<Option<Brings>, StorageError> {
        let project = &incoming.project;
        let stored = self
            .database
            .get(Store::Projects, &project_key(&project.id))
            .await?;
        let there = stored.and_then(|json| read_project_record(&json).ok());
        let mut brings = Brings {
            new_project: there.is_none(),
            newer: there.map_or_else(Newer::default, |there| Newer::of(project, &there)),
            ..Brings::default()
        };
        let (known, _) = self.known_articles(project).await?;
        let known: Map<Sha256, Article> =
            known.into_iter().map(|a| (a.sha256.clone(), a)).collect();
        let mut places: Vec<(ArticleId, Option<Article>)> = Vec::new();
        for (article, _) in &incoming.articles {
            match known.get(&article.sha256) {
                None => brings.new_articles += 1,
                Some(ours) if ours.deleted => brings.removed_articles += 1,
                Some(ours) if is_newer(article, ours) => brings.changed_articles += 1,
                Some(_) => {}
            }
            let ours = known.get(&article.sha256).cloned();
            places.push((article.id.clone(), ours));
        }
        let places: Map<ArticleId, Option<Article>> = places.into_iter().collect();
        let mut layers: Vec<(Option<LayerKey>, &Layer)> = Vec::new();
        for layer in &incoming.layers {
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
        for (number, (key, layer)) in layers.into_iter().enumerate() {
            if pace.step(layer.len() * SPAN) {
                self.database.rest().await;
                if !go_on(number) {
                    return Ok(None);
                }
            }
            let there = match (key, &ahead) {
                (Some(key), Some(ahead)) => Some(ahead.layer(&key, None).await?.layer),
                (Some(key), None) => Some(self.layer(&key, None).await?.layer),
                (None, _) => None,
            };
            let counts = |counts: &mut Counts| *place_of(layer, there.as_ref(), counts) += 1;
            brings.layers.update(layer.key().annotator.clone(), counts);
        }
        Ok(Some(brings))
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
