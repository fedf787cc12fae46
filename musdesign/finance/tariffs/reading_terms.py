"""Read the terms of a tariff file: what stands around the bill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, cast

from musdesign.errors import MusdesignError
from musdesign.finance.tariffs.reading_values import ValueReader
from musdesign.finance.tariffs.terms import (
    Estimate,
    Fee,
    Indexation,
    Instalments,
    Labour,
    Late,
    PayFirst,
    Prepaid,
    Resale,
    Terms,
)
from musdesign.finance.tariffs.volumes import unit_named
from musdesign.yamlfile import PathTuple

TERM_KEYS: dict[str, set[str]] = {
    "fees": {"name", "amount", "event", "when", "waived_when", "instalments", "returned",
             "source", "basis"},
    "late": {"percent_per_month", "grace_days", "kind", "most_percent", "fee"},
    "pay_order": set(),
    "estimate": {"mean_of", "least"},
    "prepaid": {"step"},
    "labour": {"days_per_year", "per", "cash_out", "fine"},
    "indexation": {"percent", "every_months", "from", "values", "base", "charges", "name"},
    "resale": {"most", "unit", "classes"},
}  # fmt: skip
PAY_FIRST = ("oldest", "fees", "interest", "newest")


class TermsReader(ValueReader):
    """Turns the group ``terms`` into terms and collects the mistakes."""

    def terms(self, given: Any) -> Terms:
        """Return the terms of a file."""
        if given is None:
            return Terms()
        path: PathTuple = ("terms",)
        group = self.group(given, path, set(TERM_KEYS))
        order = self.words(group.get("pay_order"), (*path, "pay_order"))
        for word in order:
            if word not in PAY_FIRST:
                cure = f"one of {', '.join(PAY_FIRST)}"
                self.wrong((*path, "pay_order"), f"unknown word '{word}'", cure=cure)
        fees = [self._fee(i, p) for i, p in self._items(group, "fees")]
        indices = [self._indexation(i, p) for i, p in self._items(group, "indexation")]
        return Terms(
            tuple(fee for fee in fees if fee is not None),
            self._late(group),
            cast("tuple[PayFirst, ...]", order) or Terms().pay_order,
            self._estimate(group),
            self._prepaid(group),
            self._labour(group),
            tuple(indices),
            self._resale(group),
        )

    def _items(self, group: Mapping[str, Any], key: str) -> list[tuple[Any, PathTuple]]:
        given = group.get(key)
        if given is None:
            return []
        path: PathTuple = ("terms", key)
        if not isinstance(given, list):
            self.wrong(path, "a list is expected here")
            return []
        return [(self.group(item, (*path, i), TERM_KEYS[key]), (*path, i)) for i, item in
                enumerate(given)]  # fmt: skip

    def _one(self, group: Mapping[str, Any], key: str) -> dict[str, Any] | None:
        if group.get(key) is None:
            return None
        return self.group(group[key], ("terms", key), TERM_KEYS[key])

    def _amount(
        self, group: Mapping[str, Any], key: str, path: PathTuple, default: float | None = 0
    ) -> Fraction:
        if group.get(key, default) is None:
            self.wrong(path, f"{key} is missing")
            return Fraction(0)
        return self.plain_number(group.get(key, default), (*path, key)) or Fraction(0)

    def _count(self, group: Mapping[str, Any], key: str, path: PathTuple, default: int) -> int:
        found = group.get(key, default)
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            self.wrong((*path, key), f"'{found}' is no whole number of 1 or more")
            return default
        return found

    def _fee(self, group: dict[str, Any], path: PathTuple) -> Fee | None:
        name, event = self.text(group, "name", path), self.text(group, "event", path)
        if "amount" not in group:
            self.wrong(path, "amount is missing")
            return None
        amount = self.value(group["amount"], (*path, "amount"))
        plan = None
        if group.get("instalments") is not None:
            here = (*path, "instalments")
            inner = self.group(group["instalments"], here, {"number", "percent_per_month"})
            plan = Instalments(
                self._count(inner, "number", here, 1),
                self._amount(inner, "percent_per_month", here),
            )
        when = self.conditions(group.get("when"), (*path, "when"))
        waived = self.conditions(group.get("waived_when"), (*path, "waived_when"))
        source = self.text(group, "source", path, needed=False)
        basis = self.basis(group, path, needed=False)
        if amount is None:
            return None
        returned = group.get("returned") is True
        return Fee(name, amount, event, when, plan, returned, waived, source, basis)

    def _late(self, terms: Mapping[str, Any]) -> Late | None:
        group = self._one(terms, "late")
        if group is None:
            return None
        path: PathTuple = ("terms", "late")
        kind = self.one_of(group, "kind", path, ("simple", "compound"), "simple")
        most = self._amount(group, "most_percent", path) if "most_percent" in group else None
        return Late(
            self._amount(group, "percent_per_month", path, None),
            int(self._amount(group, "grace_days", path)),
            cast("Literal['simple', 'compound']", kind),
            most,
            self._amount(group, "fee", path),
        )

    def _estimate(self, terms: Mapping[str, Any]) -> Estimate | None:
        group = self._one(terms, "estimate")
        if group is None:
            return None
        path: PathTuple = ("terms", "estimate")
        return Estimate(self._count(group, "mean_of", path, 3), self._amount(group, "least", path))

    def _prepaid(self, terms: Mapping[str, Any]) -> Prepaid | None:
        group = self._one(terms, "prepaid")
        if group is None:
            return None
        step = self._amount(group, "step", ("terms", "prepaid"), None)
        if not step:
            self.wrong(("terms", "prepaid", "step"), "a step must be above 0")
            return None
        return Prepaid(step)

    def _labour(self, terms: Mapping[str, Any]) -> Labour | None:
        group = self._one(terms, "labour")
        if group is None:
            return None
        path: PathTuple = ("terms", "labour")
        per = self.one_of(group, "per", path, ("household", "share", "person"), "household")
        days, cash, fine = (
            None if group.get(key) is None else self.value(group[key], (*path, key))
            for key in ("days_per_year", "cash_out", "fine")
        )
        if days is None:
            self.wrong(path, "days_per_year is missing")
            return None
        return Labour(days, cast("Literal['household', 'share', 'person']", per), cash, fine)

    def _indexation(self, group: dict[str, Any], path: PathTuple) -> Indexation:
        if ("percent" in group) == ("values" in group):
            self.wrong(path, "an indexation needs percent: or values:")
        percent = None
        if "percent" in group:
            percent = self.plain_number(group["percent"], (*path, "percent"), least=-100)
        values: dict[dt.date, Fraction] = {}
        for key, item in (group.get("values") or {}).items():
            try:
                date = dt.date.fromisoformat(str(key))
            except ValueError:
                self.wrong((*path, "values"), f"'{key}' is not a date", cure="write 2026-07-01")
                continue
            values[date] = self.plain_number(item, (*path, "values", str(key))) or Fraction(0)
        start = self.date(group, "from", path)
        if "percent" in group and start is None:
            self.wrong(path, "from is missing", cure="write from: 2024-07-01")
        return Indexation(
            percent,
            self._count(group, "every_months", path, 12),
            start,
            values,
            self._amount(group, "base", path, 100) or Fraction(100),
            self.words(group.get("charges"), (*path, "charges")),
            self.text(group, "name", path, needed=False),
        )

    def _resale(self, terms: Mapping[str, Any]) -> Resale | None:
        group = self._one(terms, "resale")
        if group is None:
            return None
        path: PathTuple = ("terms", "resale")
        try:
            unit = unit_named(str(group.get("unit", "m3")))
        except MusdesignError as error:
            self.wrong((*path, "unit"), error.problems[0].what, cure=error.problems[0].cure)
            unit = "m3"
        most = self._amount(group, "most", path, None)
        return Resale(most, unit, self.words(group.get("classes"), (*path, "classes")))
