//! Layers in the two places: read, joined, written.

use super::Places;
use crate::app::msg::{Loaded, OpenError, Unreadable};
use crate::app::ports::{Database, Local, StorageError, Store, Write};
use crate::app::state::{Protected, SaveProblem};
use crate::format::layer::{LayerError, StoredLayer, read_layer, write_layer};
use crate::format::storage_key::{
    article_key, layer_prefix, layer_storage_key, parse_layer_storage_key,
};
use crate::format::summary::{Summary, write_summary};
use crate::model::article::Article;
use crate::model::change::Change;
use crate::model::ids::{Annotator, LayerKey, ProjectId, Replica};
use crate::model::layer::Layer;
use crate::model::text::Text;

/// A layer as the two places hold it.
#[derive(Debug)]
pub struct Found {
    /// The join of what could be read.
    pub layer: Layer,
    /// The places that hold what could not be read.
    pub protected: Protected,
    /// What that was.
    pub unreadable: Vec<Unreadable>,
}

/// What the list shows of a layer.
pub fn summary_of(layer: &Layer) -> Summary {
    Summary {
        status: layer.meta().status,
        spans: layer.len(),
    }
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// An article with its text and one layer.
    ///
    /// # Errors
    /// [`OpenError`] if the text is not there or not the article's. A layer that cannot be read is no error:
    /// it is reported, and its place protected.
    pub async fn load(&self, article: Article, key: &LayerKey) -> Result<Loaded, OpenError> {
        let text = self.text(&key.project, &article).await?;
        let found = self.layer(key, Some(&text)).await?;
        let Found {
            layer,
            protected,
            unreadable,
        } = found;
        Ok(Loaded {
            article,
            text,
            layer,
            protected,
            unreadable,
        })
    }

    /// The text of an article.
    ///
    /// # Errors
    /// [`OpenError`] if it is not there or not the article's.
    pub async fn text(&self, project: &ProjectId, article: &Article) -> Result<Text, OpenError> {
        let key = article_key(project, &article.id);
        let text = self
            .database
            .get(Store::Texts, &key)
            .await?
            .ok_or(OpenError::NoText)?;
        if crate::model::article::Sha256::of(&text) != article.sha256 {
            return Err(OpenError::WrongText);
        }
        Text::new(text).map_err(|_| OpenError::WrongText)
    }

    /// A layer from both places.
    ///
    /// # Errors
    /// If the database fails. Local storage that refuses is passed over: the next write reports it.
    pub async fn layer(&self, key: &LayerKey, text: Option<&Text>) -> Result<Found, StorageError> {
        let name = layer_storage_key(key);
        let local = self.local.get(&name).unwrap_or_default();
        let database = self.database.get(Store::Layers, &name).await?;
        Ok(join(key, local, database, text))
    }

    /// As much of a layer as local storage holds, for when the database fails: what it may hold is not
    /// written over.
    pub(super) fn local_layer(&self, key: &LayerKey, text: Option<&Text>) -> Found {
        let local = self.local.get(&layer_storage_key(key)).unwrap_or_default();
        let mut found = join(key, local, None, text);
        found.protected.database = true;
        found
    }

    /// Writes a layer to where it may be written. The first place is done before the first wait.
    pub async fn write_layer(
        &self,
        key: &LayerKey,
        json: String,
        summary: Summary,
        protected: Protected,
    ) -> Option<SaveProblem> {
        let name = layer_storage_key(key);
        let refused = || StorageError::Refused("what stands there cannot be read".to_owned());
        let mut local = if protected.local {
            Some(refused())
        } else {
            self.local.set(&name, &json).err()
        };
        let database = if protected.database {
            Some(refused())
        } else {
            let writes = vec![
                Write::put(Store::Layers, name.as_str(), json.as_str()),
                Write::put(Store::Summaries, name.as_str(), write_summary(summary)),
            ];
            self.database.write(writes).await.err()
        };
        if local == Some(StorageError::Full) && self.make_room(&name).await {
            local = self.local.set(&name, &json).err();
        }
        (local.is_some() || database.is_some()).then_some(SaveProblem { local, database })
    }

    /// Takes layers out of local storage that the database holds to the letter; says whether any was.
    async fn make_room(&self, but: &str) -> bool {
        let mut any = false;
        for name in self
            .local
            .keys(crate::format::storage_key::LAYERS)
            .unwrap_or_default()
        {
            if name == but {
                continue;
            }
            let Ok(Some(copy)) = self.local.get(&name) else {
                continue;
            };
            let kept = async || {
                let kept = self.database.get(Store::Layers, &name).await;
                kept.is_ok_and(|kept| kept.as_ref() == Some(&copy))
            };
            if !kept().await || self.local.remove(&name).is_err() {
                continue;
            }
            if kept().await {
                any = true;
            } else {
                // The database is itself made of local storage: this was no copy. There is room, as it was
                // here a moment ago.
                let _ = self.local.set(&name, &copy);
            }
        }
        any
    }

    /// Every annotator's layer of an article, and what of them cannot be read.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn all_layers(
        &self,
        project: &ProjectId,
        article: &Article,
        text: &Text,
    ) -> Result<(Vec<Layer>, Vec<Unreadable>), StorageError> {
        let prefix = layer_prefix(project, &article.id);
        let mut names: Vec<String> = self.local.keys(&prefix).unwrap_or_default();
        let stored = self.database.all(Store::Layers, &prefix).await?;
        names.extend(stored.into_iter().map(|(name, _)| name));
        names.sort_unstable();
        names.dedup();
        let (mut layers, mut unreadable) = (Vec::new(), Vec::new());
        for key in names
            .iter()
            .filter_map(|name| parse_layer_storage_key(name))
        {
            let found = self.layer(&key, Some(text)).await?;
            unreadable.extend(found.unreadable);
            if !found.layer.is_untouched() {
                layers.push(found.layer);
            }
        }
        Ok((layers, unreadable))
    }

    /// Makes changes in layers that are not open.
    ///
    /// # Errors
    /// If the database fails; then nothing is changed.
    pub async fn change_layers(
        &self,
        articles: &[Article],
        changes: &[(LayerKey, Change)],
        replica: &Replica,
        now: &str,
    ) -> Result<(), StorageError> {
        let mut ready = Vec::new();
        for (key, change) in changes {
            let Some(article) = articles.iter().find(|article| article.id == key.article) else {
                continue;
            };
            let Ok(text) = self.text(&key.project, article).await else {
                continue;
            };
            let mut found = self.layer(key, Some(&text)).await?;
            found.layer.apply(change, replica, now);
            let json = write_layer(&found.layer, article, &text, replica);
            ready.push((key, json, summary_of(&found.layer), found.protected));
        }
        for (key, json, summary, protected) in ready {
            let problem = self.write_layer(key, json, summary, protected).await;
            if let Some(SaveProblem {
                database: Some(error),
                ..
            }) = problem
            {
                return Err(error);
            }
        }
        Ok(())
    }

    /// Gives the layers of one annotator another name; where the other has one already, the two are joined.
    ///
    /// # Errors
    /// If the database fails; then the old ones are still there.
    pub async fn rename_layers(
        &self,
        articles: &[Article],
        project: &ProjectId,
        from: &Annotator,
        to: &Annotator,
        replica: &Replica,
    ) -> Result<(), StorageError> {
        for article in articles {
            let key = |annotator: &Annotator| LayerKey {
                project: project.clone(),
                article: article.id.clone(),
                annotator: annotator.clone(),
            };
            let (old, new) = (key(from), key(to));
            let name = layer_storage_key(&old);
            let summary = self.database.get(Store::Summaries, &name).await?;
            if summary.is_none() && self.local.get(&name).ok().flatten().is_none() {
                continue;
            }
            let Ok(text) = self.text(project, article).await else {
                continue;
            };
            let found = self.layer(&old, Some(&text)).await?;
            if found.protected != Protected::default() {
                continue;
            }
            let mut target = self.layer(&new, Some(&text)).await?;
            target.layer.merge(&found.layer);
            let json = write_layer(&target.layer, article, &text, replica);
            let summary = summary_of(&target.layer);
            let problem = self
                .write_layer(&new, json, summary, target.protected)
                .await;
            if let Some(SaveProblem {
                database: Some(error),
                ..
            }) = problem
            {
                return Err(error);
            }
            let gone = [Store::Layers, Store::Summaries];
            let gone = gone.map(|store| Write {
                store,
                key: name.clone(),
                value: None,
            });
            self.database.write(gone.to_vec()).await?;
            // A copy that stays behind here is joined again at the next start.
            let _ = self.local.remove(&name);
        }
        Ok(())
    }
}

