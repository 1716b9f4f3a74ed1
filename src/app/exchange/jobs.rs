//! The work of the dialogs, in slices.

use std::rc::Rc;
use std::sync::Arc;

use super::Step;
use super::brought::{Brought, Opening};
use super::export::Going;
use super::group::{Group, groups, shown};
use super::pack::{Form, Packing};
use super::seen::Seen;
use crate::app::msg::FileBytes;
use crate::app::storage::import::Incoming;
use crate::app::work::{Boxed, Hands, Pace, Stop, Work};
use crate::format::exchange::files::Files;
use crate::format::exchange::item::Item;
use crate::format::exchange::kind::Kind;
use crate::format::exchange::read::{Part, ReadOptions, read_part};
use crate::format::exchange::write::writer;
use crate::format::losses::Losses;
use crate::model::annotation::Annotation;
use crate::model::article::{Project, Sha256};
use crate::model::ids::{Annotator, ArticleId, LayerKey, LinkId, SpanId};
use crate::model::layer::Layer;
use crate::model::sorted::{Map, Set};

/// Opens files and sorts them.
#[derive(Debug)]
pub struct Open {
    /// The files.
    pub files: Vec<FileBytes>,
    /// Calls it off.
    pub stop: Stop,
    /// Which work it is.
    pub run: u64,
}

/// What came of it.
#[derive(Debug)]
pub struct Opened {
    /// The files, with what is in zips.
    pub files: Brought,
    /// How they are read.
    pub groups: Vec<Group>,
}

/// What it costs to open a file, or a part of the directory of a zip, beside what is read of it, in characters.
const OPENING: usize = 5_000;

impl Work for Open {
    fn run(self: Box<Self>, hands: Hands) -> Boxed {
        Box::pin(async move {
            let Self { files, stop, run } = *self;
            let mut pace = Pace::default();
            let mut opening = Opening::new(files);
            while opening.step() {
                if pace.step(OPENING) {
                    (hands.rest)().await;
                    if stop.is_stopped() {
                        return;
                    }
                }
            }
            let files = opening.done();
            let names = files.names();
            let mut heads = Vec::with_capacity(names.len());
            let all = names.len();
            for (number, name) in names.into_iter().enumerate() {
                let shown = shown(&files, &name);
                heads.push((name, shown));
                if pace.step(OPENING) {
                    (hands.tell)(Step::Progress(run, thousandths(number, all)).msg());
                    (hands.rest)().await;
                    if stop.is_stopped() {
                        return;
                    }
                }
            }
            let groups = groups(&files, &heads.into_iter().collect());
            let opened = Opened { files, groups };
            (hands.tell)(Step::Opened(run, Box::new(opened)).msg());
        })
    }
}

/// Looks through groups of files.
#[derive(Debug)]
pub struct Look {
    /// The files.
    pub files: Rc<Brought>,
    /// Which groups, by their numbers.
    pub groups: Vec<(usize, Part, ReadOptions)>,
    /// The texts that the project has.
    pub known: Set<Sha256>,
    /// Calls it off.
    pub stop: Stop,
    /// Which work it is.
    pub run: u64,
}

impl Work for Look {
    fn run(self: Box<Self>, hands: Hands) -> Boxed {
        Box::pin(async move {
            let Self {
                files,
                groups,
                known,
                stop,
                run,
            } = *self;
            let mut pace = Pace::default();
            files.count_anew();
            bring_pages(&hands, groups.iter().map(|(_, part, _)| part)).await;
            for (number, part, options) in groups {
                let mut seen = Seen::default();
                for item in read_part(&*files, part, &options) {
                    let characters = seen.see(&item, &known);
                    if pace.step(characters) {
                        (hands.tell)(Step::Progress(run, files.progress()).msg());
                        (hands.rest)().await;
                        if stop.is_stopped() {
                            return;
                        }
                    }
                }
                (hands.tell)(Step::Seen(run, number, Box::new(seen)).msg());
            }
        })
    }
}

