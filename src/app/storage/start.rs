//! What the page finds when it is opened, and the sample of a first visit.

use super::layers::Found;
use super::{PREFS_KEY, Places, VIEW_KEY};
use crate::app::msg::{Booted, Unreadable};
use crate::app::ports::{Database, Local, StorageError, Store, Write};
use crate::app::prefs::{Prefs, View};
use crate::format::records::{
    read_article, read_project_record, write_article, write_project_record,
};
use crate::format::storage_key::{
    article_key, layer_of_record, layer_storage_key, parse_layer_storage_key, project_key,
    project_layers_prefix,
};
use crate::format::summary::Summary;
use crate::format::title::title_of;
use crate::model::article::{Article, Project, Sha256};
use crate::model::ids::{Annotator, ArticleId, LayerKey, ProjectId};
use crate::model::sorted::Map;
use crate::model::text::Text;

/// The article that a first visit opens with, byte for byte as it was found.
pub const SAMPLE: &str = include_str!("../sample.txt");
/// The name of its file.
pub const SAMPLE_FILE: &str = "000_849d66828650455a.txt";

/// What every key of local storage begins with.
const OURS: &str = "isnad:";
/// Where the database holds the names.
pub const NAMES: &str = "names";

/// What every stand-in for a name begins with.
pub const STAND_IN: &str = "anonymous-";

/// Random names for a first visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// Of a project.
    pub project: ProjectId,
    /// Of an annotator who gave no name.
    pub stand_in: String,
}

/// A new article around a text.
pub fn article_of(text: &Text, file: &str, position: u64) -> Article {
    let sha256 = Sha256::of(text.as_str());
    Article {
        id: sha256.article_id(),
        title: title_of(text.as_str(), file),
        sha256,
        length: text.end(),
        metadata: Map::from([("file".to_owned(), file.to_owned())]),
        position,
        deleted: false,
        assigned: Vec::new(),
        changed: String::new(),
        extra: Map::new(),
    }
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// What a first visit begins with: a project with the sample. `None` where anything at all is stored, or where
    /// that cannot be told: then it takes [`start`](Self::start), which can read what is stored. That is loaded for
    /// it, so nothing here may read a record.
    pub async fn first_start(
        &self,
        fresh: &Fresh,
        no_database: Option<&StorageError>,
    ) -> Option<Booted> {
        if !self.local.keys(OURS).ok()?.is_empty() {
            return None;
        }
        for store in Store::ALL {
            if !self.database.names(store, "").await.ok()?.is_empty() {
                return None;
            }
        }
        let prefs = Prefs {
            stand_in: Some(fresh.stand_in.clone()),
            ..Prefs::default()
        };
        let project = Project::new(fresh.project.clone());
        let mut booted = nothing_yet(prefs, project, no_database.cloned());
        let (article, text, key) = self.sample(&mut booted, true).await?;
        booted.open = Some(crate::app::msg::Loaded {
            article,
            text,
            found: Found::new(key),
        });
        booted.prefs.project = Some(booted.project.id.to_string());
        Some(booted)
    }

    /// Reads what is needed to show the article that was open; makes a project with the sample where there
    /// is none. Never fails: what is not to be had is said in the answer.
    pub async fn start(&self, fresh: Fresh, no_database: Option<StorageError>) -> Booted {
        let stored = |key| self.local.get(key).ok().flatten();
        let mut prefs = stored(PREFS_KEY)
            .map(|json| Prefs::read(&json))
            .unwrap_or_default();
        let view = stored(VIEW_KEY)
            .map(|json| View::read(&json))
            .unwrap_or_default();
        if let Ok(Some(names)) = self.database.get(Store::Settings, NAMES).await {
            prefs.take_names(&names);
        }
        let nameless = prefs.annotator.is_none() && prefs.stand_in.is_none();
        if nameless {
            prefs.stand_in = Some(fresh.stand_in);
        }
        let mut booted = nothing_yet(prefs, Project::new(fresh.project), no_database);
        booted.view = view;
        let filled = self.fill(&mut booted, nameless).await;
        if booted.projects.is_empty() && booted.articles.is_empty() {
            // Local storage may hold work of this project. Its record may be there, unread: then it is not
            // written, or the project needs another name.
            if booted.unreadable.is_empty()
                && let Some(known) = &booted.prefs.project
            {
                booted.project.id = ProjectId::new(known.as_str());
            }
            self.first_visit(&mut booted, filled.is_ok()).await;
        }
        if let Err(error) = filled {
            // The page works on in memory; the first save will say so again.
            booted.no_database.get_or_insert(error);
        }
        booted.prefs.project = Some(booted.project.id.to_string());
        booted
    }

    async fn fill(&self, booted: &mut Booted, nameless: bool) -> Result<(), StorageError> {
        let unreadable = |key: String, reason: String| Unreadable { key, reason };
        let wanted = booted.prefs.project.clone().unwrap_or_default();
        let mut chosen: Option<Project> = None;
        for (key, json) in self.database.all(Store::Projects, "").await? {
            match read_project_record(&json) {
                Ok(project) if project_key(&project.id) != key => {
                    booted
                        .unreadable
                        .push(Unreadable::misplaced(key, project.id.as_str()));
                }
                Ok(project) => {
                    booted
                        .projects
                        .push((project.id.clone(), project.name.clone()));
                    if chosen.is_none() || project.id.as_str() == wanted {
                        chosen = Some(project);
                    }
                }
                Err(error) => booted.unreadable.push(unreadable(key, error.to_string())),
            }
        }
        let Some(project) = chosen else { return Ok(()) };
        booted.project = project.clone();
        if nameless {
            // The first edits of all stand in the journal alone.
            let prefix = project_layers_prefix(&project.id);
            let summaries = self.database.names(Store::Summaries, &prefix).await?;
            let journal = self.database.names(Store::Journal, &prefix).await?;
            let journal = journal.iter().filter_map(|name| layer_of_record(name));
            let layers = summaries.iter().map(String::as_str).chain(journal);
            if let Some(known) = stand_in_of(&project.id, layers) {
                booted.prefs.stand_in = Some(known);
            }
        }
        if booted.prefs.many && self.open_alone(booted).await? {
            return Ok(());
        }
        let annotator = annotator_of(&booted.prefs);
        let listing = self.list(&project.id, &annotator).await?;
        booted.articles = listing.articles;
        booted.unreadable.extend(listing.unreadable);
        self.open_wanted(booted).await;
        Ok(())
    }

    /// Opens the article that was open before anything else is read of the list; says whether it is there. If it is not,
    /// the long way tells why.
    async fn open_alone(&self, booted: &mut Booted) -> Result<bool, StorageError> {
        let Some(wanted) = &booted.prefs.article else {
            return Ok(false);
        };
        let id = ArticleId::new(wanted.as_str());
        let name = article_key(&booted.project.id, &id);
        let Some(json) = self.database.get(Store::Articles, &name).await? else {
            return Ok(false);
        };
        let article = read_article(&json).ok();
        let Some(article) = article.filter(|article| article.id == id && !article.deleted) else {
            return Ok(false);
        };
        let key = layer_key(booted, &article);
        let Ok(loaded) = self.load(article.clone(), &key).await else {
            return Ok(false);
        };
        booted.articles = vec![(article, Summary::default())];
        booted.more = true;
        booted.open = Some(loaded);
        Ok(true)
    }

    /// The article that was open, else the first one that is there.
    async fn open_wanted(&self, booted: &mut Booted) {
        let wanted = booted.prefs.article.clone().unwrap_or_default();
        let present = || {
            let articles = booted.articles.iter();
            articles
                .map(|(article, _)| article)
                .filter(|article| !article.deleted)
        };
        let chosen = present()
            .find(|article| article.id.as_str() == wanted)
            .or_else(|| present().next());
        let Some(article) = chosen.cloned() else {
            return;
        };
        let key = layer_key(booted, &article);
        match self.load(article, &key).await {
            Ok(loaded) => booted.open = Some(loaded),
            Err(error) => booted.unreadable.push(Unreadable {
                key: layer_storage_key(&key),
                reason: error.to_string(),
            }),
        }
    }

    async fn first_visit(&self, booted: &mut Booted, store: bool) {
        let Some((article, text, key)) = self.sample(booted, store).await else {
            return;
        };
        // Storage may have failed, or hold a layer of an earlier life of the page.
        let found = self.layer(&key, Some(&text)).await;
        let found = found.unwrap_or_else(|_| self.local_layer(&key, Some(&text)));
        booted.open = Some(crate::app::msg::Loaded {
            article,
            text,
            found,
        });
    }

    /// Puts the sample into a project that has nothing; answers it with the key of the layer on it.
    async fn sample(&self, booted: &mut Booted, store: bool) -> Option<(Article, Text, LayerKey)> {
        let text = Text::new(SAMPLE).ok()?;
        let article = article_of(&text, SAMPLE_FILE, 0);
        let project = &booted.project;
        let key = article_key(&project.id, &article.id);
        let writes = vec![
            Write::put(
                Store::Projects,
                project_key(&project.id),
                write_project_record(project),
            ),
            Write::put(Store::Articles, key.as_str(), write_article(&article)),
            Write::put(Store::Texts, key, SAMPLE),
        ];
        if store && let Err(error) = self.database.write(writes).await {
            booted.no_database.get_or_insert(error);
        }
        booted
            .projects
            .push((project.id.clone(), project.name.clone()));
        let key = layer_key(booted, &article);
        booted.articles.push((article.clone(), Summary::default()));
        Some((article, text, key))
    }
}

