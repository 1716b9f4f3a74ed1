//! How values of the model travel between the page and its worker (`app::exchange::order`), as serde wants it. Both ends
//! are the same build, so nothing here is a format: what is stored or leaves the page is written by `layer`, `records`
//! and their neighbours. What the model refuses is refused here, too.

use std::cell::RefCell;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::layer::{status_from, status_name};
use super::records::{read_article, read_project_record, write_article, write_project_record};
use super::summary::Summary;
use crate::model::annotation::{Annotation, AttributeValue, Extra, Link, Origin};
use crate::model::article::{Article, Project, Sha256};
use crate::model::change::{Change, Op};
use crate::model::ids::{
    Annotator, ArticleId, AttributeId, LabelId, LayerKey, LinkId, LinkTypeId, ProjectId, Replica,
    SpanId,
};
use crate::model::layer::{Meta, Status};
use crate::model::merge::MergeCounts;
use crate::model::offset::CodePoint;
use crate::model::sorted::{Map, Set};
use crate::model::span::{Extent, Fragments};
use crate::model::text::{Text, TooLong};

/// A name that stands in the code. Under another name than `&'static str`, for serde would borrow that from what it reads.
pub type Name = &'static str;

thread_local! {
    static NAMES: RefCell<Vec<Name>> = const { RefCell::new(Vec::new()) };
}

/// Reads a name. There are few, and each is kept once.
///
/// # Errors
/// If it is no text.
pub fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    Ok(kept(String::deserialize(deserializer)?))
}

/// [`name`], or none.
///
/// # Errors
/// As [`name`].
pub fn maybe_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Name>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(kept))
}

fn kept(name: String) -> Name {
    NAMES.with_borrow_mut(|names| {
        if let Some(known) = names.iter().find(|known| **known == name) {
            return *known;
        }
        let name: Name = Box::leak(name.into_boxed_str());
        names.push(name);
        name
    })
}

/// The contents of a file, as they are: serde takes a list of bytes one by one.
pub mod bytes {
    use std::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    /// Writes them.
    ///
    /// # Errors
    /// As the serializer has them.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    /// Reads them.
    ///
    /// # Errors
    /// If they are none.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Whole;

        impl Visitor<'_> for Whole {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }

        deserializer.deserialize_bytes(Whole)
    }
}

/// A type that is carried as another: how it becomes that, and is made of it.
macro_rules! carried {
    ($($name:ty as $as:ty: $to:expr, $from:expr;)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let to: fn(&Self) -> $as = $to;
                to(self).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let from: fn($as) -> Option<Self> = $from;
                let refused = || D::Error::custom(stringify!($name));
                from(<$as>::deserialize(deserializer)?).ok_or_else(refused)
            }
        }
    )*};
}

macro_rules! names {
    ($($name:ident)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::new(String::deserialize(deserializer)?))
            }
        }
    )*};
}

names! { Annotator ArticleId AttributeId LabelId LinkId LinkTypeId ProjectId Replica SpanId }

carried! {
    Sha256 as String: |sum| sum.as_hex().to_owned(), |hex| Self::from_hex(&hex);
    CodePoint as u32: |point| point.get(), |number| Some(Self::new(number));
    Extent as (CodePoint, CodePoint): |e| (e.start(), e.end()), |(start, end)| Self::new(start, end);
    Fragments as Vec<Extent>: |all| all.iter().collect(), |all| Self::new(all).ok();
    TooLong as usize: |long| long.code_points, |code_points| Some(Self { code_points });
    Text as String: |text| text.as_str().to_owned(), |text| Self::new(text).ok();
    Article as String: write_article, |json| read_article(&json).ok();
    Project as String: write_project_record, |json| read_project_record(&json).ok();
    Status as String: |status| status_name(*status).to_owned(), |name| status_from(&name);
    Change as Vec<Op>: |change| change.ops.clone(), |ops| Some(Self { ops });
}

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Map<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?
            .into_iter()
            .collect())
    }
}

impl<T: Serialize> Serialize for Set<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Deserialize<'de> + Ord> Deserialize<'de> for Set<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<T>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// A type that is carried as the `Carried` that stands beside it.
macro_rules! as_carried {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Carried::serialize(self, serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Carried::deserialize(deserializer)
            }
        }
    };
}

/// A type whose members are all carried.
macro_rules! whole {
    ($(struct $name:ident $known:literal { $($field:ident: $type:ty,)* })*) => {$(
        const _: () = {
            #[derive(Serialize, Deserialize)]
            #[serde(remote = $known)]
            struct Carried { $($field: $type,)* }

            as_carried!($name);
        };
    )*};
}

whole! {
    struct Annotation "Annotation" {
        id: SpanId,
        label: LabelId,
        fragments: Fragments,
        attributes: Map<AttributeId, AttributeValue>,
        note: String,
        origin: Origin,
        extra: Extra,
    }
    struct Link "Link" {
        id: LinkId,
        kind: LinkTypeId,
        from: SpanId,
        to: SpanId,
        extra: Extra,
    }
    struct Meta "Meta" {
        labels: Set<String>,
        note: String,
        status: Status,
        dismissed: Set<String>,
    }
    struct Summary "Summary" {
        status: Status,
        spans: usize,
        labels: Map<LabelId, usize>,
        problems: usize,
        seconds: u32,
    }
    struct MergeCounts "MergeCounts" {
        added: usize,
        changed: usize,
        removed: usize,
        kept: usize,
    }
    struct LayerKey "LayerKey" {
        project: ProjectId,
        article: ArticleId,
        annotator: Annotator,
    }
}

/// The same of a type that is one of several.
macro_rules! one_of {
    ($(enum $name:ident $known:literal { $($variants:tt)* })*) => {$(
        const _: () = {
            #[derive(Serialize, Deserialize)]
            #[serde(remote = $known)]
            enum Carried { $($variants)* }

            as_carried!($name);
        };
    )*};
}

one_of! {
    enum AttributeValue "AttributeValue" {
        Flag(bool),
        Text(String),
        Other(String),
    }
    enum Origin "Origin" {
        Manual,
        Suggested,
        Imported,
    }
    enum Op "Op" {
        Span { before: Option<Arc<Annotation>>, after: Option<Arc<Annotation>> },
        Link { before: Option<Link>, after: Option<Link> },
        Meta { before: Box<Meta>, after: Box<Meta> },
    }
}
