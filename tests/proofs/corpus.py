"""Project files to export, and what stands in them, read and made without any code of Isnad's."""

import hashlib
import json
import random

# Everything that has ever shifted an offset, among plain words.
BITS = [
    "قالَ", "الوزير", "ونفى", "وبالقاهرة", "مصدر", "مسؤول", "ذلك", "الأسعار", "«", "»", ":", "،", ".", "؟", "3.5%",
    "📈", "👩‍👩‍👧", "🇪🇬", "👍🏽", "e\u0301", "𝔘𝔫", "ﷺ", "لـا", "\u200f", "\u200c", "a", "B2", "=1", "<b>&amp;", '"', "\\", "#", "|",
]
GAPS = [" ", " ", " ", " ", " ", "", "  ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", "\u202f"]
LABELS = ["quote", "denial", "source"]


class Article:
    """A text with its spans: label and pieces, in code points."""

    def __init__(self, name, text, spans, links):
        self.name, self.text, self.spans, self.links, self.ids = name, text, spans, links, []

    def in_order(self):
        """The spans as Isnad orders them: earlier start, longer, id."""
        numbered = zip(self.spans, self.ids, strict=True)
        ordered = sorted(numbered, key=lambda pair: (pair[0][1][0][0], -pair[0][1][-1][1], pair[1].encode()))
        return [span for span, _ in ordered]

    def pieces(self):
        """Label and text of every piece, sorted."""
        return sorted((label, self.text[a:b]) for label, pieces in self.spans for a, b in pieces)


def load(path):
    """The articles of a project file, in its order."""
    articles = []
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            value = json.loads(line)
            if value["schema"] == "isnad/article/1":
                articles.append(Article(value["id"], value["text"], [], []))
            elif value["schema"] == "isnad/annotations/1":
                last = articles[-1]
                by_id = {}
                for span in value["spans"]:
                    entry = (span["label"], [tuple(pair) for pair in span["fragments"]])
                    last.spans.append(entry)
                    last.ids.append(span["id"])
                    by_id[span["id"]] = entry
                for link in value["links"]:
                    last.links.append((link["type"], by_id[link["from"]], by_id[link["to"]]))
    return articles


def generate(path, head, articles=40, seed=7):
    """Writes a project of texts with nested, overlapping, equal, touching and discontinuous spans, which cut words,
    letters and their marks, and swallow white space."""
    draw = random.Random(seed)
    project = json.loads(head)
    project["id"] = "p-generated"
    lines = [project]
    for number in range(articles):
        text = "".join(draw.choice(BITS) + draw.choice(GAPS) for _ in range(draw.randint(3, 60))) + "نهاية"
        name = f"g{number}"
        sha = hashlib.sha256(text.encode()).hexdigest()
        lines.append({
            "schema": "isnad/article/1", "id": name, "title": name, "sha256": sha, "length": len(text),
            "metadata": {"source": f"outlet {number % 3}"}, "position": number, "deleted": False, "text": text,
        })
        spans = []
        for count in range(draw.randint(0, 12)):
            at, pieces = draw.randint(0, len(text) - 1), []
            for _ in range(draw.choice([1, 1, 1, 2, 3])):
                end = min(at + draw.randint(1, 25), len(text))
                if at < end:
                    pieces.append([at, end])
                at = end + draw.randint(0, 4)
            spans.append({
                "id": f"s{count}", "label": draw.choice(LABELS), "fragments": pieces,
                "text": " … ".join(text[a:b] for a, b in pieces), "attributes": {}, "note": "", "origin": "manual",
            })
        links = []
        if len(spans) > 1:
            links.append({"id": "l1", "type": "said_by", "from": spans[0]["id"], "to": spans[-1]["id"]})
        lines.append({
            "schema": "isnad/annotations/1", "project": "p-generated",
            "article": {"id": name, "title": name, "sha256": sha, "length": len(text)}, "annotator": "salma",
            "offset_unit": "code_point", "spans": spans, "links": links, "labels": [], "note": "", "status": "done",
            "seconds": 0, "dismissed": [], "updated": "",
            "sync": {"revision": 0, "replica": "", "stamps": {}, "removed": []},
        })
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
