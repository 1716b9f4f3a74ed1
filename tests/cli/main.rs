//! The command line, run as people run it: what it writes, what it says, how it ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of a test, empty at its start.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("cli")
            .join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// All files below it.
    fn names(&self) -> Vec<String> {
        fn walk(folder: &Path, before: &str, names: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let name = format!("{before}{}", entry.file_name().to_string_lossy());
                match entry.file_type().unwrap().is_dir() {
                    true => walk(&entry.path(), &format!("{name}/"), names),
                    false => names.push(name),
                }
            }
        }
        let mut names = Vec::new();
        walk(&self.0, "", &mut names);
        names.sort();
        names
    }

    /// Runs `isnad` here: exit code, what it printed, what it said.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_isnad"));
        let done = command
            .current_dir(&self.0)
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (
            done.status.code().unwrap(),
            text(&done.stdout),
            text(&done.stderr),
        )
    }
}

fn golden(name: &str) -> Vec<u8> {
    fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/golden")
            .join(name),
    )
    .unwrap()
}

const MIXED: &str = "{\"text\":\"ab\",\"label\":[[0,1,\"quote\"]]}\n{\"text\":\"cd\",\"label\":[[0,9,\"quote\"]]}\n\
                     {\"text\":\"ef\",\"label\":[[1,2,\"source\"]]}\n";

#[test]
fn a_corpus_goes_round_through_formats() {
    let folder = Folder::new("round");
    folder.write("a.isnad.jsonl", golden("project-1.isnad.jsonl"));
    for (from, to, kind) in [
        ("a.isnad.jsonl", "b.jsonl", "prodigy"),
        ("b.jsonl", "c.json", "label-studio"),
        ("c.json", "d.csv", "csv"),
        ("d.csv", "e", "huggingface"),
        ("e", "f.zip", "huggingface"),
        ("f.zip", "g.isnad.jsonl", "isnad"),
    ] {
        let (code, _, said) = folder.run(&["convert", from, to, "--to", kind]);
        assert_eq!(code, 0, "{from} to {to}: {said}");
        assert!(
            said.contains("articles written: 1, not taken in: 0"),
            "{said}"
        );
    }
    let back = folder.read("g.isnad.jsonl");
    for marked in [
        "الوزير",
        "لن نرفع الأسعار",
        "نفى مصدر مسؤول ذلك",
        "مصدر مسؤول",
    ] {
        assert!(back.contains(&format!("\"text\":\"{marked}\"")), "{marked}");
    }
    assert!(back.contains("\"id\":\"a1\"") && back.contains("\"annotator\":\"salma\""));
    assert!(back.contains("\"attributes\":{\"kind\":\"direct\"}"));
    assert!(
        !folder.names().iter().any(|name| name.contains("partial")),
        "{:?}",
        folder.names()
    );
}

#[test]
fn what_cannot_be_taken_in_is_said_with_file_and_line() {
    let folder = Folder::new("mixed");
    folder.write("in/x.jsonl", MIXED);
    let wrong = "in/x.jsonl:2: the span «s1»: there is no code-point 9 in the text";
    let (code, _, said) = folder.run(&["convert", "in", "out.isnad.jsonl"]);
    assert!(said.contains(wrong), "{said}");
    assert!(
        said.contains("articles written: 2, not taken in: 1"),
        "{said}"
    );
    assert_eq!(code, 1);
    assert_eq!(folder.read("out.isnad.jsonl").lines().count(), 5);
    let (code, _, said) = folder.run(&["convert", "in", "strict.isnad.jsonl", "--strict"]);
    assert!(said.contains(wrong), "{said}");
    assert_eq!(code, 1);
    assert!(
        !folder.0.join("strict.isnad.jsonl").exists(),
        "nothing is half written"
    );
}

