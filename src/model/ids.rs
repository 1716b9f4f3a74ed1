//! Names of things, one type each, so that an article's id is never taken for a span's.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the name as it is.
            pub fn new(name: impl Into<Arc<str>>) -> Self {
                Self(name.into())
            }

            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self::new(name)
            }
        }
    };
}

id! {
    /// A project: random, made once and carried in its file.
    ProjectId
}
id! {
    /// An article: unique in its project.
    ArticleId
}
id! {
    /// Who made a layer: a person's name, or `adjudicated`.
    Annotator
}
id! {
    /// A span: `<replica>-<counter>` when made here, the file's own when imported.
    SpanId
}
id! {
    /// A link between spans.
    LinkId
}
id! {
    /// A label of the scheme, such as `quote`.
    LabelId
}
id! {
    /// A link type of the scheme, such as `said_by`.
    LinkTypeId
}
id! {
    /// An attribute of the scheme, such as `kind`.
    AttributeId
}
id! {
    /// One writer: a tab of a browser on one visit. Orders writes made at the same count.
    Replica
}

/// The unit of saving, merging and agreement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerKey {
    /// The project it belongs to.
    pub project: ProjectId,
    /// The article it is on.
    pub article: ArticleId,
    /// Whose it is.
    pub annotator: Annotator,
}
