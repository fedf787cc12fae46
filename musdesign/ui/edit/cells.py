"""A value of a scenario file as the text of a cell, and back.

A cell shows a quantity without its unit where that is the column's own, and whole otherwise; what
is typed may have a decimal comma or point and a unit of its own.  Ranges stand as in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from musdesign.errors import MusdesignError, Problem
from musdesign.ui.typed import read_number
from musdesign.yamlfile import parse_yaml

Kind = Literal[
    "text", "number", "quantity", "monthly", "numbers", "words", "flag", "twelve", "quantities",
    "amounts", "named",
]  # fmt: skip
_QUANTITY = re.compile(r"\s*([-+]?[\d.,]+(?:[eE][-+]?\d+)?)\s*(.*?)\s*")
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?![\w.])")
_RANGE = re.compile(r"\s+(?:to|a|-)\s+|\s*[–—]\s*")
_MOST = 400
YES, NO, NOTHING = "yes", "no", "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a table: where its value stands in the row's item, and how it is read.

    Attributes:
        key: keys from the item to the value, with dots between.
        title: what stands above it (``mark``ed).
        kind: how its text is read.  ``numbers`` and ``words`` are lists, ``twelve`` a list of
            twelve numbers and ``quantities`` one of quantities, with ``;`` between; ``amounts`` is
            an amount or a range of it, ``flag`` yes or no, ``named`` a name or a group of names.
        unit: unit of a bare number.
        choices: what can be chosen, where it is not typed freely.
        named: the library table whose keys the choices are; people read its names.
    """

    key: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    choices: tuple[str, ...] = ()
    named: str = ""


