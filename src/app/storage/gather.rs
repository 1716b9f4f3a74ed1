//! Articles with everybody's work, for files that go out and for figures.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Places;
use crate::app::msg::{Gathered, OpenError};
use crate::app::ports::{Database, Local};
use crate::app::work::Pace;
use crate::format::layer::{read_layer, write_layer};
use crate::format::storage_key::layer_prefix;
use crate::model::article::Article;
use crate::model::ids::{ProjectId, Replica};
use crate::model::layer::Layer;
use crate::model::text::Text;

/// An article as the page has it, whatever storage says: the open one, or one whose work storage would not take.
#[derive(Clone, Debug)]
pub struct Here {
    /// What is known of it.
    pub article: Article,
    /// Its text.
    pub text: Text,
    /// The annotator's work.
    pub layer: Layer,
}

impl Serialize for Here {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Whose hand it was matters to nobody on the way.
        let layer = write_layer(&self.layer, &self.article, &self.text, &Replica::from(""));
        (&self.article, &self.text, layer).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Here {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (article, text, layer) = <(Article, Text, String)>::deserialize(deserializer)?;
        let layer = read_layer(&layer).map_err(D::Error::custom)?.layer;
        Ok(Self {
            article,
            text,
            layer,
        })
    }
}

/// What was read, and the articles that could not be.
pub type Found = (Vec<Gathered>, Vec<(Article, OpenError)>);

impl<L: Local, D: Database> Places<'_, L, D> {
    /// Articles with their texts and everybody's layers, for a file; and those that cannot be read. `go_on` hears how many
    /// there are so far, and calls it off by saying no; then the answer is `None`.
    pub async fn gather_watched(
        &self,
        articles: Vec<Article>,
        project: &ProjectId,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Option<Found> {
        // Where the database fails each article says so for itself.
        match self.ahead(project).await {
            Ok(ahead) => ahead.places().gather_each(articles, project, go_on).await,
            Err(_) => self.gather_each(articles, project, go_on).await,
        }
    }

    async fn gather_each(
        &self,
        articles: Vec<Article>,
        project: &ProjectId,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Option<Found> {
        let mut articles: Vec<(usize, Article)> = articles.into_iter().enumerate().collect();
        articles.sort_by_cached_key(|(_, article)| layer_prefix(project, &article.id));
        let mut all = Vec::with_capacity(articles.len());
        let mut missing = Vec::new();
        let mut pace = Pace::default();
        for (number, (place, article)) in articles.into_iter().enumerate() {
            if pace.step(article.length.get() as usize) {
                self.database.rest().await;
                if !go_on(number) {
                    return None;
                }
            }
            let gathered = async {
                let text = self.text(project, &article).await?;
                let (layers, unreadable) = self.all_layers(project, &article, &text).await?;
                Ok::<_, OpenError>((text, layers, unreadable))
            };
            match gathered.await {
                Ok((text, layers, unreadable)) => {
                    let gathered = Gathered {
                        article: article.measured(&text),
                        text,
                        layers,
                        unreadable,
                    };
                    all.push((place, gathered));
                }
                Err(error) => missing.push((place, (article, error))),
            }
        }
        Some((in_order(all), in_order(missing)))
    }

    /// The same, of which nobody waits to hear.
    pub async fn gather(&self, articles: Vec<Article>, project: &ProjectId) -> Found {
        let found = self.gather_watched(articles, project, &|_| true).await;
        found.unwrap_or_default()
    }
}

/// As they were asked for.
fn in_order<T>(mut all: Vec<(usize, T)>) -> Vec<T> {
    all.sort_unstable_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, one)| one).collect()
}

/// Puts what the page has over what was read: the open article is on the page, whatever storage says; so are those that
/// it would not take.
pub fn fill(found: &mut Found, here: impl IntoIterator<Item = Here>) {
    let (items, missing) = found;
    for Here {
        article,
        text,
        layer,
    } in here
    {
        let lost = missing.iter().any(|(missing, _)| missing.id == article.id);
        missing.retain(|(missing, _)| missing.id != article.id);
        let there = items.iter().position(|item| item.article.id == article.id);
        let there = there.or_else(|| {
            lost.then(|| {
                items.push(Gathered {
                    article,
                    text,
                    layers: Vec::new(),
                    unreadable: Vec::new(),
                });
                items.len() - 1
            })
        });
        let Some(item) = there.and_then(|place| items.get_mut(place)) else {
            continue;
        };
        let stored = item.layers.iter_mut().find(|l| l.key() == layer.key());
        match stored {
            Some(stored) => _ = stored.merge(&layer),
            None if layer.is_untouched() => {}
            None => item.layers.push(layer),
        }
    }
}
