//! Screenshots: to be looked at, and decoded to be compared.

use super::engine::Engine;
use super::page::Page;
use serde_json::json;
use std::path::{Path, PathBuf};

/// A decoded image, eight bits of red, green, blue and alpha per pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    pub width: usize,
    pub height: usize,
    pub rgba: Vec<[u8; 4]>,
}

impl Pixels {
    pub fn decoded(bytes: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(
            png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
        );
        let mut reader = decoder.read_info().expect("not a PNG");
        let mut buffer = vec![0; reader.output_buffer_size().expect("too large an image")];
        let info = reader.next_frame(&mut buffer).expect("a broken PNG");
        let (width, height) = (info.width as usize, info.height as usize);
        let rgba: Vec<[u8; 4]> = match info.color_type {
            png::ColorType::Rgba => buffer.as_chunks::<4>().0.to_vec(),
            _ => buffer
                .as_chunks::<2>()
                .0
                .iter()
                .map(|[g, a]| [*g, *g, *g, *a])
                .collect(),
        };
        Self {
            width,
            height,
            rgba: rgba.into_iter().take(width * height).collect(),
        }
    }

    /// Left, top, right, bottom of what is cut out.
    fn part(&self, [left, top, right, bottom]: [usize; 4]) -> Self {
        let (right, bottom) = (right.min(self.width), bottom.min(self.height));
        let rows = self.rgba.chunks(self.width).take(bottom).skip(top);
        Self {
            width: right - left,
            height: bottom - top,
            rgba: rows.flat_map(|row| &row[left..right]).copied().collect(),
        }
    }

    /// How many pixels differ by more than `tolerance` in a channel. Images of unlike size do wholly.
    pub fn difference(&self, other: &Self, tolerance: u8) -> usize {
        if (self.width, self.height) != (other.width, other.height) {
            return self.rgba.len().max(other.rgba.len());
        }
        let unlike =
            |(a, b): (&[u8; 4], &[u8; 4])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > tolerance);
        self.rgba
            .iter()
            .zip(&other.rgba)
            .filter(|pair| unlike(*pair))
            .count()
    }

    /// How many pixels are within `tolerance` of a colour.
    pub fn count(&self, [r, g, b]: [u8; 3], tolerance: u8) -> usize {
        let near = |p: &&[u8; 4]| {
            [(p[0], r), (p[1], g), (p[2], b)]
                .iter()
                .all(|(a, b)| a.abs_diff(*b) <= tolerance)
        };
        self.rgba.iter().filter(near).count()
    }
}

/// Where screenshots go: `target/screenshots` of the package, or `ISNAD_SCREENSHOTS`.
pub fn screenshot_folder() -> PathBuf {
    match std::env::var_os("ISNAD_SCREENSHOTS") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots"),
    }
}

impl Page {
    /// Saves the viewport as `target/screenshots/{name}.png` and gives the path.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        self.calm().await;
        let bytes = self.client().screenshot().await.expect("no screenshot");
        let folder = screenshot_folder();
        std::fs::create_dir_all(&folder).expect("cannot make the folder of screenshots");
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, bytes).expect("cannot save a screenshot");
        path
    }

    /// WebKitGTK never answers who asks for a screenshot right after a load, and gives what was drawn last.
    async fn calm(&self) {
        if self.engine() == Engine::WebKit {
            let body = "await new Promise(done => setTimeout(done, 1500 - performance.now())); \
                for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame)";
            let _ = self.settled(body, vec![]).await;
        }
    }

    /// One element, as it is on the screen.
    pub async fn pixels_of(&self, css: &str) -> Pixels {
        let element = self.wait_for(css).await;
        self.calm().await;
        if self.engine() == Engine::WebKit {
            // Its picture of an element is without highlights.
            let body = "const e = document.querySelector(arguments[0]); e.scrollIntoView({ block: 'nearest' }); \
                const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom].map(Math.round)";
            let edges = self.js(body, vec![json!(css)]).await;
            let edges: [usize; 4] = serde_json::from_value(edges).expect("not on the screen");
            let bytes = self.client().screenshot().await.expect("no screenshot");
            return Pixels::decoded(&bytes).part(edges);
        }
        let bytes = element.screenshot().await;
        Pixels::decoded(&bytes.unwrap_or_else(|e| panic!("no screenshot of {css}: {e}")))
    }
}
