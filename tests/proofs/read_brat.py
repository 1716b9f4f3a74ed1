"""A folder of brat, read by bioc. brat has no span over a line end or a tab: one is there in pieces, and so compared."""

import re

from bioc import brat

from read_cas_xmi import spoil_first

KIND, OUTPUT, ARGS = "brat", "out", []

# What Python's splitlines ends a line at, and the tab.
CUTS = re.compile("[\t\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029]")


def cut(label, text):
    return [(label, part) for part in CUTS.split(text) if part]


def read(folder, articles):
    for article in articles:
        with open(folder / f"{article.name}.txt", encoding="utf-8", newline="") as text:
            with open(folder / f"{article.name}.ann", encoding="utf-8", newline="\n") as ann:
                document = brat.load(text, ann, article.name)
        assert document.text == article.text, f"{article.name}: another text"
        by_id, pieces = {}, []
        for entity in document.entities:
            parts = [document.text[start:end] for start, end, _ in sorted(entity.locations)]
            # The reader takes white space from the end of a line.
            assert " ".join(parts).rstrip() == entity.text, (parts, entity.text)
            label = entity.type.lower()
            by_id[entity.id] = (label, parts[0])
            pieces += [(label, part) for part in parts]
        expected = [part for piece in article.pieces() for part in cut(*piece)]
        assert sorted(pieces) == sorted(expected), f"{article.name}: {sorted(pieces)}\nare not\n{sorted(expected)}"
        for relation in document.relations:
            assert relation.type in ("Said_by", "Denies", "Relayed_by"), relation.type
            assert set(relation.arguments) == {"Arg1", "Arg2"} and set(relation.arguments.values()) <= set(by_id)


def spoil(folder):
    spoil_first(folder, ".ann", r"(T\d+\t\w+ )(\d+)()")