def shown(value: Any, cell: Cell, localised: Callable[[str], str] = str) -> str:
    """Return a value as text of a cell.

    >>> cell = Cell("area", "Area", "quantity", "m2")
    >>> shown("300 m2", cell), shown("0.5 ha", cell), shown(None, cell)
    ('300', '0.5 ha', '')
    >>> shown({"low": 4, "high": 6}, cell)
    '{low: 4, high: 6}'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, dict):
        return _group(value, cell, localised)
    if isinstance(value, list):
        return _listed(value, cell, localised)
    if isinstance(value, int | float):
        return localised(plain(value))
    return _text(str(value), cell, localised)


def _text(text: str, cell: Cell, localised: Callable[[str], str]) -> str:
    if cell.kind == "amounts":
        return _numbers_localised(text, localised)
    match = _QUANTITY.fullmatch(text)
    if cell.kind not in {"quantity", "monthly"} or not match:
        return text
    number = localised(match[1])
    # the plot of a household may be written as "300 m2"
    own = match[2] in {cell.unit, cell.unit.removesuffix("/household")}
    return number if own else f"{number} {match[2]}".strip()


def _listed(values: list[Any], cell: Cell, localised: Callable[[str], str]) -> str:
    if cell.kind in {"twelve", "quantities"}:
        return "; ".join(_numbers_localised(plain(value), localised) for value in values)
    return ", ".join(plain(item) for item in values)


def _numbers_localised(text: str, localised: Callable[[str], str]) -> str:
    return _NUMBER.sub(lambda match: localised(match[0]), text)


def _group(value: dict[str, Any], cell: Cell, localised: Callable[[str], str]) -> str:
    months = value.get("monthly")
    if cell.kind == "monthly" and isinstance(months, list) and set(value) <= {"monthly", "unit"}:
        numbers = "; ".join(localised(plain(item)) for item in months)
        return f"{numbers} {value.get('unit', '')}".strip()
    return _flow(value)


def read(text: str, cell: Cell) -> Any:
    """Return the value that a cell's text means; None where it is empty.

    Raises:
        MusdesignError: it cannot be read as what the column holds.

    >>> read("1,5", Cell("flow", "Flow", "quantity", "L/s"))
    '1.5 L/s'
    >>> read("4; 5", Cell("months", "Months", "numbers"))
    [4, 5]
    """
    text = text.strip()
    if text in {"", NOTHING}:
        return None
    if len(text) > _MOST:
        raise MusdesignError(Problem("the text is too long", why=f"at most {_MOST} characters"))
    if cell.kind != "text" and text[0] in "{[":
        return _written_out(text)
    return _READERS[cell.kind](text, cell)


def _quantity(text: str, unit: str) -> str:
    match = _QUANTITY.fullmatch(text)
    if not match:
        raise MusdesignError(
            Problem(f"'{text}' is not a quantity", cure=f"write it like '12 {unit}'")
        )
    number = plain(read_number(match[1]))
    if match[2][:1].isdigit():
        raise MusdesignError(
            Problem(f"'{text}' holds two numbers", cure="write no space or mark between thousands")
        )
    return f"{number} {match[2] or unit}".strip()


def _months(text: str, cell: Cell) -> dict[str, Any]:
    *parts, last = [part.strip() for part in text.split(";")]
    match = _QUANTITY.fullmatch(last)
    found = [*parts, match[1] if match else last]
    if len(found) != 12:
        raise MusdesignError(
            Problem(
                f"{len(found)} values for 12 months", cure="write one value, or twelve with ';'"
            )
        )
    unit = (match[2] if match else "") or cell.unit
    return {"monthly": [_number(part) for part in found], "unit": unit}


def _twelve(text: str, cell: Cell) -> list[int | float]:
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != 12:
        raise MusdesignError(
            Problem(f"{len(parts)} values for 12 months", cure="write twelve values with ';'")
        )
    return [_number(part) for part in parts]


def _amounts(text: str, unit: str) -> str:
    """Read an amount, or a range of it whose unit stands once at the end.

    >>> _amounts("1,5 – 2,5", "COP"), _amounts("2 to 3 COP/m2/year", "COP"), _amounts("4 %", "COP")
    ('1.5 to 2.5 COP', '2 to 3 COP/m2/year', '4 %')
    """
    parts = _RANGE.split(text)
    if len(parts) == 1:
        return _quantity(text, unit)
    if len(parts) > 2:
        raise MusdesignError(
            Problem(f"'{text}' is no range", cure=f"write it like '1200 to 1800 {unit}'")
        )
    last = _quantity(parts[1], unit)
    own = last.partition(" ")[2]
    first, _, other = _quantity(parts[0], own).partition(" ")
    if other != own:
        raise MusdesignError(Problem(f"'{text}' holds two units", cure="write the unit at the end"))
    return f"{first} to {last}"


def _flag(text: str, cell: Cell) -> bool:
    if text not in {YES, NO}:
        raise MusdesignError(Problem(f"'{text}' is neither yes nor no"))
    return text == YES


def _number(text: str) -> int | float:
    value = read_number(text)
    return int(value) if value.is_integer() and "." not in text and "," not in text else value


def _written_out(text: str) -> Any:
    document = parse_yaml(text, "cell")
    if document.problems:
        raise MusdesignError(Problem(f"'{text}' cannot be read", why=document.problems[0].what))
    return document.data


def plain(value: Any) -> str:
    """Write a value without an exponent or thousands separators.

    >>> plain(0.1 + 0.2), plain(1e-7), plain(1500000.0)
    ('0.3', '0.0000001', '1500000')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    text = f"{value:.12g}"
    return text if "e" not in text else f"{value:.12f}".rstrip("0").rstrip(".")


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return plain(value)


def _numbers(text: str, cell: Cell) -> list[int | float]:
    return [_number(part) for part in re.split(r"[,;\s]+", text) if part]


def _words(text: str, cell: Cell) -> list[str]:
    return [part.strip() for part in re.split(r"[,;]", text) if part.strip()]


_READERS: dict[Kind, Callable[[str, Cell], Any]] = {
    "text": lambda text, cell: text,
    "number": lambda text, cell: _number(text),
    "numbers": _numbers,
    "words": _words,
    "flag": _flag,
    "named": lambda text, cell: text,
    "twelve": _twelve,
    "amounts": lambda text, cell: _amounts(text, cell.unit),
    "quantities": lambda text, cell: [
        _quantity(part.strip(), cell.unit) for part in text.split(";") if part.strip()
    ],
    "quantity": lambda text, cell: _quantity(text, cell.unit),
    "monthly": lambda text, cell: (
        _months(text, cell) if ";" in text else _quantity(text, cell.unit)
    ),
}
