"""Translate a class of a rate file into charges of a tariff."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any

from musdesign.errors import ExpressionError
from musdesign.expr import Expression, Name
from musdesign.finance.tariffs.findings import Finding, Severity
from musdesign.finance.tariffs.model import (
    Block,
    Blocks,
    BlockTable,
    Charge,
    Formula,
    Number,
    Table,
    TariffClass,
    Text,
    Value,
    Worked,
    exact,
)
from musdesign.finance.tariffs.owrs.expressions import (
    Words,
    canonical,
    of_node,
    parts_rounded,
    read_formula,
    terms,
)
from musdesign.finance.tariffs.owrs.keys import (
    as_list,
    exact_number,
    meeting_rows,
    shortened,
    split_key,
)

_KINDS = {"tiered": "Tiered", "budget": "Budget"}
_PERCENT = re.compile(r"\s*(\d+\.?\d*|\.\d+)\s*%\s*$")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$")
_MONEY = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<=\$)\d+(?:\.\d+)?)")
_SIZE = re.compile(r"[\d\s./_|-]*\d\s*\"")
"""A size in inches, such as 5/8": a word of the file, not a quotient."""
_BUDGET = re.compile(r"budget(_[a-z]+)?|[a-z]+_budget")
MOST_ROWS = 20_000

Rows = dict[tuple[str, ...], list[Any]]


def translate_class(
    name: str, fields: Mapping[str, Any], *, lenient: bool = False
) -> tuple[TariffClass | None, list[Finding]]:
    """Return a class of a tariff, None where no bill can be made of it, and what was found."""
    odd = sorted((f for f in fields if re.search(r"\W", f)), key=len, reverse=True)
    work = _Class(name, _canonical_fields(fields), lenient, tuple(odd))
    work.read()
    return work.result(), work.findings


def _canonical_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    keep = kept_names(fields)
    return {
        canonical(field, keep) if field != "volume" else field: v for field, v in fields.items()
    }


