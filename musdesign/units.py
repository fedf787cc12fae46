"""The only place where "120 L/person/day" becomes a number, and back.

The number is parsed here and never handed to pint as text, because pint reads ``1,5`` as 15.
Persons, households, heads of livestock and each currency are dimensions of their own; a year is
365 days and a month 365/12 days.  The registry is built once, when a unit is first converted.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from musdesign.common_units import common_factor
from musdesign.errors import Problem, UnitError

if TYPE_CHECKING:
    import pint

LITRES_PER_M3 = 1000.0
SECONDS_PER_DAY = 86400.0
DAYS_PER_YEAR = 365.0
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0
MONTH_DAYS: tuple[int, ...] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH_NAMES: tuple[str, ...] = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)

_COUNTED = (
    "person = [person] = _ = persons = people = inhabitant = inhabitants = capita = user = users",
    "household = [household] = _ = households = hh",
    "head = [livestock_head] = _ = heads = animal = animals",
    "pupil = [pupil] = _ = pupils",
    "bed = [bed] = _ = beds",
    "visitor = [visitor] = _ = visitors",
    "worker = [worker] = _ = workers",
    "item = [item] = _ = items = unit = units = piece = pieces = brick = bricks = client = clients",
    "meal = [meal] = _ = meals",
    "connection = [connection] = _ = connections = subscriber = subscribers = suscriptor",
    "lpcd = liter / person / day",
    "lps = liter / second",
    "jerrycan = 20 liter",
    "livestock_unit = [livestock_unit]",
    "ccf = 100 foot ** 3",
    "masl = meter",
)
_NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\d.,])\s*(.*)", re.S)
_COMMA = re.compile(r"\s*[+-]?\d+,\d+(?:[.,]\d+)*")
_COMMA_DECIMAL = re.compile(r"\s*([+-]?\d+),(\d+)\s*")
_THOUSANDS = re.compile(r"\s*[+-]?[1-9]\d{0,2},\d{3}\s*")
_POWER = re.compile(r"(?<![A-Za-z_])(k?m|cm|mm|ft|foot|in)([23])(?![0-9A-Za-z])")
_WORDED = (("US$", "USD"), ("US gal", "gallon"), ("imp gal", "imperial_gallon"),
           ("livestock unit", "livestock_unit"))  # fmt: skip
_CURRENCY = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_TEMPERATURE = {"degC", "°C", "C", "celsius"}


def parse_number(text: str, *, decimal_comma: bool = False) -> float:
    """Read a plain number; a comma is refused, or read as the decimal mark where that is agreed.

    Raises:
        UnitError: the text is no number, or a comma makes it ambiguous.

    >>> parse_number("1.5"), parse_number("1,5", decimal_comma=True)
    (1.5, 1.5)
    >>> parse_number("0,125", decimal_comma=True)
    0.125
    """
    if _COMMA.match(text):
        match = _COMMA_DECIMAL.fullmatch(text)
        # "1,500" may be one and a half or fifteen hundred: nobody but the writer knows
        if decimal_comma and match and not _THOUSANDS.fullmatch(text):
            return _finite(f"{match[1]}.{match[2]}")
        raise UnitError(_comma_problem(text))
    match = _NUMBER.fullmatch(text)
    if not match or match[2]:
        raise UnitError(Problem(f"'{text.strip()}' is not a number"))
    return _finite(match[1])


def parse(text: object, unit: str, *, decimal_comma: bool = False) -> float:
    """Read a quantity such as ``"120 L/person/day"`` and return its magnitude in ``unit``.

    Args:
        text: number and unit; a bare number is refused because its unit would be a guess.
        unit: the unit wanted.
        decimal_comma: read ``1,5`` as 1.5 (typed in an app), else refuse it (in a file).

    Raises:
        UnitError: no number, no unit, an unknown unit, or one of another kind.

    >>> parse("2.5 L/s", "m3/day")
    216.0
    >>> round(parse("40 m3/household/month", "L/household/day"), 3)
    1315.068
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise UnitError(
            Problem(
                f"a quantity is expected, not {_kind(text)}",
                cure=f"write it like '{_example(unit)}'",
            )
        )
    if not isinstance(text, str):
        raise UnitError(
            Problem(f"the number {text:g} has no unit", cure=f"write '{text:g} {unit}'")
        )
    if decimal_comma and "," in text:
        text = _with_point(text)
    if _COMMA.match(text):
        raise UnitError(_comma_problem(text))
    match = _NUMBER.fullmatch(text)
    if not match:
        raise UnitError(
            Problem(f"'{text}' is not a quantity", cure=f"write it like '{_example(unit)}'")
        )
    number, given = match[1], match[2].strip()
    if given[:1].isdigit():
        raise UnitError(
            Problem(f"'{text}' holds two numbers", cure="write no space or mark between thousands")
        )
    if not given:
        raise UnitError(Problem(f"'{text.strip()}' has no unit", cure=f"write '{number} {unit}'"))
    return _finite(number) * factor(given, unit)


