"""Check a tariff of the project's own form: what is proven of every class, and what looks wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path

from musdesign.errors import DataError, MusdesignError
from musdesign.finance.tariffs.compiling import compile_tariff
from musdesign.finance.tariffs.findings import Finding, Severity
from musdesign.finance.tariffs.model import Attribute, Scalar, Tariff
from musdesign.finance.tariffs.owrs import OwrsFile
from musdesign.finance.tariffs.owrs.lint import lint_owrs
from musdesign.finance.tariffs.proofs import Place, prove
from musdesign.finance.tariffs.rates import open_rates

MOST_CUSTOMERS = 200
_SEVERITY: Mapping[str, Severity] = {"notch": "note", "falling": "warning", "negative": "error"}
_TYPICAL: Mapping[str, Scalar] = {
    "persons": Fraction(5),
    "dwellings": Fraction(1),
    "month": Fraction(1),
    "altitude": Fraction(1500),
}


def lint(path: str, folder: Path | None = None) -> list[Finding]:
    """Return what is wrong, doubtful or worth knowing in a rate file of any kind.

    Raises:
        MusdesignError: there is no such file, or it is not even YAML.
    """
    try:
        rates = open_rates(path, folder)
    except DataError as error:
        if all(problem.line is None for problem in error.problems):
            raise
        return [
            Finding("unreadable", "error", p.what + (f"; {p.why}" if p.why else ""), "", p.path,
                    p.file, p.line, p.cure)
            for p in error.problems
        ]  # fmt: skip
    if isinstance(rates, OwrsFile):
        return lint_owrs(rates)
    return lint_tariff(rates)


def lint_tariff(tariff: Tariff) -> list[Finding]:
    """Return what is proven wrong or doubtful in a tariff, for every kind of customer it names."""
    found: list[Finding] = []
    for name in tariff.classes:
        try:
            for facts in customers(tariff):
                bill = compile_tariff(tariff, name, facts).total
                found += [_of_place(tariff, name, place) for place in prove(bill).places]
                if bill.degree > 1:
                    what = f"the bill grows with the volume to the power {bill.degree}"
                    found.append(_made(tariff, "degree", "error", what, name))
        except MusdesignError as error:
            what = "; ".join(str(problem) for problem in error.problems)
            found.append(_made(tariff, "gap", "warning", what, name))
    return list(dict.fromkeys(found))


def _of_place(tariff: Tariff, name: str, place: Place) -> Finding:
    code = "falling" if place.fault == "notch" and place.by < 0 else place.fault
    severity = _SEVERITY[code]
    return _made(tariff, code, severity, place.describe(tariff.unit, tariff.currency), name)


def _made(tariff: Tariff, code: str, severity: Severity, what: str, name: str) -> Finding:
    return Finding(code, severity, what, name, f"classes.{name}", tariff.file or tariff.id)


def customers(tariff: Tariff) -> Iterator[dict[str, Scalar]]:
    """Return customers that together take every choice of every attribute (at most 200)."""
    names = [*tariff.attributes]
    options = [_options(tariff.attributes[name]) for name in names]
    for count, values in enumerate(product(*options)):
        if count >= MOST_CUSTOMERS:
            return
        chosen = dict(zip(names, values, strict=True))
        typical = {k: v for k, v in _TYPICAL.items() if k not in chosen}
        yield {**typical, **chosen}


def _options(attribute: Attribute) -> list[Scalar]:
    if attribute.choices:
        return list(attribute.choices)
    if attribute.default is not None:
        return [attribute.default]
    low = attribute.least if attribute.least is not None else Fraction(0)
    high = attribute.most if attribute.most is not None else low + 10
    return [low, high]
