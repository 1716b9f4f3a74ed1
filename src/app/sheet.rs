//! The style sheet of a scheme: highlights, and the colours of its labels, for light, dark and forced
//! colours. Text only; nothing of a file gets into it but validated colours and escaped names.

use std::fmt::Write;

use super::paint::DEPTHS;
use crate::model::scheme::{Colour, Label, Line, Scheme};

/// The least contrast of a label's ink on paper (WCAG 2.2, 1.4.3).
const CONTRAST: f64 = 4.6;
const PAPER_LIGHT: Colour = Colour([0xf3, 0xef, 0xe6]);
const PAPER_DARK: Colour = Colour([0x26, 0x22, 0x1d]);

/// The sheet of all labels of a scheme.
pub fn of_scheme(scheme: &Scheme) -> String {
    let mut css = String::new();
    for label in &scheme.labels {
        // Writing to a string cannot fail.
        let _ = write_label(&mut css, label);
    }
    css
}

/// The name of a label's highlight.
pub fn highlight_name(label: &str, depth: u8) -> String {
    format!("isnad-{label}-{depth}")
}

/// A name as a CSS identifier: what is not an ASCII letter, digit, hyphen or underscore is escaped by its
/// number (CSS Syntax, 4.3.7).
fn identifier(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:x} ", c as u32);
        }
    }
    out
}

fn write_label(css: &mut String, label: &Label) -> std::fmt::Result {
    let id = identifier(label.id.as_str());
    let Colour([r, g, b]) = label.colour;
    let light = ink(label.colour, PAPER_LIGHT);
    let dark = ink(label.colour, PAPER_DARK);
    // An identifier with escapes is also a valid string in quotes.
    writeln!(
        css,
        "[data-label=\"{id}\"],[data-tone=\"{id}\"]{{--hue:rgb({r} {g} {b});\
         --wash:light-dark(rgb({r} {g} {b}/.22),rgb({r} {g} {b}/.3));\
         --ink:light-dark({},{})}}",
        hex(light),
        hex(dark)
    )?;
    let style = match label.line {
        Line::Solid => "solid",
        Line::Wavy => "wavy",
        Line::Dotted => "dotted",
        Line::Dashed => "dashed",
        Line::Double => "double",
    };
    let thick = if label.line == Line::Wavy { 150 } else { 200 };
    for depth in 1..=DEPTHS {
        let name = format!("isnad-{id}-{depth}");
        let thick = hundredths(thick + 75 * u32::from(depth - 1));
        writeln!(
            css,
            "::highlight({name}){{background-color:light-dark(rgb({r} {g} {b}/.24),rgb({r} {g} {b}/.32));\
             text-decoration:underline {style} {thick}px light-dark({},{})}}",
            hex(light),
            hex(dark)
        )?;
        // In forced colours only system colours may be used: all labels look alike there but for the
        // line, and the overlay's letters tell them apart.
        writeln!(
            css,
            "@media(forced-colors:active){{::highlight({name}){{background-color:Mark;color:MarkText;\
             text-decoration:underline {style} {thick}px MarkText}}}}"
        )?;
    }
    Ok(())
}

/// A number of hundredths as CSS writes it. (To format floating point would weigh more than all of this.)
fn hundredths(n: u32) -> String {
    let text = format!("{}.{:02}", n / 100, n % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn hex(Colour([r, g, b]): Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The colour made darker or lighter until it can be read on the paper.
pub fn ink(colour: Colour, paper: Colour) -> Colour {
    let target = if luminance(paper) > 0.2 { 0.0 } else { 255.0 };
    let mix = |step: u32| {
        let share = f64::from(step) / 40.0;
        Colour(colour.0.map(|c| {
            let mixed = f64::from(c) * (1.0 - share) + target * share;
            mixed.round().clamp(0.0, 255.0) as u8
        }))
    };
    (0..=40)
        .map(mix)
        .find(|mixed| contrast(*mixed, paper) >= CONTRAST)
        .unwrap_or_else(|| mix(40))
}

/// The contrast ratio of two colours, 1 to 21 (WCAG 2.2).
pub fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// `x` to the power of 2.4, for 0.05 to 1: the square times the fifth root of it, by Newton's method. (That of the
/// library is three times the size of all this.)
fn power_of_2_4(x: f64) -> f64 {
    let square = x * x;
    let mut root = 1.0_f64;
    for _ in 0..24 {
        let power = root * root * root * root;
        root = (4.0 * root + square / power) / 5.0;
    }
    square * root
}

/// Relative luminance (WCAG 2.2).
fn luminance(Colour(rgb): Colour) -> f64 {
    let [r, g, b] = rgb.map(|c| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            power_of_2_4((c + 0.055) / 1.055)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}
