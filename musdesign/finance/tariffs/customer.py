"""A customer's facts, and the numbers of a tariff as they hold for that customer."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from musdesign.errors import CalculationError, MusdesignError, Problem, did_you_mean
from musdesign.finance.tariffs import piecewise as pw
from musdesign.finance.tariffs.block_rule import amount_of
from musdesign.finance.tariffs.formulas import Operand, as_number, evaluate, plain
from musdesign.finance.tariffs.model import (
    Blocks,
    BlockTable,
    Condition,
    Formula,
    Number,
    Per,
    Scalar,
    Table,
    Tariff,
    Text,
    Value,
    exact,
)
from musdesign.finance.tariffs.piecewise import Piecewise

MONTH_DAYS = Fraction(365, 12)


@dataclass(slots=True)
class Customer:
    """What is known of a customer while one tariff is compiled for them."""

    tariff: Tariff
    facts: Mapping[str, Scalar]
    defines: Mapping[str, Value] = field(default_factory=dict)
    volume: Piecewise = field(default_factory=pw.identity)
    used: set[str] = field(default_factory=set)
    """Facts that the tariff asked for."""
    _busy: list[str] = field(default_factory=list)

    def lookup(self, name: str) -> Operand:
        """Return a name's value: the volume, a fact, a definition, or a default.

        Raises:
            MusdesignError: the name is none of them; the message says what to give.
        """
        if name == "volume":
            return self.volume
        if name in self.facts:
            self.used.add(name)
            return operand(self._checked(name))
        if name in self.defines:
            return self._defined(name)
        built_in = {
            "days_in_bill": self.tariff.billing.days_in_bill,
            "months_in_bill": self.tariff.billing.months,
        }
        if name in built_in:
            return built_in[name]
        known = self.tariff.attributes.get(name)
        if known is not None and known.default is not None:
            return operand(known.default)
        raise MusdesignError(self.missing(name))

    def missing(self, name: str, choices: tuple[str, ...] = ()) -> Problem:
        """Return the message that a fact is needed."""
        known = self.tariff.attributes.get(name)
        choices = (known.choices if known else ()) or choices
        unit = f" in {known.unit}" if known and known.unit else ""
        cure = f"one of {', '.join(choices)}" if choices else f"give it as {name}=..."
        return Problem(f"the tariff '{self.tariff.id}' needs {name}{unit}", cure=cure)

    def value(self, value: Value) -> Operand:
        """Return a value of the tariff for this customer.

        Raises:
            MusdesignError: a fact is missing, or no row of a table fits it.
        """
        if isinstance(value, Number):
            return value.value
        if isinstance(value, Text):
            given = value.or_fact and value.text in self.facts
            return self.lookup(value.text) if given else value.text
        if isinstance(value, Formula):
            return evaluate(value.expression, self.lookup)
        if isinstance(value, Blocks):
            return amount_of(value, self)
        return self.value(self.row(value))

    def number(self, value: Value) -> Fraction:
        """Return a value that may not depend on the volume."""
        return as_number(self.value(value))

    def number_of(self, name: str) -> Fraction:
        """Return a fact that is a number."""
        return as_number(self.lookup(name))

    def times(self, per: Per) -> Fraction:
        """Return how often a day, month or year fits in the bill (bills: once)."""
        if per == "bill":
            return pw.ONE
        if per == "day":
            return as_number(self.lookup("days_in_bill"))
        months = as_number(self.lookup("months_in_bill"))
        return months if per == "month" else months / 12

    def meets(self, condition: Condition) -> Piecewise:
        """Return 1 where a condition holds and 0 where not (it may hold for some volumes only)."""
        if condition.one_of:
            word = self.word(condition.attribute)
            return pw.flat(Fraction(same_word(word, condition.one_of) is not None))
        found = self.lookup(condition.attribute)
        if isinstance(found, Piecewise) and found.constant is None:
            return self._meets_by_volume(found, condition)
        number = as_number(found)
        tests = (
            condition.least is None or number >= condition.least,
            condition.most is None or number <= condition.most,
            condition.above is None or number > condition.above,
            condition.below is None or number < condition.below,
        )
        return pw.flat(Fraction(all(tests)))

    def _meets_by_volume(self, found: Piecewise, condition: Condition) -> Piecewise:
        holds = pw.flat(pw.ONE)
        turned = {True: pw.ONE, False: pw.ZERO}
        for bound, test in (
            (condition.least, lambda s: s >= 0),
            (condition.most, lambda s: s <= 0),
            (condition.above, lambda s: s > 0),
            (condition.below, lambda s: s < 0),
        ):
            if bound is not None:
                signs = pw.signs(found - pw.flat(bound))
                holds = holds * pw.mapped(signs, lambda s, test=test: turned[test(s)])  # type: ignore[misc]
        return holds

    def _defined(self, name: str) -> Operand:
        if name in self._busy:
            around = " -> ".join([*self._busy, name])
            raise CalculationError(f"the definitions go round in a circle: {around}")
        self._busy.append(name)
        try:
            return self.value(self.defines[name])
        finally:
            self._busy.pop()

    def _checked(self, name: str) -> Scalar:
        given = self.facts[name]
        known = self.tariff.attributes.get(name)
        if known is None:
            return given
        word = key_text(given)
        if known.choices and same_word(word, known.choices) is None:
            cure = did_you_mean(word, known.choices)
            raise MusdesignError(Problem(f"{name} '{word}' is unknown to the tariff", cure=cure))
        if isinstance(given, Fraction) and (
            (known.least is not None and given < known.least)
            or (known.most is not None and given > known.most)
        ):
            low = "" if known.least is None else f"at least {plain(known.least)}"
            high = "" if known.most is None else f"at most {plain(known.most)}"
            cure = f"it must be {' and '.join(x for x in (low, high) if x)}"
            raise MusdesignError(Problem(f"{name} = {word} is out of range", cure=cure))
        return given

    def word(self, name: str) -> str:
        """Return a fact as a word, the way table keys are compared."""
        if name in self.facts and isinstance(self.facts[name], bool):
            self.used.add(name)
            return key_text(self._checked(name))
        found = self.lookup(name)
        return found if isinstance(found, str) else plain(as_number(found))

    def row(self, table: Table | BlockTable) -> Any:
        """Return the row of a table that fits the customer.

        Raises:
            MusdesignError: facts are missing (all of them named), or no row fits.
        """
        words, problems = [], []
        for position, name in enumerate(table.by):
            choices = tuple(dict.fromkeys(row[position] for row in table.rows))
            choices += () if table.default is None else ("or another",)
            try:
                words.append(self.word(name))
            except MusdesignError as error:
                asked = name not in self.facts and name not in self.defines
                problems += [self.missing(name, choices)] if asked else list(error.problems)
        if problems:
            raise MusdesignError(problems)
        found = find_row(table.rows, tuple(words))
        if found is not None:
            return found
        if table.default is not None:
            return table.default
        rows = ["|".join(row) for row in table.rows]
        raise MusdesignError(
            Problem(
                f"the tariff '{self.tariff.id}' has no row for "
                + ", ".join(f"{n} '{w}'" for n, w in zip(table.by, words, strict=True)),
                cure=did_you_mean("|".join(words), rows, most=20),
            )
        )


def find_row(rows: Mapping[tuple[str, ...], Any], words: tuple[str, ...]) -> Any:
    """Return the row for the given words (exactly, else but for case), None where none is."""
    if words in rows:
        return rows[words]
    for row, value in rows.items():
        if len(row) == len(words) and all(
            same_word(word, (key,)) is not None for word, key in zip(words, row, strict=True)
        ):
            return value
    joined = _joined(words)
    # keys that hold the sign which joins them are the same text however they are cut
    return next((value for row, value in rows.items() if _joined(row) == joined), None)


def _joined(words: tuple[str, ...]) -> str:
    return " ".join(_folded(word) for word in words)


def same_word(word: str, known: tuple[str, ...]) -> str | None:
    """Return the known word that is the given one but for case, space and way of writing it.

    Ways of writing: inches, whole numbers, yes and no.

    >>> same_word("yes ", ("Yes", "No"))
    'Yes'
    >>> same_word('1 1/2"', ('1"', '1|1/2"'))
    '1|1/2"'
    >>> same_word("zone 1", ("Zone|1",)), same_word("Inside City", ("inside_city",))
    ('Zone|1', 'inside_city')
    >>> same_word("true", ("Yes", "No")), same_word("7", ("07", "8")), same_word("3/4", ('3/4"',))
    ('Yes', '07', '3/4"')
    """
    wanted = _folded(word)
    return next((k for k in known if _folded(k) == wanted), None)


@functools.lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    folded = " ".join(word.translate(_SPACES).split()).casefold()
    folded = _INCH.sub("", _MIXED.sub(r"\1 \2", folded))
    if part := _PART.fullmatch(folded):
        return plain(Fraction(part[1] or 0) + Fraction(f"{part[2]}/{part[3]}"))
    if _DECIMAL.fullmatch(folded):
        return plain(Fraction(folded))
    return _YES_NO.get(folded, folded)


_SPACES = str.maketrans("|_", "  ")
_INCH = re.compile(r"(?<=\d)\s*(?:[\"”″]|''|(?:in\.?|inch|inches)$)")
_DECIMAL = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?")
_PART = re.compile(r"(?:(\d{1,3}) )?(\d{1,2})/(2|3|4|8|16|32)")
"""Sizes in inches with a part, which may also be written as a decimal: 3/4 is 0.75."""
_YES_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""Words that the formats of rate files read as true and false."""
_MIXED = re.compile(r"(\d)[|_ -]+(\d+/\d+)")
"""One and a half inches, written 1|1/2, 1_1/2 or 1-1/2."""


def key_text(fact: Scalar) -> str:
    """Write a fact the way table keys are compared: 7 and 7.0 are "7", True is "true"."""
    if isinstance(fact, bool):
        return "true" if fact else "false"
    return fact if isinstance(fact, str) else plain(fact)


def operand(fact: Scalar) -> Operand:
    """Return a fact for use in formulas: yes and no count as 1 and 0."""
    return Fraction(fact) if isinstance(fact, bool) else fact


def facts_of(given: Mapping[str, object]) -> dict[str, Scalar]:
    """Return facts as given by a caller, numbers exact.

    >>> facts_of({"persons": 4, "zone": "B", "senior": True})
    {'persons': Fraction(4, 1), 'zone': 'B', 'senior': True}
    """
    found: dict[str, Scalar] = {}
    for name, value in given.items():
        if isinstance(value, bool | str | Fraction):
            found[name] = value
        elif isinstance(value, int | float) and value == value and abs(value) != float("inf"):  # noqa: PLR0124
            found[name] = exact(value)
        else:
            raise MusdesignError(
                Problem(f"{name} = '{value}' is no word and no number", cure="give one value")
            )
    return found