@functools.lru_cache(maxsize=4096)
def factor(given: str, wanted: str) -> float:
    """Return how many ``wanted`` make one ``given``.

    Raises:
        UnitError: a unit is unknown, or the two are of different kinds.

    >>> factor("year", "day"), factor("ha", "m2")
    (365.0, 10000.0)
    """
    if given == wanted or (given in _TEMPERATURE and wanted in _TEMPERATURE):
        return 1.0
    if (given in _TEMPERATURE) != (wanted in _TEMPERATURE):
        raise UnitError(Problem(f"'{given}' cannot become {wanted}", cure=_write_in(wanted)))
    common = common_factor(given, wanted)
    return _factor_by_pint(given, wanted) if common is None else common


def _factor_by_pint(given: str, wanted: str) -> float:
    import pint

    try:
        source, target = _unit(given), _unit(wanted)
    except (
        pint.PintError,
        ValueError,
        AttributeError,
        SyntaxError,
        TypeError,
        RecursionError,
        AssertionError,
        KeyError,
        ArithmeticError,
    ) as error:
        del error
        raise UnitError(Problem(f"unknown unit '{given}'", cure=_write_in(wanted))) from None
    try:
        value = float((1.0 * source).to(target).magnitude)
    except pint.PintError:
        raise UnitError(
            Problem(f"the unit '{given}' is of another kind than {wanted}", cure=_write_in(wanted))
        ) from None
    # pint leaves a last-digit error (1.0000000000000002) that an engineer would see as noise
    return float(f"{value:.15g}")


def currencies(unit: str) -> set[str]:
    """Return the currency codes named in a unit.

    >>> currencies("COP/m3")
    {'COP'}
    """
    return set(_CURRENCY.findall(unit))


def show(value: float, digits: int = 3) -> str:
    """Write a number for people: thin thousands groups, ``digits`` significant figures.

    >>> show(1234567.8), show(0.92444), show(12.0)
    ('1,234,568', '0.924', '12')
    """
    if value == 0:
        return "0"  # of either sign
    if not abs(value) < float("inf"):
        return f"{value:g}"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    text = f"{value:.{digits}g}"
    return text if "e" not in text else f"{value:.2e}"


def _unit(text: str) -> pint.Unit:
    registry = _registry()
    for words, name in _WORDED:
        text = text.replace(words, name)
    for code in currencies(text):
        if code not in registry:
            registry.define(f"{code} = [currency_{code}]")
    plain = text.replace("³", "3").replace("²", "2").replace("·", "*").replace("%", " percent ")
    plain = _POWER.sub(r"\1**\2", plain.replace(" per ", "/"))
    if not re.fullmatch(r"[\w\s*/^().µ]+", plain) or len(plain) > 80:
        raise ValueError(text)
    return registry.parse_units(plain)


@functools.cache
def _registry() -> pint.UnitRegistry[float]:
    import pint

    registry: pint.UnitRegistry[float] = pint.UnitRegistry(on_redefinition="ignore")
    registry.define("year = 365 * day = a = yr")
    registry.define("month = 365 / 12 * day")
    for definition in _COUNTED:
        registry.define(definition)
    return registry


def _with_point(text: str) -> str:
    match = re.match(r"\s*[+-]?[\d.,]+", text)
    if not match:
        return text
    return f"{parse_number(match[0], decimal_comma=True)!r}{text[match.end() :]}"


def _comma_problem(text: str) -> Problem:
    shown = text.strip()
    return Problem(
        f"'{shown}' has a comma",
        why="a comma may mark decimals or thousands",
        cure=f"write '{shown.replace(',', '.', 1)}' with a decimal point, "
        "without thousands separators",
    )


def _finite(number: str) -> float:
    value = float(number)
    if abs(value) > 1e15:
        raise UnitError(Problem(f"'{number}' is too large to be meant"))
    return value


def _example(unit: str) -> str:
    return f"12 {unit}"


def _write_in(unit: str) -> str:
    return f"write it in {unit}"


def _kind(value: object) -> str:
    names = {dict: "a group of keys", list: "a list", bool: "yes or no", type(None): "nothing"}
    return names.get(type(value), type(value).__name__)
