"""Web Annotations, made RDF by a JSON-LD processor. No term may be dropped on the way, every term of the W3C's must be
one that its vocabulary defines (the file of `ISNAD_OA`), and both selectors must select what was marked.

`anno_context.json` has what the context of the standard says of the terms that are written."""

import json
import os
from collections import defaultdict
from pathlib import Path

from pyld import jsonld

KIND, OUTPUT, ARGS = "webannotation", "out.jsonld", []

OA = "http://www.w3.org/ns/oa#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def load(url, _):
    assert url == CONTEXT, url
    document = json.loads((Path(__file__).parent / "anno_context.json").read_text(encoding="utf-8"))
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}


def vocabulary():
    """The terms that the W3C's ontology is about."""
    terms = set()
    with open(os.environ["ISNAD_OA"], encoding="utf-8") as file:
        for line in file:
            terms.add(line.split(" ", 1)[0].strip("<>"))
    return terms


def triples(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    options = {"documentLoader": load}
    expanded = jsonld.expand(document, options)
    back = jsonld.compact(expanded, CONTEXT, {**options, "graph": True, "compactArrays": False})
    assert count_terms(back["@graph"]) == count_terms(document), f"{count_terms(back['@graph'])} are not {count_terms(document)}"
    graph = defaultdict(lambda: defaultdict(list))
    known = vocabulary()
    for quad in jsonld.to_rdf(expanded)["@default"]:
        predicate, value = quad["predicate"]["value"], quad["object"]["value"]
        for term in (predicate, value):
            assert not term.startswith(OA) or term in known, f"{term} is not in the vocabulary"
        graph[quad["subject"]["value"]][predicate].append(value)
    return graph


def count_terms(value):
    """Names of members with how often they stand, whatever lists are around their values."""
    counts = defaultdict(int)

    def walk(value):
        if isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, dict):
            for name, inner in value.items():
                # The processor makes a string of what has nothing but an id.
                if name not in ("@context", "id"):
                    counts[name] += 1
                    walk(inner)

    walk(value)
    return dict(counts)


def read(path, articles):
    graph = triples(path)
    texts, pieces = {}, defaultdict(list)
    for subject, facts in graph.items():
        if "http://purl.org/dc/dcmitype/Text" in facts[RDF + "type"]:
            (texts[subject],) = facts[RDF + "value"]
    for facts in list(graph.values()):
        if OA + "tagging" not in facts[OA + "motivatedBy"]:
            continue
        bodies = [graph[body] for body in facts[OA + "hasBody"]]
        (label,) = (body[RDF + "value"][0] for body in bodies if OA + "tagging" in body[OA + "hasPurpose"])
        for target in facts[OA + "hasTarget"]:
            (source,) = graph[target][OA + "hasSource"]
            selectors = [graph[selector] for selector in graph[target][OA + "hasSelector"]]
            (position,) = (s for s in selectors if OA + "TextPositionSelector" in s[RDF + "type"])
            (quote,) = (s for s in selectors if OA + "TextQuoteSelector" in s[RDF + "type"])
            start, end = int(position[OA + "start"][0]), int(position[OA + "end"][0])
            text = texts[source]
            (exact,), (prefix,), (suffix,) = (quote[OA + name] for name in ("exact", "prefix", "suffix"))
            assert text[start:end] == exact, (text[start:end], exact)
            assert text[:start].endswith(prefix) and text[end:].startswith(suffix), (prefix, suffix)
            pieces[source].append((label, exact))
    return [(texts[f"urn:isnad:{a.name}"], sorted(pieces[f"urn:isnad:{a.name}"])) for a in articles]


def spoil(path):
    with open(path, encoding="utf-8") as file:
        values = json.load(file)
    selectors = (s for v in values if isinstance(v.get("target"), list) for t in v["target"] for s in t.get("selector", []))
    position = next(s for s in selectors if s["type"] == "TextPositionSelector")
    position["start"] += -1 if position["start"] else 1
    with open(path, "w", encoding="utf-8") as file:
        json.dump(values, file, ensure_ascii=False)
