"""CAS JSON, read by dkpro-cassis with the types that stand in it."""

import cassis

from read_cas_xmi import found_in, spoil_first

KIND, OUTPUT, ARGS = "cas-json", "out", []


def read(folder, articles):
    found = []
    for article in articles:
        with open(folder / f"{article.name}.json", "rb") as file:
            found.append(found_in(cassis.load_cas_from_json(file), article))
    return found


def spoil(folder):
    spoil_first(folder, ".json", r'("%TYPE":"webanno\.custom\.\w+","@sofa":1,"begin":)(\d+)()')
