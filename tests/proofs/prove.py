"""Exports three projects to every kind and has the programs they are for read them: every span's text must be what
was marked. Then one offset is made wrong, and the same reader must notice.

    python prove.py ISNAD GOLDEN_FOLDER [KIND...]
"""

import importlib
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus

READERS = [
    "read_doccano", "read_spacy", "read_spacy_conll", "read_bio", "read_datasets", "read_pandas", "read_label_studio", "read_cas_xmi",
    "read_cas_json", "read_webannotation", "read_brat", "read_tei",
]


def export(isnad, project, folder, reader):
    """The export of a project for a reader."""
    output = folder / reader.OUTPUT
    command = [isnad, "convert", str(project), str(output), "--to", reader.KIND, *reader.ARGS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return output


def compare(reader, output, articles):
    """Raises where the reader does not find what was marked. A reader without texts compares by itself."""
    found = reader.read(output, articles)
    if found is None:
        return
    assert len(found) == len(articles), f"{len(found)} articles, not {len(articles)}"
    for article, (text, pieces) in zip(articles, found):
        assert text == article.text, f"{article.name}: another text"
        assert pieces == article.pieces(), f"{article.name}: {pieces}\nare not\n{article.pieces()}"


def prove(isnad, project, reader):
    articles = corpus.load(project)
    with tempfile.TemporaryDirectory() as folder:
        output = export(isnad, project, Path(folder), reader)
        compare(reader, output, articles)
        reader.spoil(output)
        try:
            compare(reader, output, articles)
        except Exception:  # whatever it says: it noticed
            return len([None for article in articles for _ in article.pieces()])
        raise AssertionError(f"{reader.KIND}: an offset was made wrong, and nothing was noticed")


def main():
    isnad, golden, *kinds = sys.argv[1:]
    readers = [importlib.import_module(name) for name in READERS]
    with tempfile.TemporaryDirectory() as folder:
        head = (Path(golden) / "project-1.isnad.jsonl").read_text(encoding="utf-8").split("\n", 1)[0]
        projects = [Path(folder) / f"{name}.isnad.jsonl" for name in ("fixture", "sample", "generated")]
        shutil.copy(Path(golden) / "project-1.isnad.jsonl", projects[0])
        shutil.copy(Path(golden) / "sample.isnad.jsonl", projects[1])
        corpus.generate(projects[2], head)
        failed = []
        for reader in readers:
            if kinds and reader.KIND not in kinds:
                continue
            for project in projects:
                begun = time.monotonic()
                try:
                    pieces = prove(isnad, project, reader)
                except Exception as error:  # each is told, then all fail
                    failed.append(f"{reader.KIND}, {project.name}: {type(error).__name__}: {error}")
                    print(f"{reader.KIND:14} {project.name:24} FAILED")
                    continue
                print(f"{reader.KIND:14} {project.name:24} {pieces:4} pieces  {time.monotonic() - begun:5.1f} s")
    for line in failed:
        print(line[:2000], file=sys.stderr)
    sys.exit(1 if failed else 0)


main()
