//! Files that the page saves: where they go, and waiting until one is whole. Not here: what is in them.

use super::temp::TempDir;
use std::cell::Cell;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub struct Downloads {
    arriving: TempDir,
    taken: TempDir,
    count: Cell<u32>,
}

impl Downloads {
    pub fn new() -> Self {
        Self {
            arriving: TempDir::new("downloads"),
            taken: TempDir::new("downloaded"),
            count: Cell::new(0),
        }
    }

    pub fn folder(&self) -> &Path {
        self.arriving.path()
    }

    /// A finished download that was not taken before, if there is one. It is moved away, so that the
    /// next file may bear the same name.
    pub fn take(&self) -> Option<PathBuf> {
        let mut names: Vec<_> = std::fs::read_dir(self.folder())
            .expect("the download folder is gone")
            .filter_map(|entry| Some(entry.ok()?.file_name()))
            .collect();
        names.sort();
        // Browsers write below another name and rename at the end; an empty file holds the place.
        let partial = |name: &str| {
            let under_way = [".crdownload", ".part", ".wkdownload"].iter();
            name.starts_with('.') || under_way.clone().any(|end| name.ends_with(end))
        };
        // In Firefox an empty file with the final name lies beside the partial one, until that is renamed.
        let name = names.iter().find(|name| {
            let size = std::fs::metadata(self.folder().join(name)).map_or(0, |file| file.len());
            let name = name.to_string_lossy();
            !partial(&name) && size > 0
        })?;
        let number = self.count.get();
        self.count.set(number + 1);
        let folder = self.taken.path().join(number.to_string());
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join(name);
        std::fs::rename(self.folder().join(name), &path).expect("cannot take a download");
        Some(path)
    }
}
