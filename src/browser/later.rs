//! What is done rarely and so loaded later: reading of what is stored, and what goes over a whole
//! project. Which effects these are is said in `run_effects`; where the part is cut off, in `ui::later`.

use std::pin::Pin;
use std::rc::Rc;

use super::clock;
use super::database::BrowserDatabase;
use super::local::BrowserLocal;
use super::{dropped, intake, search};
use crate::app::effect::{Effect, LeadEffect};
use crate::app::msg::{Booted, Msg};
use crate::app::ports::{Database, StorageError, Store};
use crate::app::state::Adrift;
use crate::app::storage::Places;
use crate::app::storage::start::Fresh;
use crate::app::update::{self, LeadAsk, ListAsk, ProjectAsk};
use crate::app::work::Sealed;
use crate::model::ids::{ProjectId, Replica};

type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

/// Brings the part; `None` if it cannot be loaded.
pub type Load = fn() -> Boxed<Option<&'static Later>>;

/// The part, if it is there.
pub type Loaded = fn() -> Option<&'static Later>;

type Run = fn(Effect, BrowserDatabase, Replica, Rc<dyn Fn(Msg)>) -> Boxed<()>;

/// The entries of the part.
#[derive(Debug)]
pub struct Later {
    /// Takes rare messages.
    pub update: update::Later,
    /// Reads what is stored: see [`Places::start`].
    pub start: fn(BrowserDatabase, Fresh, Option<StorageError>) -> Boxed<Booted>,
    /// Runs rare effects.
    pub run: Run,
}

/// The part itself: to be named where it is cut off and nowhere else.
pub const LATER: Later = Later {
    update: update::update_later,
    start: |database, fresh, refused| {
        Box::pin(async move {
            let places = Places {
                local: &BrowserLocal,
                database: &database,
            };
            places.start(fresh, refused).await
        })
    },
    run: |effect, database, replica, send| Box::pin(run(effect, database, replica, send)),
};

async fn run(effect: Effect, database: BrowserDatabase, replica: Replica, send: Rc<dyn Fn(Msg)>) {
    let places = Places {
        local: &BrowserLocal,
        database: &database,
    };
    match effect {
        Effect::Load(article, key) => {
            let id = article.id.clone();
            send(match places.load(article, &key).await {
                Ok(loaded) => Msg::Opened(Box::new(loaded)),
                Err(error) => Msg::OpenFailed(id, error),
            });
        }
        Effect::Import(importing) => {
            if let Ok(importing) = importing.open() {
                let imported = places.imported(importing).await;
                // What came in is counted and drawn in a turn of its own.
                database.rest().await;
                send(Msg::Imported(Sealed::of(imported)));
            }
        }
        Effect::WriteArticles {
            project,
            articles,
            others,
        } => {
            let done = places.write_articles(&project, &articles, others).await;
            send(match done {
                Ok(()) => Msg::Recorded(project),
                Err(error) => Msg::SideWriteFailed(error),
            });
        }
        Effect::ChangeLayers(articles, changes) => {
            let now = clock::now().iso;
            let done = places
                .change_layers(&articles, &changes, &replica, &now)
                .await;
            if let Err(error) = done {
                send(Msg::SideWriteFailed(error));
            }
        }
        Effect::RenameLayers {
            articles,
            project,
            from,
            to,
        } => {
            let done = places
                .rename_layers(&articles, &project, &from, &to, &replica)
                .await;
            send(match done {
                // It may have brought something to the open one.
                Ok(()) => Msg::Shown,
                Err(error) => Msg::SideWriteFailed(error),
            });
        }
        Effect::Gather(articles, project) => {
            let found = places.gather(articles, &project).await;
            send(Msg::Gathered(Sealed::of(found)));
        }
        Effect::WriteProject(kind, out) => {
            if let Ok(out) = out.open()
                && let Some(written) = places.project_written(out, &|_| true).await
            {
                send(Msg::ProjectWritten(kind, Sealed::of(written)));
            }
        }
        Effect::ReadProject {
            name,
            handed_out,
            text,
        } => {
            let read = places.project_read(name, handed_out, text).await;
            send(Msg::ProjectRead(Sealed::of(read)));
        }
        Effect::JoinLayer(adrift) => {
            let Adrift {
                article,
                text,
                layer,
            } = *adrift;
            let stored = places.join_layer(&layer, &article, &text, &replica).await;
            send(Msg::Written {
                key: layer.key().clone(),
                wrote: None,
                stored,
            });
        }
        Effect::LookAgain {
            article,
            key,
            base,
            records,
        } => {
            let id = article.id.clone();
            let base = base.as_deref();
            match places.look_again(article, &key, base, &records).await {
                Ok(None) => {}
                Ok(Some(loaded)) => send(Msg::Opened(Box::new(loaded))),
                Err(error) => send(Msg::OpenFailed(id, error)),
            }
        }
        Effect::ListArticles(project, annotator) => match places.list(&project, &annotator).await {
            Ok(list) => send(Msg::Listed(project, list)),
            Err(error) => send(Msg::NotListed(error)),
        },
        Effect::Search(wanted) => {
            let found = |wanted, found| send(Msg::List(ListAsk::Found(wanted, found)));
            search::find(&places, wanted, &found).await;
        }
        Effect::Lead(LeadEffect::Compare(file)) => {
            if let Ok(file) = file.open() {
                send(Msg::Compared(Sealed::of(places.compare(file).await)));
            }
        }
        Effect::Lead(LeadEffect::Whose(project)) => {
            // What cannot be told is not shown.
            if let Ok(whose) = places.whose(&project).await {
                send(Msg::Lead(LeadAsk::Whose(project, whose)));
            }
        }
        Effect::Lead(LeadEffect::Begin(name, now)) => {
            let id = ProjectId::new(format!("p-{}", clock::random_name(16)));
            send(match places.begin(&id, name, now).await {
                Ok(()) => Msg::Lead(LeadAsk::Project(ProjectAsk::Begun(id))),
                Err(error) => Msg::SideWriteFailed(error),
            });
        }
        Effect::ReadDropped => {
            let (read, unreadable) = dropped::read_all(intake::dropped()).await;
            intake::hand_on(&send, read, unreadable);
        }
        Effect::ListCopies(key) => {
            let list = places.snapshots(&key).await;
            send(Msg::CopiesListed(key, list));
        }
        Effect::ReadCopy(name) => {
            let json = database.get(Store::Snapshots, &name).await;
            send(Msg::CopyRead(name, json));
        }
        Effect::Restore {
            project,
            articles,
            open: (open, text),
        } => {
            if let Err(error) = places.restore(&project, &articles, (&open, &text)).await {
                send(Msg::SideWriteFailed(error));
            }
        }
        _ => {}
    }
}