/// Whether somebody was here before, at a glance.
pub fn seems_known(local: &impl Local) -> bool {
    local.get(PREFS_KEY).is_ok_and(|prefs| prefs.is_some())
}

/// A page before anything was read.
fn nothing_yet(prefs: Prefs, project: Project, no_database: Option<StorageError>) -> Booted {
    Booted {
        prefs,
        project,
        projects: Vec::new(),
        articles: Vec::new(),
        more: false,
        open: None,
        view: View::default(),
        no_database,
        unreadable: Vec::new(),
        no_highlights: false,
        newer: false,
    }
}

/// The layer of this annotator on an article.
fn layer_key(booted: &Booted, article: &Article) -> LayerKey {
    LayerKey {
        project: booted.project.id.clone(),
        article: article.id.clone(),
        annotator: annotator_of(&booted.prefs),
    }
}

/// The stand-in under which work of a project is stored. The choices do not last where local storage is full or
/// forbidden, nor in a browser that is killed soon after, and the work would not be found again.
fn stand_in_of<'a>(project: &ProjectId, layers: impl Iterator<Item = &'a str>) -> Option<String> {
    layers
        .filter_map(parse_layer_storage_key)
        .filter(|key| key.project == *project)
        .map(|key| key.annotator.to_string())
        .find(|name| name.starts_with(STAND_IN))
}

/// Whose layers are written: the name, or the stand-in until it is given.
pub fn annotator_of(prefs: &Prefs) -> Annotator {
    let name = prefs.annotator.as_ref().or(prefs.stand_in.as_ref());
    Annotator::new(name.map_or("anonymous", String::as_str))
}
