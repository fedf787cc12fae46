"""Read rates in the form of the Utility Rate Database (OpenEI), used for water.

Energy tiers are read as volume tiers: a tier unit that names a unit of water is that unit, kWh
stands for one m3.  Periods may differ by month; hours of the day cannot be told from one volume.
Source: OpenEI, Utility Rate Database, fields of the version 3 to 8 interface.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from musdesign.errors import DataError, MusdesignError, Problem, did_you_mean
from musdesign.finance.tariffs.model import (
    AtLeast,
    Block,
    Blocks,
    BlockTable,
    Charge,
    Fixed,
    Number,
    Per,
    Tariff,
    TariffClass,
    exact,
)
from musdesign.finance.tariffs.volumes import unit_named

_PER: dict[str, Per] = {"$/month": "month", "$/day": "day", "$/year": "year", "$/bill": "bill"}
_DEMAND = ("demandratestructure", "flatdemandstructure", "coincidentratestructure")


def read_urdb(path: Path) -> Tariff:
    """Return the rates of a JSON file, each a class by its name.

    Raises:
        DataError: it is not JSON, or holds no rate that a volume can be billed by.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Fraction)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise DataError(Problem(f"cannot read '{path}'", why=reason)) from None
    except UnicodeDecodeError:
        raise DataError(Problem("the file is not UTF-8 text", file=str(path))) from None
    except json.JSONDecodeError as error:
        raise DataError(Problem("not valid JSON", "", str(path), error.lineno, error.msg)) from None
    items = data.get("items", [data]) if isinstance(data, dict) else data
    if not isinstance(items, list) or not all(isinstance(i, dict) for i in items) or not items:
        raise DataError(Problem("no rate is in the file", file=str(path)))
    lowered = [{str(k).lower().replace("_", ""): v for k, v in item.items()} for item in items]
    classes: dict[str, TariffClass] = {}
    units = set()
    for number, item in enumerate(lowered):
        name = str(item.get("name") or item.get("label") or f"rate {number + 1}")
        unit, classes[name] = _rate(name, item, str(path))
        units.add(unit)
    if len(units) > 1:
        raise DataError(
            Problem(f"rates in several units: {', '.join(sorted(units))}", "", str(path))
        )
    first = lowered[0]
    start = _date(first.get("startdate"))
    return Tariff(
        path.stem,
        str(first.get("utility") or first.get("name") or path.stem),
        str(first.get("country") or "USA"),
        str(first.get("currency") or "USD"),
        start.year if start else None,
        str(first.get("source") or first.get("uri") or f"rate file {path.name}"),
        "secondary",
        classes,
        str(first.get("description") or ""),
        str(path),
        units.pop(),
        effective_from=start,
        effective_to=_date(first.get("enddate")),
        supersedes=str(first.get("supersedes") or ""),
    )


def _rate(name: str, item: Mapping[str, Any], file: str) -> tuple[str, TariffClass]:
    for key in _DEMAND:
        if item.get(key):
            raise DataError(
                Problem(
                    f"'{name}' charges for the highest demand ({key})",
                    file=file,
                    why="that cannot be told from a volume",
                    cure="leave the structure out",
                )
            )
    charges = []
    fixed = item.get("fixedchargefirstmeter", item.get("fixedmonthlycharge"))
    if fixed:
        per = _per(str(item.get("fixedchargeunits") or "$/month"), file)
        charges.append(Charge("fixed charge", Fixed(_number(fixed, file), per)))
    unit, blocks = _blocks(name, item, file)
    if blocks is not None:
        charges.append(Charge("use", blocks))
    least = item.get("mincharge", item.get("minmonthlycharge"))
    if least:
        per = _per(str(item.get("minchargeunits") or "$/month"), file)
        charges.append(Charge("up to the minimum bill", AtLeast(_number(least, file), (), per)))
    annual = item.get("annualmincharge")
    if annual:
        charges.append(Charge("up to a year's minimum", AtLeast(_number(annual, file), (), "year")))
    if not charges:
        raise DataError(Problem(f"'{name}' holds no charge that is read", file=file))
    return unit, TariffClass(name, tuple(charges), note=str(item.get("description") or ""))