/// What reads web pages is brought where there are any.
async fn bring_pages(hands: &Hands, mut parts: impl Iterator<Item = &Part>) {
    if parts.any(|part| part.kind == Some(Kind::Html)) {
        (hands.pages)().await;
    }
}

/// Reads groups of files to come in.
#[derive(Debug)]
pub struct Read {
    /// The files.
    pub files: Rc<Brought>,
    /// The groups.
    pub groups: Vec<(Part, ReadOptions)>,
    /// Where it comes in.
    pub project: Project,
    /// Whose layers are that name nobody.
    pub annotator: Annotator,
    /// Calls it off.
    pub stop: Stop,
    /// Which work it is.
    pub run: u64,
}

impl Work for Read {
    fn run(self: Box<Self>, hands: Hands) -> Boxed {
        Box::pin(async move {
            let Self {
                files,
                groups,
                project,
                annotator,
                stop,
                run,
            } = *self;
            let mut incoming = Incoming {
                project,
                articles: Vec::new(),
                layers: Vec::new(),
                bring_back: true,
            };
            let mut ids = Map::new();
            let mut pace = Pace::default();
            files.count_anew();
            bring_pages(&hands, groups.iter().map(|(part, _)| part)).await;
            for (part, options) in groups {
                for item in read_part(&*files, part, &options) {
                    // What cannot be taken in was shown before.
                    let characters = item.map_or(0, |item| {
                        let length = item.text.as_str().len();
                        add(item, &mut incoming, &mut ids, &annotator);
                        length
                    });
                    if pace.step(characters) {
                        (hands.tell)(Step::Progress(run, files.progress()).msg());
                        (hands.rest)().await;
                        if stop.is_stopped() {
                            return;
                        }
                    }
                }
            }
            (hands.tell)(Step::Read(run, Box::new(incoming)).msg());
        })
    }
}

/// Adds an article with its layers, told apart by a number from another text of the same id.
fn add(
    mut item: Item,
    incoming: &mut Incoming,
    ids: &mut Map<ArticleId, Sha256>,
    annotator: &Annotator,
) {
    let first = item.article.id.clone();
    let mut known = false;
    for number in 2_u64.. {
        match ids.get(&item.article.id) {
            None => break,
            Some(hash) if *hash == item.article.sha256 => {
                known = true;
                break;
            }
            Some(_) => item.rename((&*format!("{first}-{number}")).into()),
        }
    }
    let ours = item.project.is_some();
    let Item {
        article,
        text,
        layers,
        ..
    } = item;
    for layer in layers {
        let layer = if ours { layer } else { with_own_ids(layer) };
        let key = layer.key().clone();
        let nobody = key.annotator.as_str().is_empty();
        let annotator = if nobody {
            annotator.clone()
        } else {
            key.annotator
        };
        incoming.layers.push(layer.renamed(LayerKey {
            project: incoming.project.id.clone(),
            article: article.id.clone(),
            annotator,
        }));
    }
    if !known {
        ids.insert(article.id.clone(), article.sha256.clone());
        incoming.articles.push((article, text));
    }
}

