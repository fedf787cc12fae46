"""What regulators ask of a tariff, as dated data, and whether a tariff keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance.effects.schedule import Schedule
from musdesign.finance.effects.search import ClassCap
from musdesign.finance.tariffs.terms import Terms
from musdesign.finance.tariffs.volumes import M3_PER_UNIT
from musdesign.library.tables import Row, table
from musdesign.provenance import Basis

Verdict = Literal["keeps", "breaks", "cannot tell"]
_COLOMBIAN_REFERENCE = "E4"
_NO_CHECK = {"complementary_over_basic", "standard_loss", "environmental_investment"}
"""Numbers from which a tariff is made, and against which none is held."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A number of a regulator: for whom, from when to when, and where it was read."""

    key: str
    country: str
    instrument: str
    parameter: str
    who: str
    value: float
    unit: str
    from_year: int | None
    to_year: int | None
    source: str
    basis: Basis
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule held against a class of a tariff."""

    rule: Rule
    class_name: str
    verdict: Verdict
    value: float | None
    told: str


def countries() -> list[str]:
    """Return the countries with rules on file."""
    return sorted({row.text("country") for row in table("regulators").values()})


def rules(country: str, year: int | None = None) -> tuple[Rule, ...]:
    """Return a country's rules in force in a year (all of them where no year is given).

    Raises:
        MusdesignError: no rules on file for the country.
    """
    found = [_rule(row) for row in table("regulators").values() if row.text("country") == country]
    if not found:
        raise MusdesignError(
            Problem(
                f"no regulator's rules on file for '{country}'",
                cure=did_you_mean(country, countries()),
            )
        )
    if year is None:
        return tuple(found)
    return tuple(
        rule
        for rule in found
        if (rule.from_year is None or rule.from_year <= year)
        and (rule.to_year is None or year <= rule.to_year)
    )


def basic_blocks(country: str, altitude_m: float) -> tuple[float, float] | None:
    """Return the ends of the basic and the complementary block, m3 a month; None without a rule.

    Up to 1,000 m counts as below it, and 2,000 m still as between.

    >>> basic_blocks("COL", 1400), basic_blocks("COL", 2600), basic_blocks("COL", 500)
    ((13.0, 26.0), (11.0, 22.0), (16.0, 32.0))
    """
    rows = table("regulators")
    band = "low" if altitude_m < 1000 else "middle" if altitude_m <= 2000 else "high"
    row = rows.get(f"{country}/basic_{band}")
    if row is None:
        return None
    basic = row.number("value")
    return basic, basic * rows[f"{country}/complementary"].number("value")


def legal_caps(country: str, classes: tuple[str, ...]) -> tuple[ClassCap, ...]:
    """Return the caps between classes for a tariff search.

    Colombia: strata 1 to 3 pay at least 1 less the largest subsidy of the fixed charge and first
    block of stratum 4, and its full price above; contributing classes at least 1 plus theirs.
    """
    if country != "COL":
        return ()
    caps = []
    for rule in rules(country):
        if rule.who not in classes or rule.who == _COLOMBIAN_REFERENCE:
            continue
        name, other, why = rule.who, _COLOMBIAN_REFERENCE, rule.instrument
        if rule.parameter == "subsidy_most":
            caps += [
                ClassCap(name, other, part, 1.0 - rule.value, 1.0, why)
                for part in ("fixed", "first")
            ]
            caps.append(ClassCap(name, other, "rest", 1.0, 1.0, why))
        elif rule.parameter == "contribution_least":
            caps.append(ClassCap(name, other, "all", 1.0 + rule.value, 10.0, why))
    return tuple(caps)


def check(
    country: str,
    schedules: Mapping[str, Schedule],
    *,
    altitude_m: float | None = None,
    year: int | None = None,
    terms: Terms | None = None,
    recovery: Mapping[str, float | None] | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of a country's rules on a tariff.

    Rules that need what is not given (a register of the indigent, proof of service) are told as
    ``cannot tell``.

    Args:
        country: three letters.
        schedules: the bill of a month by class.
        altitude_m: of the scheme.
        year: rules in force in it.
        terms: what the tariff says of indexation, resale and labour.
        recovery: revenue over the yearly cost of each rung, where a scheme's costs are known.
    """
    found: list[Finding] = []
    for rule in rules(country, year):
        found += _held(rule, schedules, altitude_m, terms or Terms(), recovery or {})
    return tuple(found)


