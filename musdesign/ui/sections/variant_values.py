"""What was changed in each saved variant, in words: values, and tariffs by what they charge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from musdesign.flow import Scheme
from musdesign.flow.tariff_edits import PROPOSED
from musdesign.study.explain.inputs import title_of
from musdesign.ui.parts import Cell, Column, table
from musdesign.ui.words import localised, say, told
from musdesign.workspace import Variant

_TARIFFS = "tariff_edits"
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_MOST = 120


def made_table(variants: Sequence[Variant], of: Scheme) -> str:
    """Return what was changed in each variant, one row a value."""
    made = [dict(_unfolded(variant.changes)) for variant in variants]
    rows: list[tuple[str | Cell, ...]] = []
    for path in dict.fromkeys(path for values in made for path in values):
        cells = [
            Cell(values[path], "differs") if path in values else Cell(say("as in the case"))
            for values in made
        ]
        rows.append((_title(path, of), *cells))
    return table(
        [Column(say("Changed value"), "wide"), *(Column(v.name, "words") for v in variants)],
        rows,
        say("What was changed in each; the rest is as in its case"),
        stacked=True,
    )


def _unfolded(changes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return each change with its value in words, the classes of changed tariffs by themselves."""
    for path, value in changes.items():
        if path != _TARIFFS or not isinstance(value, Mapping):
            yield path, _written(value)
            continue
        for tariff, classes in value.items():
            for name, rates in classes.items():
                yield f"{_TARIFFS}\n{tariff}\n{name}", _charged(rates)


def _title(path: str, of: Scheme) -> str:
    if not path.startswith(f"{_TARIFFS}\n"):
        return told(title_of(of, path))
    _, tariff, name = path.split("\n")
    titles = {made.id: made.name for made in of.tariffs} | {PROPOSED: "Proposed tariff"}
    return say("{tariff}, class {name}", tariff=told(titles.get(tariff, tariff)), name=name)


def _charged(rates: Mapping[str, Any]) -> str:
    """Return what a class is charged, as the sheet for the assembly says it."""
    parts = [say("{amount} a month", amount=_number(rates.get("fixed", "0")))]
    blocks = rates.get("blocks", [])
    for block in blocks:
        price = _number(block.get("price", ""))
        if "upto" in block:
            end = _number(block["upto"])
            parts.append(say("{amount} for each m3 up to {end}", amount=price, end=end))
        elif len(blocks) > 1:
            parts.append(say("{amount} for each m3 above", amount=price))
        else:
            parts.append(say("{amount} for each m3", amount=price))
    return "; ".join(parts)


def _number(quantity: Any) -> str:
    text = str(quantity).partition(" ")[0]
    return localised(_NUMBER.sub(lambda match: f"{float(match[0]):,.10g}", text))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, Mapping):
        parts = (f"{told(str(k).replace('_', ' '))}: {_written(v)}" for k, v in value.items())
        text = "; ".join(parts)
    elif isinstance(value, list):
        text = "; ".join(map(_written, value))
    else:
        text = _NUMBER.sub(lambda match: localised(match[0]), str(value))
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
