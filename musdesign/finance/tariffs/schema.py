"""The JSON Schema of a tariff file, made of the keys that its reader knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from musdesign.finance.tariffs.reading import (
    ATTRIBUTE_KEYS,
    BILLING_KEYS,
    CLASS_KEYS,
    ROUNDING_KEYS,
    TOP_KEYS,
)
from musdesign.finance.tariffs.reading_charges import BLOCK_KEYS, CHARGE_KEYS, SHORT_BLOCK_KEYS
from musdesign.finance.tariffs.reading_terms import PAY_FIRST, TERM_KEYS
from musdesign.finance.tariffs.reading_values import PERS
from musdesign.provenance import BASES

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_AMOUNT: Schema = {"type": "number", "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_DATE: Schema = {"type": "string", "format": "date"}
_PER: Schema = {"enum": [*PERS]}
_BASIS: Schema = {"enum": [*BASES]}
_WORDS: Schema = {"type": ["string", "array", "number"], "items": {"type": ["string", "number"]}}
_VALUE: Schema = {"$ref": "#/$defs/value"}
_WHEN: Schema = {"type": "object", "additionalProperties": {"$ref": "#/$defs/condition"}}
_DEFINE: Schema = {"type": "object", "additionalProperties": {"$ref": "#/$defs/defined"}}
_LISTS: Schema = {"$ref": "#/$defs/block_lists"}


def tariff_schema() -> Schema:
    """Return the JSON Schema of a tariff file (dates as YAML reads them, written as text)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "musdesign tariff",
        **_group(
            TOP_KEYS,
            {
                "schema": {"const": 1},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                "year": {"type": ["integer", "null"], "minimum": 1900, "maximum": 2200},
                "basis": _BASIS,
                "classes": _map("class"),
                "billing": _group(BILLING_KEYS, {}, _AMOUNT),
                "rounding": _group(ROUNDING_KEYS, _ROUNDING),
                "attributes": _map("attribute"),
                "define": _DEFINE,
                "assign": {
                    "type": "array",
                    "items": _group({"class", "when"}, {"when": _WHEN}),
                },
                "effective": _group({"from", "to"}, {}, _DATE),
                "price_date": _DATE,
                "tax_included": _FLAG,
                "terms": {"$ref": "#/$defs/terms"},
            },
            required=("name", "country", "currency", "source", "basis", "classes"),
        ),
        "$defs": {
            "value": _value(),
            "defined": {"anyOf": [_VALUE, _TEXT, {"$ref": "#/$defs/blocks"}]},
            "condition": _condition(),
            "blocks": _group(_BLOCKS_KEYS, _BLOCKS),
            "block_lists": _block_lists(),
            "block": _group(BLOCK_KEYS, _BLOCK),
            "attribute": _attribute(),
            "charge": _group(CHARGE_KEYS, {**_CHARGE, **_BLOCKS}, required=("name",)),
            "class": _group(CLASS_KEYS, _CLASS),
            "terms": _terms(),
        },
    }


_ROUNDING: Mapping[str, Schema] = {
    "to": {"type": "number", "exclusiveMinimum": 0},
    "half": {"enum": ["up", "even", "down"]},
    "where": {"enum": ["total", "line", "none"]},
}
_BLOCK: Mapping[str, Schema] = {
    "upto": {"anyOf": [_VALUE, {"type": "null"}]},
    "from": _VALUE,
    "price": _VALUE,
    "amount": _VALUE,
}
_BLOCKS: Mapping[str, Schema] = {
    "blocks": _LISTS,
    "mode": {"enum": ["each", "all"]},
    "per": _PER,
    "bounds_per": _PER,
    "scale": _VALUE,
    "between": {"type": "array", "minItems": 2, "maxItems": 2},
    "bound": {"enum": ["included", "excluded", "first unit"]},
    "lifted": _FLAG,
    "of": _WORDS,
}
_BLOCKS_KEYS = {*_BLOCKS, "unit"}
_CHARGE: Mapping[str, Schema] = {
    **dict.fromkeys(("fixed", "price", "percent", "at_least", "at_most", "most"), _VALUE),
    "formula": {"type": ["string", "number"]},
    "when": _WHEN,
    "replaces": _WORDS,
    "basis": _BASIS,
}
_CLASS: Mapping[str, Schema] = {
    "fixed_per_month": _VALUE,
    "minimum_bill": _VALUE,
    "minimum_volume": _VALUE,
    "define": _DEFINE,
    "basis": _BASIS,
    "charges": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/charge"}},
    "blocks": {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["upto_m3", "price_per_m3"],
            "properties": {
                key: {"upto_m3": {"anyOf": [_VALUE, {"type": "null"}]}, "label": _TEXT}.get(
                    key, _VALUE
                )
                for key in sorted(SHORT_BLOCK_KEYS)
            },
        },
    },
}