/// Gives the spans and links that were numbered while they were read an id made of what they are: the same file once more
/// gives the same spans, and another file on the same text none that are taken for them.
fn with_own_ids(layer: Layer) -> Layer {
    let numbered = |id: &str, letter: char| {
        let number = id.strip_prefix(letter);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let of_reading = |span: &Arc<Annotation>| numbered(span.id.as_str(), 's');
    if !layer.in_order().any(of_reading) {
        return layer;
    }
    let mut parts = layer.to_parts();
    let mut names: Map<SpanId, SpanId> = Map::new();
    let mut taken: Set<SpanId> = Set::new();
    for record in &mut parts.spans {
        let span = &record.span;
        if !numbered(span.id.as_str(), 's') {
            continue;
        }
        let mut what = span.label.to_string();
        for extent in span.fragments.iter() {
            what.push_str(&format!(" {}-{}", extent.start(), extent.end()));
        }
        let name = |number: u64| {
            let hash = Sha256::of(&format!("{what} {number}"));
            SpanId::new(format!("i-{}", hash.as_hex().get(..12).unwrap_or_default()))
        };
        let Some(id) = (0..).map(name).find(|id| !taken.contains(id)) else {
            continue;
        };
        taken.insert(id.clone());
        names.insert(span.id.clone(), id.clone());
        let mut renamed = Annotation::clone(span);
        renamed.id = id;
        record.span = Arc::new(renamed);
    }
    for record in &mut parts.links {
        let link = &mut record.link;
        for end in [&mut link.from, &mut link.to] {
            if let Some(id) = names.get(end) {
                *end = id.clone();
            }
        }
        if numbered(link.id.as_str(), 'l') {
            let what = format!("{} {} {}", link.kind, link.from, link.to);
            let hash = Sha256::of(&what);
            link.id = LinkId::new(format!("i-{}", hash.as_hex().get(..12).unwrap_or_default()));
        }
    }
    Layer::from_parts(parts).unwrap_or(layer)
}

/// Counts what will be lost.
#[derive(Debug)]
pub struct Count {
    /// What goes out.
    pub going: Going,
    /// As what.
    pub form: Form,
    /// Calls it off.
    pub stop: Stop,
    /// Which work it is.
    pub run: u64,
}

impl Work for Count {
    fn run(self: Box<Self>, hands: Hands) -> Boxed {
        Box::pin(async move {
            let Self {
                going,
                form,
                stop,
                run,
            } = *self;
            let mut losses = Losses::default();
            let mut pace = Pace::default();
            // A kind that nothing writes is not offered.
            let Ok(writer) = writer(form.kind, &form.options) else {
                return;
            };
            for place in 0..going.len() {
                let Some(item) = going.get(place) else { break };
                writer.losses(&item, &mut losses);
                if pace.step(item.text.as_str().len()) {
                    (hands.tell)(Step::Progress(run, thousandths(place, going.len())).msg());
                    (hands.rest)().await;
                    if stop.is_stopped() {
                        return;
                    }
                }
            }
            (hands.tell)(Step::Losses(run, Box::new(losses)).msg());
        })
    }
}

/// Writes a file.
#[derive(Debug)]
pub struct Write {
    /// What goes out.
    pub going: Going,
    /// As what.
    pub form: Form,
    /// Calls it off.
    pub stop: Stop,
    /// Which work it is.
    pub run: u64,
}

impl Work for Write {
    fn run(self: Box<Self>, hands: Hands) -> Boxed {
        Box::pin(async move {
            let (stop, run) = (self.stop.clone(), self.run);
            let written = self.write(&hands).await;
            if let Some(written) = written
                && !stop.is_stopped()
            {
                (hands.tell)(Step::Written(run, written.map(Box::new)).msg());
            }
        })
    }
}

impl Write {
    /// The file; `None` if it was called off.
    async fn write(self, hands: &Hands) -> Option<Result<super::pack::Packed, String>> {
        let Self {
            going,
            form,
            stop,
            run,
        } = self;
        let mut packing = match Packing::new(form) {
            Ok(packing) => packing,
            Err(error) => return Some(Err(error.to_string())),
        };
        let mut pace = Pace::default();
        for place in 0..going.len() {
            let item = going.get(place)?;
            if let Err(error) = packing.item(&item) {
                return Some(Err(format!("«{}»: {error}", item.article.id)));
            }
            if pace.step(item.text.as_str().len()) {
                (hands.tell)(Step::Progress(run, thousandths(place, going.len())).msg());
                (hands.rest)().await;
                if stop.is_stopped() {
                    return None;
                }
            }
        }
        let mut closing = match packing.close() {
            Ok(closing) => closing,
            Err(error) => return Some(Err(error.to_string())),
        };
        loop {
            match closing.step() {
                Ok(None) => {}
                Ok(Some(packed)) => return Some(Ok(packed)),
                Err(error) => return Some(Err(error.to_string())),
            }
            (hands.rest)().await;
            if stop.is_stopped() {
                return None;
            }
        }
    }
}

fn thousandths(place: usize, of: usize) -> u32 {
    u32::try_from(place * 1_000 / of.max(1)).unwrap_or(1_000)
}
