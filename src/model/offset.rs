//! One type per unit of text position. Arithmetic stays within a unit; conversion goes through
//! [`Text`](super::text::Text) only.

use std::fmt;

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The start of a text.
            pub const ZERO: Self = Self(0);

            /// The position `n` units after the start.
            pub const fn new(n: u32) -> Self {
                Self(n)
            }

            /// How many units lie before this position.
            pub const fn get(self) -> u32 {
                self.0
            }

            /// [`get`](Self::get) as a `usize`.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The position `n` units later; stops at the largest one.
            #[must_use]
            pub const fn plus(self, n: u32) -> Self {
                Self(self.0.saturating_add(n))
            }

            /// The position `n` units earlier; stops at zero.
            #[must_use]
            pub const fn minus(self, n: u32) -> Self {
                Self(self.0.saturating_sub(n))
            }

            /// How many units lie between `earlier` and this position; zero if it is not earlier.
            pub const fn since(self, earlier: Self) -> u32 {
                self.0.saturating_sub(earlier.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

unit! {
    /// A position in Unicode code points: the unit that is stored.
    CodePoint
}
unit! {
    /// A position in UTF-16 code units: the unit of the DOM and of UIMA.
    Utf16
}
unit! {
    /// A position in UTF-8 bytes: the unit of Rust's strings.
    Byte
}
unit! {
    /// A position in extended grapheme clusters (UAX #29): the person's unit.
    Grapheme
}