def _value() -> Schema:
    return {
        "anyOf": [
            _NUMBER,
            _group({"value", "source", "basis"}, {"value": _NUMBER, "basis": _BASIS}),
            _group({"formula"}, {"formula": {"type": ["string", "number"]}}),
            _group({"word", "or_fact"}, {"or_fact": _FLAG}),
            _group(
                {"by", "values", "default"},
                {"by": _WORDS, "values": _map("defined"), "default": {"$ref": "#/$defs/defined"}},
                required=("by", "values"),
            ),
        ]
    }


def _condition() -> Schema:
    bounds = dict.fromkeys(("least", "most", "above", "below"), _NUMBER)
    return {
        "anyOf": [
            {"type": ["string", "number", "boolean"]},
            {"type": "array", "items": {"type": ["string", "number", "boolean"]}},
            _group({*bounds, "one_of"}, {**bounds, "one_of": _WORDS}),
        ]
    }


def _block_lists() -> Schema:
    plain: Schema = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/block"}}
    rows: Schema = {"type": "object", "additionalProperties": plain}
    return {
        "anyOf": [
            plain,
            _group({"by", "values", "default"}, {"by": _WORDS, "values": rows, "default": plain}),
        ]
    }


def _attribute() -> Schema:
    keys: Mapping[str, Schema] = {
        "choices": _WORDS,
        "default": {"type": ["string", "number", "boolean"]},
        "least": _NUMBER,
        "most": _NUMBER,
    }
    return {"anyOf": [_group(ATTRIBUTE_KEYS, keys), {"type": "null"}]}


def _terms() -> Schema:
    count: Schema = {"type": "integer", "minimum": 1}
    plan = {"number": count, "percent_per_month": _AMOUNT}
    known: dict[str, Mapping[str, Schema]] = {
        "fees": {
            "amount": _VALUE, "when": _WHEN, "waived_when": _WHEN, "returned": _FLAG,
            "basis": _BASIS, "instalments": _group({*plan}, plan),
        },
        "late": {"kind": {"enum": ["simple", "compound"]}},
        "estimate": {"mean_of": count},
        "labour": {
            "per": {"enum": ["household", "share", "person"]}, "days_per_year": _VALUE,
            "cash_out": _VALUE, "fine": _VALUE,
        },
        "indexation": {
            "percent": _NUMBER, "every_months": count, "from": _DATE, "charges": _WORDS,
            "name": _TEXT, "values": {"type": "object", "additionalProperties": _AMOUNT},
        },
        "resale": {"unit": _TEXT, "classes": _WORDS},
    }  # fmt: skip
    found: dict[str, Schema] = {}
    for key, keys in TERM_KEYS.items():
        if key == "pay_order":
            found[key] = {"type": "array", "items": {"enum": [*PAY_FIRST]}}
            continue
        other = _TEXT if key == "fees" else _AMOUNT
        one = _group(keys, known.get(key, {}), other)
        found[key] = {"type": "array", "items": one} if key in {"fees", "indexation"} else one
    return _group({*TERM_KEYS}, found)


def _map(name: str) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"$ref": f"#/$defs/{name}"},
    }


def _group(
    keys: set[str], known: Mapping[str, Schema], other: Schema = _TEXT,
    required: tuple[str, ...] = (),
) -> Schema:  # fmt: skip
    found: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: known.get(key, other) for key in sorted(keys)},
    }
    return {**found, "required": [*required]} if required else found
