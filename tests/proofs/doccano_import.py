"""Runs in doccano's environment: reads a file as doccano's import does, up to where it would write its database.

    python doccano_import.py FILE OUTPUT
"""

import json
import os
import sys
import uuid

import backend

sys.path.insert(0, list(backend.__path__)[0])
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
os.environ.setdefault("SECRET_KEY", "proofs")

import django  # noqa: E402

django.setup()

from data_import.pipeline.label import RelationLabel, SpanLabel  # noqa: E402
from data_import.pipeline.parsers import JSONLParser  # noqa: E402

found = []
parser = JSONLParser(encoding="utf-8")
for row in parser.parse(sys.argv[1]):
    pieces, ids = [], set()
    for entity in row.get("label") or row.get("entities") or []:
        label = SpanLabel.parse(uuid.uuid4(), entity)
        pieces.append([label.label, row["text"][label.start_offset:label.end_offset]])
        ids.add(label.id)
    for relation in row.get("relations") or []:
        label = RelationLabel.parse(uuid.uuid4(), relation)
        assert label.from_id in ids and label.to_id in ids, relation
    found.append([row["text"], pieces])
assert not parser.errors, parser.errors
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(found, file)
