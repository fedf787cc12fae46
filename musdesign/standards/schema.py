"""The JSON Schema of an instrument file and of an amendment, for editors.

It tells keys, words and kinds of values; what only a reader can know (units of one kind, bands
without gap or overlap, circles of formulas) is told when the file is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from musdesign.provenance import BASES
from musdesign.standards.model import BOUNDS, KINDS, RIGHTS, STANCES, USES
from musdesign.standards.reading_quotations import LANGUAGE
from musdesign.standards.reading_rules import RULE_KEYS
from musdesign.standards.vocabulary import vocabulary, whole_vocabulary

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

_TEXT: Schema = {"type": ["string", "number"]}
_NUMBER: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "format": "date"}
_TEXTS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_FORMULA: Schema = {
    "type": ["string", "number"],
    "description": "names of the vocabulary, + - * / ^",
}


def standard_schema() -> Schema:
    """Return the JSON Schema of an instrument file."""
    rule = _rule()
    table = _group(
        {**rule["properties"], "axes": _AXES, "values": {"type": "array"},
         "cells": {"type": "array", "items": _group(
             {**rule["properties"], "at": _ref("conditions")}, ["at"])}, "gap": _TEXT},
        ["clause", "parameter", "bound", "axes", "values"],
    )  # fmt: skip
    top: Schema = {
        "schema": {"const": 1},
        "country": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "kind": _words(KINDS),
        **dict.fromkeys(
            ("name", "original_name", "language", "issuer", "original_issuer", "issuer_short",
             "number", "status", "superseded_by", "source", "note", "licence"), _TEXT),
        "year": {"type": ["integer", "null"]},
        "draft": _FLAG,
        "in_force": _ref("span"),
        **dict.fromkeys(("supersedes", "amends", "amended_by"), _TEXTS),
        "area": _words(("any", "rural", "urban")),
        "scope": _group({"when": _ref("conditions"), "text": _TEXT}),
        "productive_use": _group({"stance": _words(STANCES), "text": _TEXT}),
        "definitions": {"type": "object", "additionalProperties": _TEXT},
        "livestock_units": _group(
            {"name": _TEXT, "animals": {"type": "object", "additionalProperties": _NUMBER},
             "clause": _TEXT, "basis": _words(BASES), "source": _TEXT}, ["animals"]),
        "may_yield_to": _list(_group(
            {"standard": _TEXT, "when": _ref("conditions"), "since": _DAY, "why": _TEXT},
            ["standard", "when", "why"])),
        "basis": _words(BASES),
        "classes": _list(_group(
            {"condition": _TEXT, "of": _TEXT, "clause": _TEXT, "order": _TEXTS, "optional": _FLAG,
             "basis": _words(BASES), "source": _TEXT,
             "bands": {"type": "object", "additionalProperties": _ref("wanted")}},
            ["condition", "of", "bands"])),
        "rules": _list(_ref("rule")),
        "tables": _list(table),
        "rights": _list(_ref("right")),
        "priorities": _list(_ref("priority")),
        "quotations": _list(_group(
            {"clause": _TEXTS, "parameter": _names("parameter", "figure"),
             "language": {"type": "string", "pattern": f"^{LANGUAGE}$"}, "read": _DAY,
             "basis": _words(BASES[:2]),
             **dict.fromkeys(("text", "place", "source", "note", "licence"), _TEXT)},
            ["clause", "text"])),
    }  # fmt: skip
    found = _group(top, ["country", "name", "issuer", "source", "basis"])
    return {
        "$schema": _DRAFT,
        "title": "musdesign instrument",
        **found,
        "$defs": _definitions(rule),
    }


def amendment_schema() -> Schema:
    """Return the JSON Schema of an amendment."""
    rule = _rule()
    fresh = _group(rule["properties"])
    at = {"clause": _TEXT, "parameter": _names("parameter", "figure"), "when": _ref("conditions"),
          "why": _TEXT}  # fmt: skip
    right = _right()
    top: Schema = {
        "schema": {"const": 1},
        **dict.fromkeys(("name", "why", "by", "source"), _TEXT),
        "date": _DAY,
        "standards": _TEXTS,
        "changes": _list(_group({**at, "set": fresh, "scale": _NUMBER}, ["why"])),
        "adds": _list(_group({"rule": _ref("rule"), "why": _TEXT}, ["rule", "why"])),
        "removes": _list(_group(at, ["why"])),
        "productive_use": _group(
            {"stance": _words(STANCES), "text": _TEXT, "why": _TEXT}, ["stance", "why"]),
        "rights": _group({
            "changes": _list(_group(
                {"clause": _TEXT, "uses": _TEXTS, "why": _TEXT, "set": _group(right["properties"])},
                ["clause", "set", "why"])),
            "adds": _list(_group({"right": _ref("right"), "why": _TEXT}, ["right", "why"])),
            "removes": _list(_group({"clause": _TEXT, "uses": _TEXTS, "why": _TEXT},
                                    ["clause", "why"])),
        }),
        "priorities": _list(_ref("priority")),
    }  # fmt: skip
    found = _group(top, ["name", "why"])
    return {"$schema": _DRAFT, "title": "musdesign amendment", **found, "$defs": _definitions(rule)}


_AXES: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/wanted"}},
    },
}


def _rule() -> Schema:
    points = {"type": "array", "items": {"type": "array", "items": _NUMBER, "minItems": 2}}
    found: Schema = {
        **dict.fromkeys(sorted(RULE_KEYS), _TEXT),
        "parameter": _names("parameter", "figure"),
        "bound": _words(BOUNDS),
        **dict.fromkeys(("value", "low", "high", "multiple", "population_share"), _NUMBER),
        "by_year": {"type": "integer"},
        "when": _ref("conditions"),
        "base": _words(whole_vocabulary().bases),
        "convention": _words(("on_gross", "added_to_net", "included")),
        "basis": _words(BASES),
        "in_force": _ref("span"),
        "strict": _FLAG,
        "formula": _FORMULA,
        **dict.fromkeys(("larger_of", "smaller_of"), _list(_FORMULA)),
        "slides": _group({"by": _TEXT, "points": points}, ["by", "points"]),
        "local_first": _group({"data": _TEXT, "caps": _FLAG}, ["data"]),
        "grows": _group({"rate": _NUMBER, "low": _NUMBER, "high": _NUMBER,
                         "method": _words(("geometric", "arithmetic"))}),
        "steps": _list(_NUMBER),
        **dict.fromkeys(("includes", "excludes", "misquotes"), _TEXTS),
    }  # fmt: skip
    return _group(found, ["clause", "parameter", "bound"])


def _right() -> Schema:
    return _group(
        {
            **dict.fromkeys(("clause", "text", "charge", "title", "original_title",
                             "original_text", "note", "source"), _TEXT),
            "kind": _words(RIGHTS), "beyond": _words(RIGHTS),
            "uses": {"anyOf": [_words(USES), _list(_words(USES))]},
            **dict.fromkeys(("excludes", "needs"), _TEXTS),
            "when": _ref("conditions"), "basis": _words(BASES), "in_force": _ref("span"),
            "limit": _group({"of": _TEXT, "value": _NUMBER, "unit": _TEXT}, ["of", "value"]),
        },
        ["clause", "kind", "text"],
    )  # fmt: skip


def _priority() -> Schema:
    uses = {"anyOf": [_words(USES), _list(_words(USES))]}
    rank = {"anyOf": [*uses["anyOf"], _group({"uses": uses, "words": _TEXT})]}
    return _group(
        {
            **dict.fromkeys(("clause", "text", "changeable_by", "title", "original_title",
                             "source", "note"), _TEXT),
            "order": _list(rank), "when": _ref("conditions"), "basis": _words(BASES),
            "in_force": _ref("span"),
        },
        ["clause", "order"],
    )  # fmt: skip


def _definitions(rule: Schema) -> Schema:
    band = _group(dict.fromkeys(("gt", "gte", "lt", "lte"), _NUMBER))
    one: Schema = {"type": ["string", "number", "boolean"]}
    return {
        "wanted": {"anyOf": [one, {"type": "array", "items": one}, band]},
        "conditions": {
            "type": "object",
            "propertyNames": _names("condition", "remark", "parameter", "figure"),
            "additionalProperties": _ref("wanted"),
        },
        "span": _group({"from": _DAY, "to": _DAY}),
        "rule": rule,
        "right": _right(),
        "priority": _priority(),
    }


def _names(*kinds: str) -> Schema:
    """Return the canonical names and other spellings of terms."""
    found = [
        spelling
        for term in vocabulary().values()
        if term.kind in kinds
        for spelling in (term.name, *term.aliases)
    ]
    return {"enum": sorted(set(found))}


def _words(known: Iterable[str]) -> Schema:
    return {"enum": list(known)}


def _list(item: Mapping[str, Any]) -> Schema:
    return {"type": "array", "items": dict(item)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _group(properties: Mapping[str, Any], required: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }
