"""The table: pandas reads it, a row a piece, and the text of the article in a row before."""

import pandas

KIND, OUTPUT, ARGS = "csv", "out.csv", []


def bare(cell):
    """A cell without the quote that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r", "'") else cell


def frame(path):
    return pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", lineterminator=None)


def read(path, _):
    found = []
    for row in frame(path).to_dict("records"):
        text = bare(row["text"])
        if row["span"] == "":
            found.append((text, []))
            continue
        piece = found[-1][0][int(row["start"]):int(row["end"])]
        assert piece == text, row
        found[-1][1].append((bare(row["label"]), piece))
    return [(text, sorted(pieces)) for text, pieces in found]


def spoil(path):
    table = frame(path)
    number = next(n for n, span in enumerate(table["span"]) if span)
    table.loc[number, "end"] = str(int(table.loc[number, "end"]) + 1)
    table.to_csv(path, index=False, encoding="utf-8-sig")
