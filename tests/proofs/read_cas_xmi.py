"""XMI with its type system, read by dkpro-cassis: it turns UTF-16 offsets into code points and gives the covered text."""

import re

import cassis

KIND, OUTPUT, ARGS = "cas-xmi", "out", []

CUSTOM = "webanno.custom."


def found_in(cas, article):
    """Text and pieces of a CAS; its links must be those of the article, by the first pieces of their ends."""
    pieces, links = [], []
    for annotation in cas.select("uima.tcas.Annotation"):
        if not annotation.type.name.startswith(CUSTOM):
            continue
        if hasattr(annotation, "Governor"):
            ends = [(end.label, end.get_covered_text()) for end in (annotation.Governor, annotation.Dependent)]
            links.append((annotation.label, *ends))
        else:
            pieces.append((annotation.label, annotation.get_covered_text()))
    first = [
        (kind, *((label, article.text[slice(*pieces[0])]) for label, pieces in ends))
        for kind, *ends in article.links
    ]
    assert sorted(links) == sorted(first), f"{article.name}: {links}\nare not\n{first}"
    return cas.sofa_string, sorted(pieces)


def read(folder, articles):
    with open(folder / "TypeSystem.xml", "rb") as file:
        types = cassis.load_typesystem(file)
    found = []
    for article in articles:
        with open(folder / f"{article.name}.xmi", "rb") as file:
            found.append(found_in(cassis.load_cas_from_xmi(file, typesystem=types), article))
    return found


def spoil(folder):
    spoil_first(folder, ".xmi", r'(<custom:\w+ xmi:id="\d+" sofa="1" begin=")(\d+)()')


def spoil_first(folder, end, pattern):
    """Moves the first offset that a pattern finds by one."""
    for path in sorted(folder.glob(f"*{end}")):
        file = path.read_text(encoding="utf-8")
        spoiled = re.sub(pattern, lambda m: f"{m[1]}{int(m[2]) + (-1 if int(m[2]) else 1)}{m[3]}", file, count=1)
        if spoiled != file:
            path.write_text(spoiled, encoding="utf-8", newline="\n")
            return
    raise AssertionError("there is no offset")
