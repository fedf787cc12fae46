"""Read tariff files: all mistakes at once, each at its line."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, cast

from musdesign.errors import MusdesignError, did_you_mean
from musdesign.finance.tariffs.model import (
    Assignment,
    Attribute,
    Billing,
    Charge,
    Rounding,
    Tariff,
    TariffClass,
    Value,
)
from musdesign.finance.tariffs.reading_charges import CHARGE_KEYS, ChargeReader
from musdesign.finance.tariffs.reading_terms import TermsReader
from musdesign.finance.tariffs.reading_values import KNOWN_FACTS
from musdesign.finance.tariffs.volumes import unit_named
from musdesign.yamlfile import Document, PathTuple

TOP_KEYS = {
    "schema", "name", "country", "currency", "year", "source", "basis", "note", "classes", "unit",
    "billing", "rounding", "attributes", "define", "assign", "effective", "supersedes",
    "price_date", "tax_included", "terms",
}  # fmt: skip
CLASS_KEYS = {
    "fixed_per_month", "minimum_bill", "blocks", "charges", "minimum_volume", "define", "note",
    "source", "basis",
}  # fmt: skip
ATTRIBUTE_KEYS = {"choices", "default", "unit", "least", "most", "note"}
BILLING_KEYS = {"months", "days"}
ROUNDING_KEYS = {"to", "half", "where"}

__all__ = ["CHARGE_KEYS", "TariffReader", "tariff_of"]


def tariff_of(document: Document, name: str = "") -> Tariff:
    """Return the tariff of a document.

    Raises:
        DataError: with every mistake of the file.
    """
    reader = TariffReader(document)
    tariff = reader.tariff(name or Path(document.file).stem)
    reader.finish()
    return tariff


class TariffReader(ChargeReader, TermsReader):
    """Turns a document into a tariff and collects the mistakes."""

    def tariff(self, name: str) -> Tariff:
        """Return the tariff; its mistakes are noted."""
        top = self.group(self.document.data, (), TOP_KEYS)
        if top.get("schema", 1) != 1:
            self.wrong(("schema",), f"schema '{top['schema']}' is not read", cure="write schema: 1")
        basis = self.basis(top)
        currency = self.text(top, "currency")
        if currency and not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
            self.wrong(("currency",), f"'{currency}' is no currency code", cure="write COP or KES")
        attributes = self.attributes(top)
        defines = self.defines(top, ())
        effective = self.group(top.get("effective") or {}, ("effective",), {"from", "to"})
        start = self.date(effective, "from", ("effective",))
        end = self.date(effective, "to", ("effective",))
        if start and end and end < start:
            self.wrong(("effective", "to"), f"the tariff ends ({end}) before it starts ({start})")
        given = top.get("classes")
        if not isinstance(given, dict) or not given:
            self.wrong(("classes",), "a tariff needs at least one class")
            given = {}
        known = {*KNOWN_FACTS, "volume", *attributes, *defines}
        self.check_names(known)
        terms = self.terms(top.get("terms"))
        self.check_names(known | {"shares"}, ("terms",))
        classes = {}
        for word, item in given.items():
            classes[str(word)] = self.one_class(str(word), item, known)
        return Tariff(
            name,
            self.text(top, "name"),
            self.text(top, "country"),
            currency,
            self.year(top),
            self.text(top, "source"),
            basis or "unverified",
            classes,
            self.text(top, "note", needed=False),
            self.document.file,
            self.unit(top),
            self.billing(top),
            self.rounding(top),
            attributes,
            defines,
            self.assignments(top, classes, known),
            start,
            end,
            self.text(top, "supersedes", needed=False),
            self.date(top, "price_date", ()),
            self.flag(top, "tax_included"),
            terms,
        )

    def year(self, group: Mapping[str, Any]) -> int | None:
        """Return the year of the prices."""
        value = group.get("year")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1900 <= value <= 2200:
            self.wrong(("year",), f"'{value}' is not a year", cure="write it as 2016, or leave out")
            return None
        return value

    def flag(self, group: Mapping[str, Any], key: str) -> bool | None:
        """Return a yes or no."""
        value = group.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong((key,), f"'{value}' is no yes or no", cure="write true or false")
            return None
        return value

    def unit(self, top: Mapping[str, Any]) -> str:
        """Return the unit of volumes."""
        try:
            return unit_named(str(top.get("unit", "m3")))
        except MusdesignError as error:
            self.wrong(("unit",), error.problems[0].what, cure=error.problems[0].cure)
            return "m3"

    def billing(self, top: Mapping[str, Any]) -> Billing:
        """Return how often bills are made."""
        group = self.group(top.get("billing") or {}, ("billing",), BILLING_KEYS)
        months = self.plain_number(group.get("months", 1), ("billing", "months"))
        days = None
        if group.get("days") is not None:
            days = self.plain_number(group["days"], ("billing", "days"))
        if months == 0 or days == 0:
            self.wrong(("billing",), "a bill over no time cannot be made")
        return Billing(months or Fraction(1), days or None)

    def rounding(self, top: Mapping[str, Any]) -> Rounding:
        """Return how bills are rounded."""
        if top.get("rounding") is None:
            return Rounding()
        path: PathTuple = ("rounding",)
        group = self.group(top["rounding"], path, ROUNDING_KEYS)
        to = self.plain_number(group.get("to", 0.01), (*path, "to"))
        if to == 0:
            self.wrong((*path, "to"), "a coin of 0 cannot be rounded to")
        half = self.one_of(group, "half", path, ("up", "even", "down"), "up")
        where = self.one_of(group, "where", path, ("total", "line", "none"), "total")
        return Rounding(
            to or Fraction(1, 100),
            cast("Literal['up', 'even', 'down']", half),
            cast("Literal['total', 'line', 'none']", where),
        )

    def attributes(self, top: Mapping[str, Any]) -> dict[str, Attribute]:
        """Return the facts that the tariff asks for."""
        given = top.get("attributes") or {}
        if not isinstance(given, dict):
            self.wrong(("attributes",), "a group of keys is expected here")
            return {}
        found = {}
        for name, item in given.items():
            path: PathTuple = ("attributes", str(name))
            group = self.group(item if item is not None else {}, path, ATTRIBUTE_KEYS)
            choices = self.words(group.get("choices"), (*path, "choices"))
            default = group.get("default")
            if isinstance(default, int | float) and not isinstance(default, bool):
                default = self.plain_number(default, (*path, "default"), least=None)
            if choices and default is not None and str(default) not in choices:
                self.wrong((*path, "default"), f"'{default}' is none of the choices")
            least, most = (
                None
                if group.get(key) is None
                else self.plain_number(group[key], (*path, key), least=None)
                for key in ("least", "most")
            )
            unit = self.text(group, "unit", path, needed=False)
            note = self.text(group, "note", path, needed=False)
            found[str(name)] = Attribute(str(name), choices, default, unit, least, most, note)
        return found

    def defines(self, group: Mapping[str, Any], path: PathTuple) -> dict[str, Value]:
        """Return the names that a file gives to values."""
        given = group.get("define") or {}
        if not isinstance(given, dict):
            self.wrong((*path, "define"), "a group of keys is expected here")
            return {}
        found = {}
        for name, item in given.items():
            here = (*path, "define", str(name))
            read = self.defined(item, here)
            if read is not None:
                found[str(name)] = read
        return found

    def assignments(
        self, top: Mapping[str, Any], classes: Mapping[str, Any], known: set[str]
    ) -> tuple[Assignment, ...]:
        """Return the rules that put customers into classes."""
        found = []
        given = top.get("assign") or []
        if not isinstance(given, list):
            self.wrong(("assign",), "a list of rules is expected here")
            return ()
        for i, item in enumerate(given):
            path: PathTuple = ("assign", i)
            group = self.group(item, path, {"class", "when"})
            name = self.text(group, "class", path)
            if name and name not in classes:
                cure = did_you_mean(name, classes)
                self.wrong((*path, "class"), f"there is no class '{name}'", cure=cure)
            found.append(Assignment(name, self.conditions(group.get("when"), (*path, "when"))))
            self.check_names(known, (*path, "when"))
        return tuple(found)

    def one_class(self, name: str, item: Any, known: set[str]) -> TariffClass:
        """Return a class."""
        path: PathTuple = ("classes", name)
        group = self.group(item, path, CLASS_KEYS)
        defines = self.defines(group, path)
        charges = [*self.short_form(group, path), *self.long_form(group, path)]
        if "blocks" not in group and "charges" not in group:
            self.wrong(
                (*path, "blocks"),
                "a class needs at least one block",
                cure="write - {upto_m3: null, price_per_m3: 0} where use is not charged",
            )
        least = None
        if group.get("minimum_volume") is not None:
            least = self.value(group["minimum_volume"], (*path, "minimum_volume"))
        self.check_names({*known, *defines}, path)
        self.check_references(charges, path)
        return TariffClass(
            name,
            tuple(charges),
            least,
            defines,
            self.text(group, "note", path, needed=False),
            self.text(group, "source", path, needed=False),
            self.basis(group, path, needed=False),
        )

    def check_references(self, charges: list[Charge], path: PathTuple) -> None:
        """Note charges of one name, and names of charges that are none."""
        seen: set[str] = set()
        names = [charge.name for charge in charges]
        for i, charge in enumerate(charges):
            here = (*path, "charges", i) if charge.name else path
            if charge.name in names[:i]:
                self.wrong(here, f"two charges have the name '{charge.name}'")
            for other in charge.replaces:
                if other not in names:
                    cure = did_you_mean(other, names)
                    self.wrong((*here, "replaces"), f"there is no charge '{other}'", cure=cure)
            for other in getattr(charge.rule, "of", ()) if self.of_charges(charge) else ():
                if other not in seen:
                    self.wrong(
                        (*here, "of"),
                        f"no charge before this one is called '{other}'",
                        cure=did_you_mean(other, seen),
                    )
            seen |= {charge.name, *self.block_names(charge)}

    def check_names(self, known: set[str], path: PathTuple = ()) -> None:
        """Note names in formulas, tables and conditions that nobody gives."""
        for name in sorted(self.names - known):
            self.wrong(
                path,
                f"'{name}' is used and nowhere declared",
                cure=f"{did_you_mean(name, known)}; or declare it under attributes",
            )
        self.names = set()