def _held(
    rule: Rule,
    schedules: Mapping[str, Schedule],
    altitude_m: float | None,
    terms: Terms,
    recovery: Mapping[str, float | None],
) -> list[Finding]:
    if rule.parameter == "basic_m3":
        return _basic(rule, schedules, altitude_m)
    if rule.parameter in _NO_CHECK:
        return []
    if rule.parameter in _OF_TERMS:
        return [_OF_TERMS[rule.parameter](rule, terms)]
    if rule.parameter in _RUNGS:
        return [_rung(rule, recovery)]
    held = _CHECKS.get(rule.parameter)
    return held(rule, schedules) if held else [Finding(rule, "", "cannot tell", None, rule.note)]


def _free(rule: Rule, schedules: Mapping[str, Schedule]) -> list[Finding]:
    found = []
    for name, tariff in schedules.items():
        if name.startswith(rule.who):
            cost = float(tariff.bill(rule.value) - tariff.bill(0.0))
            told = f"the first {rule.value:g} m3 cost {cost:g} beyond the fixed charge"
            found.append(_finding(rule, name, cost <= 1e-9, cost, told))
    return found


def _blocks(rule: Rule, schedules: Mapping[str, Schedule]) -> list[Finding]:
    return [
        _finding(rule, name, len(t.price) <= rule.value, len(t.price), f"{len(t.price)} blocks")
        for name, t in schedules.items()
    ]


def _bounds(rule: Rule, schedules: Mapping[str, Schedule]) -> list[Finding]:
    told = f"a bound at {rule.value:g} m3"
    return [
        _finding(rule, name, rule.value in tariff.lower_m3, None, told)
        for name, tariff in schedules.items()
        if name in {rule.who, "Domestic"}
    ]


def _basic(
    rule: Rule, schedules: Mapping[str, Schedule], altitude_m: float | None
) -> list[Finding]:
    if altitude_m is None:
        return [Finding(rule, "", "cannot tell", None, "the altitude is not given")]
    blocks = basic_blocks(rule.country, altitude_m)
    if blocks is None or blocks[0] != rule.value:
        return []
    return [
        _finding(
            rule,
            name,
            abs(tariff.lower_m3[1] - rule.value) < 1e-9,
            tariff.lower_m3[1],
            f"the basic block ends at {tariff.lower_m3[1]:g} m3 and should at {rule.value:g}",
        )
        for name, tariff in schedules.items()
        if name in {"E1", "E2", "E3"} and len(tariff.lower_m3) > 1
    ]


def _strata(rule: Rule, schedules: Mapping[str, Schedule]) -> list[Finding]:
    tariff = schedules.get(rule.who)
    if tariff is None:
        return []
    full = schedules.get(_COLOMBIAN_REFERENCE)
    if full is None:
        told = "the tariff has no stratum 4 to compare with"
        return [Finding(rule, rule.who, "cannot tell", None, told)]
    parts = {"fixed charge": (tariff.base[0], full.base[0]),
             "first block": (tariff.price[0], full.price[0])}  # fmt: skip
    found = []
    for name, (own, reference) in parts.items():
        if reference <= 0:
            continue
        change = own / reference - 1.0
        # published prices are rounded to a centavo: half a thousandth is no breach
        if rule.parameter == "subsidy_most":
            keeps = change >= -rule.value - 5e-4
            told = (
                f"{name}: {100 * max(-change, 0.0):.1f} % subsidy, at most {100 * rule.value:g} %"
            )
            found.append(_finding(rule, rule.who, keeps, -change, told))
        else:
            keeps = change >= rule.value - 5e-4
            told = f"{name}: {100 * change:.1f} % contribution, at least {100 * rule.value:g} %"
            found.append(_finding(rule, rule.who, keeps, change, told))
    if rule.parameter == "subsidy_most" and len(tariff.price) > 1:
        last, reference = tariff.price[-1], full.price[-1]
        told = f"above the basic block: {last:g} beside {reference:g} of stratum 4"
        found.append(
            _finding(rule, rule.who, last >= reference * (1 - 5e-4), last / reference - 1, told)
        )
    return found


def _public_tap(rule: Rule, schedules: Mapping[str, Schedule]) -> list[Finding]:
    """Public taps pay the first price of the domestic class."""
    house = next((t for n, t in schedules.items() if n in {"Domestic", "Residential"}), None)
    taps = [n for n in schedules if "tap" in n.casefold() or n in {"Kiosk", "Fountain"}]
    if house is None or not taps:
        told = "the tariff has no class of public taps beside a domestic one"
        return [Finding(rule, "", "cannot tell", None, told)]
    return [
        _finding(
            rule,
            name,
            abs(schedules[name].first_price - house.first_price) < 1e-9,
            schedules[name].first_price,
            f"public taps pay {schedules[name].first_price:g} a m3, the first domestic block "
            f"{house.first_price:g}",
        )
        for name in taps
    ]


