"""Tasks for Label Studio: its own kit holds them against a labelling interface and converts them."""

import json
import tempfile
from pathlib import Path

from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

KIND, OUTPUT, ARGS = "label-studio", "out.json", []

INTERFACE = """<View>
  <Labels name="label" toName="text"><Label value="quote"/><Label value="denial"/><Label value="source"/></Labels>
  <Relations><Relation value="said_by"/><Relation value="relayed_by"/><Relation value="denies"/></Relations>
  <Text name="text" value="$text"/>
</View>"""


def read(path, _):
    with open(path, encoding="utf-8") as file:
        tasks = json.load(file)
    interface = LabelInterface(INTERFACE)
    for task in tasks:
        assert interface.validate_task({"data": task["data"]}), task
        for annotation in task["annotations"]:
            known = ("labels", "relation")
            regions = [result for result in annotation["result"] if result["type"] in known]
            assert interface.validate_annotation({**annotation, "result": regions}), annotation
    with tempfile.TemporaryDirectory() as folder:
        Converter(INTERFACE, folder, download_resources=False).convert_to_json(str(path), folder, is_dir=False)
        with open(Path(folder) / "result.json", encoding="utf-8") as file:
            converted = json.load(file)
    found = []
    for task, back in zip(tasks, converted, strict=True):
        text = task["data"]["text"]
        results = [result for a in back["annotations"] for result in a["result"] if result["type"] == "labels"]
        pieces = []
        for result in results:
            value = result["value"]
            piece = text[value["start"]:value["end"]]
            assert piece == value["text"], value
            pieces.append((value["labels"][0], piece))
        found.append((text, sorted(pieces)))
    return found


def spoil(path):
    with open(path, encoding="utf-8") as file:
        tasks = json.load(file)
    value = next(r["value"] for t in tasks for a in t["annotations"] for r in a["result"] if r["type"] == "labels")
    value["start"] -= 1 if value["start"] else -1
    with open(path, "w", encoding="utf-8") as file:
        json.dump(tasks, file, ensure_ascii=False)
