"""Names and keys as the form that wrote most rate files makes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from musdesign.finance.tariffs.customer import find_row
from musdesign.finance.tariffs.model import exact

_SIGN = "|"
_FRACTION = re.compile(r"\d+/\d+\"?")
_HEADS = {"zone", "group"}
_ITEM = r"(?:[+-]?[\d.]+%?|indoor|outdoor)"
_LIST = re.compile(rf"\s*{_ITEM}(?:[\s,|]+{_ITEM})+\s*", re.IGNORECASE)
MOST_PIECES = 12
MOST = 1e15
"""Largest number that a file may hold."""


def split_key(key: str, by: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the parts of a table's key, one for each attribute; None where there are too few.

    The form that wrote most public files put the joining sign in place of every space, so that
    ``5/8|Zone|1`` by meter size and pressure zone has three pieces for two attributes.  Of all ways
    to put pieces together the one that reads best is taken: a whole number and its fraction,
    ``Zone`` or ``Group`` and what follows, a kind and ``Meter``.

    >>> split_key("5/8|Zone|1", ("meter_size", "pressure_zone"))
    ('5/8', 'Zone 1')
    >>> split_key('7|3/4"', ("month", "meter_size")), split_key("Zone|1", ("pressure_zone",))
    (('7', '3/4"'), ('Zone|1',))
    """
    if len(by) == 1:
        return (key,)
    pieces = [piece.strip() for piece in key.split(_SIGN)]
    if len(pieces) < len(by) or len(pieces) > MOST_PIECES:
        return None
    groups = min(_groupings(pieces, len(by)), key=lambda found: _cost(found, by))
    return tuple(" ".join(group) for group in groups)


def _groupings(pieces: list[str], many: int) -> Iterator[list[list[str]]]:
    for cuts in combinations(range(1, len(pieces)), many - 1):
        edges = [0, *cuts, len(pieces)]
        yield [pieces[start:end] for start, end in pairwise(edges)]


def _cost(groups: list[list[str]], by: tuple[str, ...]) -> int:
    """Return how oddly pieces stand together under attributes, and apart where they belong."""
    together = sum(
        _odd(one, two, attribute)
        for group, attribute in zip(groups, by, strict=True)
        for one, two in pairwise(group)
    )
    apart = sum(_torn(before[-1], after[0]) for before, after in pairwise(groups))
    return together + apart


def _torn(before: str, after: str) -> int:
    if before.casefold() in _HEADS or after.casefold() == "meter":
        return 5
    return int(before.isdigit() and _FRACTION.fullmatch(after) is not None)


def _odd(one: str, two: str, attribute: str) -> int:
    """Return 0 where two pieces read as one value of an attribute, else more."""
    if one.isdigit() and _FRACTION.fullmatch(two):
        return 0 if "meter" in attribute or attribute.endswith("size") else 2
    if one.casefold() in _HEADS:
        return 0 if one.casefold() in attribute else 4
    if two.casefold() == "meter":
        return 0 if "type" in attribute else 4
    return 6


Table = tuple[tuple[str, ...], Mapping[tuple[str, ...], list[Any]]]
"""Attributes, and a list for each of their keys."""


def meeting_rows(one: Table, two: Table) -> Iterator[tuple[tuple[str, ...], list[Any], list[Any]]]:
    """Yield the rows of two tables that hold for the same customers, with the key of both.

    The key names the attributes of the first table and then those that only the second has; words
    that mean the same size or zone meet however they are written.

    >>> starts = ("size",), {('5/8"',): [0, 9], ('1"',): [0, 5]}
    >>> prices = ("size", "season"), {("5/8", "dry"): [1, 2], ("5/8", "wet"): [3, 4]}
    >>> [row[0] for row in meeting_rows(starts, prices)]
    [('5/8"', 'dry'), ('5/8"', 'wet')]
    """
    shared = [item for item in one[0] if item in two[0]]
    more = [position for position, item in enumerate(two[0]) if item not in one[0]]
    groups: dict[tuple[str, ...], list[tuple[tuple[str, ...], list[Any]]]] = {}
    for key, item in two[1].items():
        facts = dict(zip(two[0], key, strict=True))
        rest = tuple(key[position] for position in more)
        groups.setdefault(tuple(facts[name] for name in shared), []).append((rest, item))
    for key, item in one[1].items():
        facts = dict(zip(one[0], key, strict=True))
        for rest, other in find_row(groups, tuple(facts[name] for name in shared)) or ():
            yield (*key, *rest), item, other


def shortened(what: str, stem: str, fields: Iterable[str]) -> list[str]:
    """Return fields named by the beginning of a charge: tier_starts_waste of wastewater.

    >>> shortened("tier_starts", "wastewater", ["tier_starts", "tier_starts_waste"])
    ['tier_starts_waste']
    """
    heads = {field: field.removeprefix(f"{what}_") for field in fields}
    return [f for f, head in heads.items() if head != f and len(head) > 3 and stem.startswith(head)]


def as_list(given: Any) -> list[Any]:
    r"""Return a list of block starts or prices, which may stand in one text.

    >>> as_list("0|indoor|100%"), as_list("0\n15"), as_list(7), as_list("budget * 2")
    (['0', 'indoor', '100%'], ['0', '15'], [7], ['budget * 2'])
    """
    if isinstance(given, list):
        return given
    if isinstance(given, str) and _LIST.fullmatch(given):
        return re.split(r"[\s,|]+", given.strip())
    return [given]


def exact_number(given: object) -> Fraction | None:
    """Return a number as written, also in a text; None where it is out of range.

    >>> exact_number("12.50"), exact_number(True), exact_number("1e999")
    (Fraction(25, 2), Fraction(1, 1), None)
    """
    number = given if isinstance(given, int | float) else float(str(given))
    if not abs(number) <= MOST:
        return None
    return exact(int(number) if isinstance(number, bool) else number)