/// The join of what the two places hold.
fn join(
    key: &LayerKey,
    local: Option<String>,
    database: Option<String>,
    text: Option<&Text>,
) -> Found {
    let name = layer_storage_key(key);
    let mut found = Found {
        layer: Layer::empty(key.clone()),
        protected: Protected::default(),
        unreadable: Vec::new(),
    };
    let mut take = |json: Option<String>, protect: fn(&mut Protected)| {
        let Some(json) = json else { return };
        match read_for(&json, text) {
            Ok(stored) => {
                found.layer.merge(&stored);
            }
            Err(reason) => {
                protect(&mut found.protected);
                found.unreadable.push(Unreadable {
                    key: name.clone(),
                    reason,
                });
            }
        }
    };
    if local != database {
        take(local, |protected| protected.local = true);
        take(database, |protected| protected.database = true);
    } else {
        take(local, |protected| {
            *protected = Protected {
                local: true,
                database: true,
            }
        });
    }
    found
}

/// A stored layer, if it is one and its quotes are in the text.
fn read_for(json: &str, text: Option<&Text>) -> Result<Layer, String> {
    let stored: StoredLayer = read_layer(json).map_err(|error: LayerError| error.to_string())?;
    if let Some(mismatch) = text.and_then(|text| stored.check_quotes(text).into_iter().next()) {
        return Err(mismatch.to_string());
    }
    Ok(stored.layer)
}
