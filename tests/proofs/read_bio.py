"""BIO TSV in BIOES, a column for each label: pandas reads the columns, spaCy makes spans of the tags of each, and they are
the outermost spans of that label in whole tokens."""

import csv

import pandas
import spacy
from spacy.tokens import Doc
from spacy.training import biluo_tags_to_spans

KIND, OUTPUT = "bio", "out.tsv"
ARGS = ["--tokens", "clitics", "--tags", "bioes", "--overlap", "columns"]
LABELS = ["quote", "denial", "source"]
# BIOES under the names that spaCy has for the same.
NAMES = {"E": "L", "S": "U"}


def frames(path):
    """A table for each article: its name, then a row for each token with the tags of all labels."""
    table = pandas.read_csv(
        path, sep="\t", header=None, names=["token", *LABELS], dtype=str, keep_default_na=False, quoting=csv.QUOTE_NONE,
        skip_blank_lines=True, lineterminator="\n", encoding="utf-8",
    )
    heads = table.index[table["token"].str.startswith("# id = ") & (table[LABELS[0]] == "")].tolist()
    for start, end in zip(heads, [*heads[1:], len(table)]):
        yield table["token"][start].removeprefix("# id = "), table.iloc[start + 1:end]


def biluo(tag):
    return tag if tag == "O" else f"{NAMES.get(tag[0], tag[0])}{tag[1:]}"


def wanted(article, tokens, label):
    """What the column of a label should say, worked out here once more: first and last token of the outermost pieces."""
    places, at = [], 0
    for token in tokens:
        start = article.text.index(token, at)
        at = start + len(token)
        places.append((start, at))
    pieces = []
    for other, parts in article.in_order():
        for a, b in parts if other == label else ():
            inside = [n for n, (start, end) in enumerate(places) if start < b and a < end]
            if inside:
                pieces.append((inside[0], -inside[-1]))
    spans, end = [], -1
    for first, last in sorted(pieces):
        if first > end:
            end = -last
            spans.append((first, end + 1))
    return spans


def read(path, articles):
    vocab = spacy.blank("ar").vocab
    seen = list(frames(path))
    assert len(seen) == len(articles), f"{len(seen)} articles, not {len(articles)}"
    for article, (name, rows) in zip(articles, seen, strict=True):
        assert name == article.name, f"{name} is not {article.name}"
        tokens = rows["token"].tolist()
        doc = Doc(vocab, words=tokens)
        for label in LABELS:
            tags = rows[label].tolist()
            assert all(tag == "O" or tag[2:] == label for tag in tags), f"{label}: {set(tags)}"
            found = [(span.start, span.end) for span in biluo_tags_to_spans(doc, [biluo(tag) for tag in tags])]
            expected = wanted(article, tokens, label)
            assert found == expected, f"{name}, {label}: {found}\nare not\n{expected}"
    return None


def spoil(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    # A span loses its end.
    first = next(n for n, line in enumerate(lines) if "\tE-" in line or "\tS-" in line)
    cells = lines[first].split("\t")
    lines[first] = "\t".join("O" if cell[:2] in ("E-", "S-") else cell for cell in cells)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines))
