"""TEI, parsed by libxml2: what `string-range` points to is sliced from the text as the parser has it."""

import re

from lxml import etree

from read_cas_xmi import spoil_first

KIND, OUTPUT, ARGS = "tei", "out", []

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


def read(folder, articles):
    found = []
    for article in articles:
        root = etree.parse(str(folder / f"{article.name}.xml")).getroot()
        by_id = {element.get(ID): element for element in root.iter() if element.get(ID)}
        text = "".join(root.find(f"{TEI}text").itertext())
        pieces, ends = [], {}
        for annotation in root.iter(f"{TEI}annotation"):
            pointers = [by_id[pointer.removeprefix("#")] for pointer in annotation.get("ana").split()]
            (label,) = (p.findtext(f"{TEI}catDesc") for p in pointers if p.tag == f"{TEI}category")
            for pointer in annotation.get("target").split():
                on, start, length = re.fullmatch(r"#string-range\((\w+),(\d+),(\d+)\)", pointer).groups()
                piece = "".join(by_id[on].itertext())[int(start):int(start) + int(length)]
                assert len(piece) == int(length), pointer
                pieces.append((label, piece))
                ends.setdefault(annotation.get(ID), (label, piece))
        links = [
            (link.get("name"), *(ends[link.get(end).removeprefix("#")] for end in ("active", "passive")))
            for link in root.iter(f"{TEI}relation")
        ]
        expected = [
            (kind, *((label, article.text[slice(*where[0])]) for label, where in both)) for kind, *both in article.links
        ]
        assert sorted(links) == sorted(expected), f"{article.name}: {links}\nare not\n{expected}"
        found.append((text, sorted(pieces)))
    return found


def spoil(folder):
    spoil_first(folder, ".xml", r"(string-range\(p1,)(\d+)(,)")
