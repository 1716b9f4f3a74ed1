"""doccano's own import reads its JSON Lines."""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

KIND, OUTPUT, ARGS = "doccano", "out.jsonl", ["--relations"]


def read(path, _):
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "found.json"
        script = Path(__file__).with_name("doccano_import.py")
        done = subprocess.run(
            [os.environ["ISNAD_DOCCANO_PYTHON"], str(script), str(path), str(output)],
            capture_output=True, text=True, check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        with open(output, encoding="utf-8") as file:
            found = json.load(file)
    return [(text, sorted((label, piece) for label, piece in pieces)) for text, pieces in found]


def spoil(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        text = file.read()
    later = lambda match: f"{match[1]}{int(match[2]) + 1}"
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(re.sub(r'("end_offset":)(\d+)', later, text, count=1))