def _solidarity(rule: Rule, schedules: Mapping[str, Schedule]) -> list[Finding]:
    """Small users pay less: some class of the house has a bound there, or is made for them."""
    named = [n for n in schedules if n.startswith(rule.who)]
    bound = [n for n, t in schedules.items() if rule.value in t.lower_m3]
    if not named and not bound:
        told = f"no class for up to {rule.value:g} m3 and no bound there"
        return [Finding(rule, "", "breaks", None, told)]
    found = []
    for name in named or bound:
        leap = dict(schedules[name].jumps).get(rule.value, 0.0)
        told = f"up to {rule.value:g} m3 pay {float(schedules[name].bill(rule.value)):g}"
        told += f"; the bill leaps by {leap:g} above" if leap else ""
        found.append(_finding(rule, name, True, leap, told))
    return found


def _resale(rule: Rule, terms: Terms) -> Finding:
    own = terms.resale
    if own is None:
        return Finding(rule, "", "cannot tell", None, "the tariff caps no resale")
    price = float(own.most / M3_PER_UNIT[own.unit])
    told = f"resale at most {price:g} a m3, the cap is {rule.value:g}"
    return _finding(rule, ", ".join(own.classes), price <= rule.value + 1e-9, price, told)


def _indexed(rule: Rule, terms: Terms) -> Finding:
    if not terms.indexation:
        return Finding(rule, "", "cannot tell", None, "the tariff declares no indexation")
    return _finding(rule, "", True, None, "the tariff declares how its amounts move")


def _rise(rule: Rule, terms: Terms) -> Finding:
    rises = [float(i.percent) / 100.0 for i in terms.indexation if i.percent is not None]
    if not rises:
        return Finding(rule, "", "cannot tell", None, "the tariff declares no yearly rise")
    told = f"amounts rise by {100 * rises[0]:g} % a year, by rule {100 * rule.value:g} %"
    return _finding(rule, "", abs(rises[0] - rule.value) < 1e-9, rises[0], told)


def _in_kind(rule: Rule, terms: Terms) -> Finding:
    if terms.labour is None:
        return Finding(rule, "", "cannot tell", None, "the tariff asks for no labour")
    return _finding(rule, "", True, None, "users give labour, by the tariff's terms")


_OF_TERMS: Mapping[str, Callable[[Rule, Terms], Finding]] = {
    "resale_most": _resale,
    "indexation": _indexed,
    "yearly_rise": _rise,
    "in_kind": _in_kind,
}
_RUNGS = {"rural_cost_rung": "operation", "family_fee_rung": "operation and renewal"}
"""The rung of the cost that a rule asks the bills to cover."""


def _rung(rule: Rule, recovery: Mapping[str, float | None]) -> Finding:
    name = _RUNGS[rule.parameter]
    share = recovery.get(name)
    if share is None:
        told = "a scheme's costs tell: musdesign tariff incidence SCENARIO"
        return Finding(rule, "", "cannot tell", None, told)
    told = f"the bills cover {100 * share:.0f} % of {name}"
    return _finding(rule, "", share >= 1.0 - 1e-9, share, told)


_CHECKS: Mapping[str, Callable[[Rule, Mapping[str, Schedule]], list[Finding]]] = {
    "subsidy_most": _strata,
    "contribution_least": _strata,
    "free_m3": _free,
    "blocks_most": _blocks,
    "block_bounds": _bounds,
    "public_tap_first_price": _public_tap,
    "solidarity_m3": _solidarity,
}


def _finding(rule: Rule, name: str, keeps: bool, value: float | None, told: str) -> Finding:
    return Finding(rule, name, "keeps" if keeps else "breaks", value, told)


def _rule(row: Row) -> Rule:
    def year(column: str) -> int | None:
        return int(row.text(column)) if row.text(column) else None

    return Rule(
        row.key,
        row.text("country"),
        row.text("instrument"),
        row.text("parameter"),
        row.text("who"),
        row.number("value"),
        row.text("unit"),
        year("from"),
        year("to"),
        row.origin.source,
        row.origin.basis,
        row.origin.note,
    )
