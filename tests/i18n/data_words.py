"""Collect the words of the data that are our own: names of crops and animals, clauses told by us.

Sources, quotations and names of places and instruments in their own language are not among them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from musdesign.paths import data_root
from musdesign.standards.vocabulary import vocabulary
from tests.i18n.messages import ROOT

# columns of the tables of the library that are shown, and tables whose names are codes
_SHOWN_COLUMNS = ("name", "region")
_CODED = {"pipes.csv", "pipe_materials.csv", "sun_hours.csv"}
# conditions whose words are codes, places, or classes by the words of their instrument
_IN_CODES = {"category", "place", "provider_class", "segment", "town_category", "complexity_level",
             "economic_capacity", "quality_tier"}  # fmt: skip
_OWN = {
    "standards": {"text", "note", "title", "words", "why", "status", "excludes", "charge",
                  "needs", "changeable_by", "boundary_reading"},
    "scenarios": {"description", "assumed", "note", "event", "label"},
}  # fmt: skip


def data_words() -> dict[str, str]:
    """Return each of our own words in the data with the file that holds it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "library" / "data").glob("*.csv")):
        if path.name in _CODED:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in _SHOWN_COLUMNS:
                    if text := (row.get(column) or "").replace("_", " ").strip():
                        found.setdefault(text, path.name)
    for kind, keys in _OWN.items():
        for path in sorted(data_root(kind).rglob("*.yaml")):
            for text in _texts(YAML(typ="safe").load(path.read_text(encoding="utf-8")), keys):
                found.setdefault(text, _place(path))
    for text in _vocabulary():
        found.setdefault(text, "standards/vocabulary.yaml")
    return found


def _vocabulary() -> Iterator[str]:
    """Yield the names that rules are asked by, and the words that their conditions take."""
    for term in vocabulary().values():
        if term.kind == "remark":
            continue
        yield term.name.replace("_", " ")
        if term.name not in _IN_CODES:
            # a roman numeral or a letter is a code in any language
            yield from (word for word in term.values if len(word) > 3)


def _place(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _texts(part: Any, keys: set[str], key: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if str(name).startswith("original") or (name == "text" and key == "quotations"):
                continue
            yield from _texts(value, keys, str(name))
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value, keys, key)
    elif isinstance(part, str) and key in keys and " " in part.strip():
        yield " ".join(part.split())
