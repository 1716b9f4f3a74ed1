//! What is known of articles, edited: where they came from, and to whom they are given.

use super::Turn;
use super::lead::ArticleAsk;
use crate::app::lead::names_in;
use crate::app::list;
use crate::app::state::{Records, Said, Typing};
use crate::app::strings::{Arg, Text as Key};
use crate::model::article::Article;

impl Turn<'_> {
    pub(super) fn article_facts(&mut self, ask: ArticleAsk) {
        if self.refused() {
            return;
        }
        let Some(open) = &self.state.open else { return };
        let before = self.state.typing.take();
        let place = match &ask {
            ArticleAsk::Assigned(_) => format!("{} assigned", open.article.id),
            ArticleAsk::Fact(name, _) => format!("{} {name}", open.article.id),
        };
        let mut after = Article {
            changed: self.at.iso.clone(),
            ..open.article.clone()
        };
        match ask {
            ArticleAsk::Assigned(list) => {
                after.assigned = names_in(&list);
                self.state.lead.typed = Some((after.id.clone(), list));
                self.state.versions.chrome += 1;
            }
            ArticleAsk::Fact(name, value) if value.trim().is_empty() => {
                after.metadata.remove(name.as_str());
            }
            ArticleAsk::Fact(name, value) => {
                after.metadata.insert(name, value);
            }
        }
        let same =
            after.metadata == open.article.metadata && after.assigned == open.article.assigned;
        let here = Typing::Record(place);
        if !same {
            let join = before.as_ref() == Some(&here);
            self.write_articles(vec![after], join);
        }
        self.state.typing = Some(here);
    }

    fn write_articles(&mut self, articles: Vec<Article>, join: bool) {
        let records = Records {
            project: None,
            articles,
        };
        self.write_records(records, join);
    }

    /// Gives the articles that the list shows to people in turn; to everybody if nobody is named.
    pub(super) fn share(&mut self, names: &str) {
        if self.refused() {
            return;
        }
        self.state.typing = None;
        let names = names_in(names);
        let rows = list::rows(self.state);
        let shared = rows.iter().enumerate().filter_map(|(row, listed)| {
            let name = names.get(row % names.len().max(1)).cloned();
            let assigned: Vec<String> = name.into_iter().collect();
            (listed.article.assigned != assigned).then(|| Article {
                assigned,
                changed: self.at.iso.clone(),
                ..(*listed.article).clone()
            })
        });
        let shared: Vec<Article> = shared.collect();
        let n = rows.len() as u64;
        if !shared.is_empty() {
            self.write_articles(shared, false);
        }
        let (key, args) = if names.is_empty() {
            (Key::SharedNone, vec![("n", Arg::Number(n))])
        } else {
            let names = Arg::Text(names.join(self.state.lang().comma()));
            (Key::Shared, vec![("n", Arg::Number(n)), ("names", names)])
        };
        let said = Said { key, args };
        self.announce(said.clone());
        self.toast(said, &[crate::app::state::Offer::Undo]);
    }
}
