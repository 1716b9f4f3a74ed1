"""CoNLL-2003: `spacy convert` reads it, and its entities are the outermost spans in whole tokens."""

import subprocess
import sys
import tempfile
from pathlib import Path

import spacy
from spacy.tokens import DocBin

KIND, OUTPUT = "conll", "out.conll"
ARGS = ["--tokens", "clitics"]


def token_lines(path):
    """The tokens of each article, as they stand in the file."""
    articles = []
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file.read().split("\n"):
            if line.startswith("-DOCSTART-"):
                articles.append([])
            elif line:
                articles[-1].append(line.split(" ")[0])
    return articles


def wanted(articles, path):
    """What the tags should say, worked out here once more: (label, tokens) of the outermost pieces."""
    all_tokens = token_lines(path)
    assert len(all_tokens) == len(articles)
    entities = []
    for article, tokens in zip(articles, all_tokens):
        places, at = [], 0
        for token in tokens:
            start = article.text.index(token, at)
            assert not article.text[at:start].strip("\x1c\x1d\x1e\x1f \t\r\n\u00a0\u2028\u202f"), "a token is missing"
            at = start + len(token)
            places.append((start, at))
        pieces = []
        for label, parts in article.in_order():
            for a, b in parts:
                inside = [n for n, (start, end) in enumerate(places) if start < b and a < end]
                if inside:
                    pieces.append((inside[0], -inside[-1], label))
        end = -1
        # Of two equal ones that of the earlier span stays, hence a stable sort without the label.
        for first, last, label in sorted(pieces, key=lambda piece: piece[:2]):
            if first > end:
                end = -last
                entities.append((label, tokens[first:end + 1]))
    return entities


def read(path, articles):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "spacy", "convert", str(path), folder, "--converter", "ner", "--lang", "ar"],
            capture_output=True, text=True, check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        docs = DocBin().from_disk(Path(folder) / "out.spacy").get_docs(spacy.blank("ar").vocab)
        found = [(entity.label_, [token.text for token in entity]) for doc in docs for entity in doc.ents]
    expected = wanted(articles, path)
    assert found == expected, f"{found}\nare not\n{expected}"
    return None


def spoil(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    first = next(n for n, line in enumerate(lines) if " B-" in line)
    lines[first] = lines[first].rsplit(" ", 1)[0] + " O"
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines))