def kept_names(fields: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields whose short name is a field of its own: they keep their full name."""
    both = {
        f for f in fields if f.endswith("_commodity") and f.removesuffix("_commodity") in fields
    }
    return frozenset(both | {f.removesuffix("_commodity") for f in both})


@dataclass
class _Class:
    name: str
    fields: dict[str, Any]
    lenient: bool
    odd: tuple[str, ...] = ()
    """Names of fields that hold signs, as turn-on_charge does."""
    defines: dict[str, Value] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    bill: Expression | None = None

    def __post_init__(self) -> None:
        self.keep = kept_names(self.fields)
        self.by_case = {f.casefold(): f for f in self.fields}

    def note(self, code: str, severity: Severity, what: str, at: str = "", cure: str = "") -> None:
        path = f"{self.name}.{at}" if at else self.name
        self.findings.append(Finding(code, severity, what, self.name, path, cure=cure))

    def read(self) -> None:
        for name, given in self.fields.items():
            if name == "bill" or _is_list(given):
                continue
            value = self.field(name, given)
            if value is not None:
                self.defines[name] = value
        given = self.fields.get("bill", self.fields.get(self.by_case.get("bill", ""), None))
        if given is None:
            given = self.assumed_bill()
        if given is not None:
            self.bill = self.formula(str(_single(given)), "bill")

    def assumed_bill(self) -> str | None:
        parts = [f for f in ("service_charge", "commodity_charge") if f in self.defines]
        what = "the class has no bill formula"
        if self.lenient and parts:
            self.note("no-bill", "warning", f"{what}; read as {' + '.join(parts)}", "bill")
            return " + ".join(parts)
        self.note("no-bill", "error", what, "bill", "write bill: service_charge+commodity_charge")
        return None

    def result(self) -> TariffClass | None:
        if self.bill is None:
            return None
        charges: list[Charge] = []
        for node in terms(self.bill):
            part = of_node(node)
            name = node.name if isinstance(node, Name) else part.text
            while any(charge.name == name for charge in charges):
                name += " (again)"
            charges.append(Charge(name, Worked(Formula(part))))
        return TariffClass(self.name, tuple(charges), defines=self.defines)

    def field(self, name: str, given: Any) -> Value | None:
        """Return what a field says: blocks, a table, a number or a formula."""
        given = _single(given)
        if isinstance(given, str) and given.strip().casefold() in _KINDS:
            return self.tiers(name, _KINDS[given.strip().casefold()])
        if isinstance(given, dict):
            return self.map(name, given)
        return self.scalar(given, name)

    def scalar(self, given: Any, at: str) -> Value | None:
        if given is None or (isinstance(given, str) and not given.strip()):
            return None
        text = str(given).strip()
        if isinstance(given, int | float) or _NUMBER.match(text):
            number = exact_number(given)
            if number is None:
                self.note("unreadable", "error", f"the number '{text[:40]}' is out of range", at)
            return None if number is None else Number(number)
        if money := _MONEY.fullmatch(text):
            return self.money(text, money[1].replace(",", ""), at)
        if word := self.word(text):
            return word
        formula = self.formula(text, at)
        if formula is not None and _BUDGET.fullmatch(at):
            formula = parts_rounded(formula)
        return None if formula is None else Formula(formula)

    def word(self, text: str) -> Text | None:
        """Return a word that is no field of the file, or a size; None for a formula."""
        if _SIZE.fullmatch(text):
            return Text(text)
        bare = re.fullmatch(r"[A-Za-z_]\w*", text)
        known = canonical(text, self.keep) in {*self.fields, "volume"}
        if not bare or known or text.casefold() in self.by_case:
            return None
        return Text(text, or_fact=True)

    def money(self, text: str, number: str, at: str) -> Value | None:
        """Return an amount written for people; only lenient reading takes it for a number."""
        severity: Severity = "warning" if self.lenient else "error"
        what = f"the amount '{text}' holds a currency sign or a thousands separator"
        self.note("amount", severity, what, at, f"write {number}")
        return Number(Fraction(number)) if self.lenient else None

    def formula(self, text: str, at: str) -> Expression | None:
        for name in self.odd:
            whole = rf"(?<![\w-]){re.escape(name)}(?!\w|-[A-Za-z_])"
            text = re.sub(whole, canonical(name, self.keep), text)
        words: Words = {}
        try:
            found = read_formula(text, self.keep, words)
        except ExpressionError as error:
            problem = error.problems[0]
            self.note("unreadable", "error", f"{problem.what}; {problem.why}".rstrip("; "), at)
            return None
        for name, (attribute, word) in words.items():
            by = (canonical(attribute, self.keep),)
            self.defines[name] = Table(by, {(word,): Number(exact(1))}, Number(exact(0)))
        return self.right_case(found, at)

    def right_case(self, found: Expression, at: str) -> Expression:
        """Return a formula whose names have the case of the fields (lenient), else a finding."""
        wrong = {
            name: self.by_case[name.casefold()]
            for name in found.names
            if name not in self.fields and name.casefold() in self.by_case
        }
        for name, own in wrong.items():
            severity: Severity = "warning" if self.lenient else "error"
            self.note("letter-case", severity, f"'{name}' is written and '{own}' is the field", at)
        if not wrong or not self.lenient:
            return found
        return read_formula(found.filled(wrong), self.keep)

    def map(self, name: str, given: Mapping[str, Any]) -> Value | None:
        if self.list_valued(given):
            return None  # a block list by attributes, read where it is used
        rows = self.rows(name, given)
        if rows is None:
            return None
        by, found = rows
        read = {key: self.field(name, item) for key, item in found.items()}
        return Table(by, {key: value for key, value in read.items() if value is not None})

    def rows(
        self, name: str, given: Mapping[str, Any]
    ) -> tuple[tuple[str, ...], dict[tuple[str, ...], Any]] | None:
        """Return attributes and rows of a map."""
        on = given.get("depends_on")
        on = on if isinstance(on, list) else re.split(r"\s*[,|]\s*", str(on or "").strip())
        by = tuple(
            canonical(str(item), self.keep) for item in on if item is not None and item != ""
        )
        values = given.get("values")
        if not by or not isinstance(values, dict) or not values:
            self.note("table-keys", "error", f"'{name}' needs depends_on and values", name)
            return None
        found: dict[tuple[str, ...], Any] = {}
        for key, item in values.items():
            parts = self.key_parts(str(key), by, name)
            if parts is not None:
                found[parts] = item
        return by, found

    def key_parts(self, key: str, by: tuple[str, ...], at: str) -> tuple[str, ...] | None:
        parts = split_key(key, by)
        if parts is None:
            what = f"the key '{key}' has too few or too many parts for {len(by)} attributes"
            self.note("table-keys", "error", what, f"{at} ({key})")
        elif key.count("|") >= len(by):
            own = " and ".join(f"'{part.replace('|', ' ')}'" for part in parts)
            what = f"the key '{key}' holds the sign | that joins keys; read as {own}"
            self.note("separator", "note", what, at, f"write {own}")
        return parts

    def list_valued(self, given: Mapping[str, Any]) -> bool:
        values = given.get("values")
        return isinstance(values, dict) and any(_is_list(item) for item in values.values())

    def tiers(self, name: str, kind: str) -> Value | None:
        """Return the blocks of a field of kind Tiered or Budget."""
        starts_name, starts = self.companion(name, "tier_starts")
        prices_name, prices = self.companion(name, "tier_prices")
        if starts is None or prices is None:
            missing = "block starts" if starts is None else "block prices"
            self.note("unequal-lists", "error", f"'{name}' is {kind} and has no {missing}", name)
            return None
        one, two = self.lists(starts_name, starts), self.lists(prices_name, prices)
        if one is None or two is None:
            return None
        if kind == "Tiered" and any(_of_budget(s) for row in one[1].values() for s in row):
            what = f"'{starts_name}' has budget words in a list of kind Tiered; read as Budget"
            self.note("budget-word", "warning", what, starts_name, "write Budget")
            kind = "Budget"
        if one[0] == () and two[0] == ():
            blocks = self.blocks(name, kind, one[1][()], two[1][()], starts_name)
            return None if blocks is None else Blocks(blocks, lifted=self.lifts(kind))
        return self.block_table(name, kind, one, two, starts_name)

    def block_table(
        self, name: str, kind: str, one: tuple[tuple[str, ...], Rows],
        two: tuple[tuple[str, ...], Rows], at: str,
    ) -> Value | None:  # fmt: skip
        by = one[0] + tuple(item for item in two[0] if item not in one[0])
        met = list(islice(meeting_rows(one, two), MOST_ROWS + 1))
        if len(met) > MOST_ROWS:
            self.note("table-keys", "error", f"the tables of '{name}' have too many rows", at)
            return None
        rows: dict[tuple[str, ...], tuple[Block, ...]] = {}
        for key, starts, prices in met:
            blocks = self.blocks(name, kind, starts, prices, f"{at} ({'|'.join(key)})")
            if blocks is not None:
                rows[key] = blocks
        return Blocks(BlockTable(by, rows), lifted=self.lifts(kind))

    def lifts(self, kind: str) -> bool:
        """Return whether bounds below the one before are lifted to it, as budgets may ask."""
        return kind == "Budget" or self.lenient

    def companion(self, name: str, what: str) -> tuple[str, Any]:
        """Return the list that belongs to a charge: tier_starts_drought to the drought charge."""
        stem = re.sub(r"^(variable|fixed)_|_(sur)?charge$|_rate$", "", name)
        stem = re.sub(r"_(sur)?charge$", "", stem)
        candidates = [f"{what}_{stem}", f"{stem}_{what}", f"{what}_{name}", f"{name}_{what}"]
        if stem in {"commodity", "usage", "volume", "water", "consumption"}:
            candidates = [what, f"{what}_commodity", *candidates]
        for candidate in [*candidates, *shortened(what, stem, self.fields), what]:
            own = self.by_case.get(candidate.casefold())
            if own is not None and self.fields[own] is not None:
                return own, self.fields[own]
        return what, None

    def lists(self, name: str, given: Any) -> tuple[tuple[str, ...], Rows] | None:
        if isinstance(given, dict):
            found = self.rows(name, given)
            if found is None:
                return None
            by, rows = found
            return by, {key: as_list(item) for key, item in rows.items()}
        return (), {(): as_list(given)}

    def blocks(
        self, name: str, kind: str, starts: list[Any], prices: list[Any], at: str
    ) -> tuple[Block, ...] | None:
        """Return blocks of starts and prices; the first start is taken as 0."""
        if len(starts) != len(prices):
            what = f"{len(starts)} block starts and {len(prices)} block prices"
            self.note("unequal-lists", "error", what, at, "write one price for each start")
            return None
        bounds = [self.bound(name, kind, start, at) for start in starts[1:]]
        read = [self.scalar(price, at) for price in prices]
        if any(bound is None for bound in bounds) or any(price is None for price in read):
            self.note("unreadable", "error", "an empty or unreadable block start or price", at)
            return None
        self.check_starts(kind, starts, at)
        return tuple(
            Block(bound, price) for bound, price in zip([*bounds, None], read, strict=True)
        )

    def bound(self, name: str, kind: str, start: Any, at: str) -> Value | None:
        """Return where a block ends, given the start of the next one."""
        text = str(start).strip()
        percent = _PERCENT.match(text)
        if percent is not None:
            formula = f"{percent[1]} / 100 * {self.budget_name(name, 'budget')}"
        elif text.casefold() in {"indoor", "outdoor"}:
            formula = self.budget_name(name, text.casefold())
        else:
            value = self.scalar(start, at)
            if isinstance(value, Number):
                number = value.value
                return Number(exact(round(number)) if kind == "Budget" else number - 1)
            if not isinstance(value, Formula | Text):
                return None
            formula = value.text if isinstance(value, Text) else value.expression.text
        formula = f"round({formula})" if kind == "Budget" else f"{formula} - 1"
        found = self.formula(formula, at)
        return None if found is None else Formula(found)

    def budget_name(self, name: str, word: str) -> str:
        stem = re.sub(r"_?(commodity|charge)", "", name).strip("_")
        bare = re.sub(r"^(variable|fixed)_|_?surcharge$|_?charge$", "", name)
        for candidate in (
            f"{stem}_{word}", f"{word}_{stem}", f"{bare}_{word}", f"{word}_{bare}", word
        ):  # fmt: skip
            if candidate in self.fields:
                return candidate
        return next(iter(shortened(word, bare, self.fields)), self.by_case.get(word, word))

    def check_starts(self, kind: str, starts: list[Any], at: str) -> None:
        numbers = [s for s in starts if isinstance(s, int | float) and not isinstance(s, bool)]
        if numbers and starts[0] not in (0, 1, "0", "1"):
            what = f"the first block starts at {starts[0]}; read as 0"
            self.note("first-start", "warning", what, at)
        if len(numbers) == len(starts) and any(b <= a for a, b in pairwise(starts)):
            falls = any(b < a for a, b in pairwise(starts))
            severity: Severity = "error" if falls and not self.lenient else "warning"
            what = f"the block starts {', '.join(map(str, starts))} do not go up"
            self.note("block-order", severity, what, at)
        if kind == "Tiered" and any(s % 1 for s in numbers):
            what = f"the starts {', '.join(map(str, starts))} name the first whole unit of a block"
            cure = "a bound of 172 is written as a start of 173"
            self.note(
                "fractional-start",
                "warning",
                f"{what} and are no whole numbers: off by one?",
                at,
                cure,
            )


def _single(given: Any) -> Any:
    return given[0] if isinstance(given, list) and len(given) == 1 else given


def _is_list(given: Any) -> bool:
    return len(as_list(given)) > 1


def _of_budget(start: Any) -> bool:
    text = str(start).strip().casefold()
    return bool(_PERCENT.match(text)) or text in {"indoor", "outdoor"}