def _blocks(name: str, item: Mapping[str, Any], file: str) -> tuple[str, Blocks | None]:
    periods = item.get("energyratestructure") or item.get("energyratestrux")
    if not periods:
        return "m3", None
    lists, units = [], set()
    for period in periods:
        tiers = period.get("energyRateTiers", []) if isinstance(period, dict) else period
        read = [_tier(tier, last=i == len(tiers) - 1, file=file) for i, tier in enumerate(tiers)]
        units |= {unit for unit, _ in read}
        lists.append(tuple(block for _, block in read))
        bounds = [b.upto.value for b in lists[-1] if isinstance(b.upto, Number)]
        if any(b <= a for a, b in pairwise(bounds)):
            raise DataError(Problem(f"the tiers of '{name}' do not go up", file=file))
    if len(units) != 1:
        raise DataError(Problem(f"the tiers of '{name}' are in several units", file=file))
    text, per = units.pop()
    months = _months(name, item, len(lists), file)
    if len(set(months)) == 1:
        return text, Blocks(lists[months[0]], per=per)
    rows: dict[tuple[str, ...], tuple[Block, ...]] = {
        (str(m + 1),): lists[period] for m, period in enumerate(months)
    }
    return text, Blocks(BlockTable(("month",), rows), per=per)


def _tier(tier: Any, *, last: bool, file: str) -> tuple[tuple[str, Per], Block]:
    if not isinstance(tier, dict) or "rate" not in tier:
        raise DataError(Problem(f"a tier without a rate: {tier}", file=file))
    price = _number(tier["rate"], file).value + _number(tier.get("adj") or 0, file).value
    words = str(tier.get("unit") or "kWh").strip()
    per: Per = "bill"
    if words.lower().endswith(" daily"):
        words, per = words[:-6].strip(), "day"
    if "/" in words:
        raise DataError(Problem(f"a tier in '{words}' cannot be told from a volume", file=file))
    try:
        unit = "m3" if words.lower() == "kwh" else unit_named(words)
    except MusdesignError as error:
        raise DataError(error.problems[0].located(file=file)) from None
    upto = tier.get("max")
    if upto is None and not last:
        raise DataError(Problem("only the last tier has no max", file=file))
    bound = None if last else _number(upto, file)
    return (unit, per), Block(bound, Number(price))


def _months(name: str, item: Mapping[str, Any], many: int, file: str) -> list[int]:
    schedule = item.get("energyweekdayschedule") or item.get("energyweekdaysched")
    if not schedule:
        if many == 1:
            return [0] * 12
        raise DataError(Problem(f"'{name}' has {many} periods and no schedule", file=file))
    weekend = item.get("energyweekendschedule") or item.get("energyweekendsched") or schedule
    found = []
    for row, other in zip(schedule, weekend, strict=False):
        used = {*row, *other}
        if len(used) != 1:
            raise DataError(
                Problem(
                    f"'{name}' has prices by the hour of the day",
                    file=file,
                    why="hours cannot be told from one volume a bill",
                )
            )
        found.append(used.pop())
    if len(found) != 12 or any(not isinstance(p, int) or not 0 <= p < many for p in found):
        raise DataError(
            Problem(f"the schedule of '{name}' must name a period for 12 months", file=file)
        )
    return found


def _per(text: str, file: str) -> Per:
    if text.lower() not in _PER:
        raise DataError(
            Problem(f"unknown unit of charge '{text}'", "", file, cure=did_you_mean(text, _PER))
        )
    return _PER[text.lower()]


def _number(value: Any, file: str) -> Number:
    try:
        return Number(exact(value) if not isinstance(value, str) else Fraction(value))
    except (ValueError, ZeroDivisionError, TypeError):
        raise DataError(Problem(f"'{value}' is not a number", file=file)) from None


def _date(value: Any) -> dt.date | None:
    if isinstance(value, int | Fraction):
        return dt.datetime.fromtimestamp(int(value), dt.UTC).date()
    try:
        return dt.date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