#[test]
fn exit_codes_tell_what_happened() {
    let folder = Folder::new("codes");
    folder
        .write(
            "good.jsonl",
            "{\"text\":\"ab\",\"label\":[[0,1,\"quote\"]]}",
        )
        .write("bad.jsonl", MIXED);
    folder.write(
        "space.jsonl",
        "{\"text\":\"a b\",\"label\":[[0,2,\"quote\"],[0,1,\"other\"]]}",
    );
    folder.write("there.csv", "x");
    let table: [(&[&str], i32, &str); 9] = [
        (&["check", "good.jsonl"], 0, "articles: 1, not taken in: 0"),
        (&["check", "bad.jsonl"], 1, "bad.jsonl:2: "),
        (&["check", "space.jsonl"], 1, "findings on spans: 2"),
        (&["stats", "good.jsonl"], 0, ""),
        (&["check", "missing"], 3, "isnad: missing: "),
        (
            &["convert", "good.jsonl", "there.csv"],
            3,
            "is there already: --force writes over it",
        ),
        (&["convert", "good.jsonl", "out.xyz"], 3, "give --to KIND"),
        (
            &["convert", "good.jsonl", "out", "--to", "trec"],
            3,
            "files of the kind trec cannot be written",
        ),
        (
            &["convert", "good.jsonl", "out", "--to", "word"],
            2,
            "one of isnad, doccano",
        ),
    ];
    for (arguments, code, message) in table {
        let (found, _, said) = folder.run(arguments);
        assert_eq!(found, code, "{arguments:?}: {said}");
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
    let (_, printed, _) = folder.run(&["check", "space.jsonl"]);
    assert!(printed.contains("space.jsonl:1: «"), "{printed}");
    assert!(
        printed.contains("begins or ends with white space"),
        "{printed}"
    );
    assert_eq!(folder.read("there.csv"), "x");
    let (code, ..) = folder.run(&["convert", "good.jsonl", "there.csv", "--force"]);
    assert_eq!((code, folder.read("there.csv").lines().count()), (0, 3));
}

#[test]
fn what_will_be_lost_is_listed_before_it_is_written() {
    let folder = Folder::new("losses");
    folder.write("a.isnad.jsonl", golden("project-1.isnad.jsonl"));
    let (_, _, said) = folder.run(&["convert", "a.isnad.jsonl", "a.conll"]);
    assert!(
        said.contains("not in conll: spans that others lie over (left out): 1"),
        "{said}"
    );
    assert!(
        said.contains("not in conll: links between spans: 1"),
        "{said}"
    );
    let (_, _, said) = folder.run(&[
        "convert",
        "a.isnad.jsonl",
        "b.conll",
        "--overlap",
        "columns",
        "--tokens",
        "clitics",
    ]);
    assert!(
        !said.contains("others lie over") && !said.contains("inside a token"),
        "{said}"
    );
}

#[test]
fn counts_are_lines() {
    let folder = Folder::new("stats");
    folder.write("a.isnad.jsonl", golden("project-1.isnad.jsonl"));
    let (code, printed, _) = folder.run(&["stats", "a.isnad.jsonl"]);
    assert_eq!(code, 0);
    let expected = "articles\t1\nnot taken in\t0\ncode points\t53\nlayers of «salma»\t1\nspans of denial\t1\n\
                    spans of quote\t1\nspans of source\t2\nlinks of said_by\t1\n";
    assert_eq!(printed, expected);
}

#[test]
fn a_corpus_is_dealt_out() {
    let folder = Folder::new("split");
    let lines: String = (0..60)
        .map(|n| {
            format!(
                "{{\"id\":\"n{n}\",\"text\":\"نص {n}\",\"source\":\"s{}\",\"label\":[]}}\n",
                n % 6
            )
        })
        .collect();
    folder.write("in.jsonl", lines);
    let (code, printed, said) = folder.run(&[
        "split", "in.jsonl", "out", "--shares", "2,1,1", "--by", "source",
    ]);
    assert_eq!(code, 0, "{said}");
    let counts: Vec<usize> = printed
        .lines()
        .map(|line| line.split('\t').nth(1).unwrap().parse().unwrap())
        .collect();
    assert_eq!(counts.iter().sum::<usize>(), 60);
    assert!(
        counts.iter().all(|count| count % 10 == 0),
        "a source stays together: {counts:?}"
    );
    for (name, count) in [
        ("train", counts[0]),
        ("dev", counts[1]),
        ("test", counts[2]),
    ] {
        let file = folder.read(&format!("out/{name}.isnad.jsonl"));
        assert_eq!(file.matches("\"isnad/article/1\"").count(), count);
    }
    let (code, ..) = folder.run(&[
        "split", "in.jsonl", "texts", "--to", "txt", "--shares", "1,1,0",
    ]);
    assert_eq!(code, 0);
    assert!(
        folder
            .names()
            .iter()
            .any(|name| name == "texts/train/n1.txt" || name == "texts/dev/n1.txt")
    );
}

#[test]
fn ids_stay_unique() {
    let folder = Folder::new("ids");
    folder.write("a.jsonl", "{\"id\":\"1\",\"text\":\"a\",\"label\":[]}\n{\"id\":\"1\",\"text\":\"b\",\"label\":[]}\n{\"id\":\"1\",\"text\":\"a\",\"label\":[]}\n");
    let (code, _, said) = folder.run(&["convert", "a.jsonl", "a.isnad.jsonl"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("a.jsonl:3: the article «1» stands twice"),
        "{said}"
    );
    let file = folder.read("a.isnad.jsonl");
    assert!(
        file.contains("\"id\":\"1\"") && file.contains("\"id\":\"1-2\""),
        "{file}"
    );
}

/// The most memory that a run held, in bytes, as the system counts it.
#[cfg(target_os = "linux")]
fn peak_of(folder: &Folder, arguments: &[&str]) -> usize {
    let mut command = Command::new(env!("CARGO_BIN_EXE_isnad"));
    let mut child = command
        .current_dir(&folder.0)
        .args(arguments)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
        most = most.max(kilobytes.unwrap_or(0) * 1_024);
        std::thread::yield_now();
    }
    most
}

/// Ten times the articles take hardly more memory than one tenth of them.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_articles() {
    let folder = Folder::new("memory");
    let text = "قال الوزير: «لن نرفع الأسعار» ونفى مصدر مسؤول ذلك.\\n".repeat(40);
    let lines = |count: usize| -> String {
        (0..count)
            .map(|n| {
                format!("{{\"id\":\"n{n}\",\"text\":\"{n} {text}\",\"label\":[[1,5,\"quote\"]]}}\n")
            })
            .collect()
    };
    folder
        .write("few.jsonl", lines(100))
        .write("many.jsonl", lines(1_000));
    for kind in [
        "prodigy",
        "isnad",
        "csv",
        "conll",
        "label-studio",
        "huggingface",
    ] {
        let few = peak_of(
            &folder,
            &["convert", "few.jsonl", &format!("few-{kind}"), "--to", kind],
        );
        let many = peak_of(
            &folder,
            &[
                "convert",
                "many.jsonl",
                &format!("many-{kind}"),
                "--to",
                kind,
            ],
        );
        assert!(few > 0 && many > 0);
        assert!(
            many < few + 3_000_000,
            "{kind}: {few} for 100 articles, {many} for 1,000"
        );
    }
}
