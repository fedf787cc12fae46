"""Income from productive water by crop, animal and business, and time that is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance.price_level import MoneyStated, level_country, price_ratio
from musdesign.finance.prices import exchange_rate
from musdesign.library.tables import Row, table
from musdesign.provenance import Assumption, Basis, Origin
from musdesign.trace import formula
from musdesign.units import parse

_STATED = Origin("the scenario file", "primary", note="the user's own margin")


@dataclass(frozen=True, slots=True)
class Margin:
    """Gross margin of one unit (head, m2, kg) with full water: its range, and where it is from."""

    item: str
    low: float
    high: float
    unit: str
    origin: Origin
    assumptions: tuple[Assumption, ...] = ()

    @property
    def middle(self) -> float:
        """Return the middle of the range."""
        return 0.5 * (self.low + self.high)


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """Yearly income of one use of one group: low, middle and high."""

    group: str
    use: str
    item: str
    quantity: float
    unit: str
    share_due_to_water: float
    low_year: float
    middle_year: float
    high_year: float
    method: str
    basis: Basis


@formula(
    "B",
    "quantity * margin * share_due_to_water",
    "currency/year",
    "Gross margin of what water adds",
)
def income(quantity: float, margin: float, share_due_to_water: float) -> float:
    """Return the income that water adds to what a group has.

    >>> income(100.0, 5.0, 0.5)
    250.0
    """
    return quantity * margin * share_due_to_water


def margin_of(
    item: str,
    country: str,
    currency: str,
    price_year: int | None = None,
    own: Mapping[str, str] | None = None,
    stated: MoneyStated | None = None,
) -> Margin | None:
    """Return the gross margin of an item: the user's own, else the country's, else None.

    A margin of another currency is converted at the rate on file; a dated one is brought to the
    prices of ``price_year`` where consumer prices are on file.

    Raises:
        MusdesignError: an own margin that cannot be read.
    """
    if own and item in own:
        return _own(item, own[item], currency)
    rows = table("margins")
    row = rows.get(f"{item}/{country}")
    if row is None:
        row = next((r for r in rows.values() if item.startswith(r.text("item") + "_")
                    and r.text("country") == country), None)  # fmt: skip
    if row is None:
        return None
    scale, lines = _scale(row, country, currency, price_year, stated)
    low, high = row.number("low") * scale, row.number("high") * scale
    name = f"margin: {row.text('name')}"
    line = Assumption.of(
        name, f"{low:.4g}-{high:.4g}", f"{currency}/{row.text('unit')}", row.origin
    )
    return Margin(item, low, high, row.text("unit"), row.origin, (line, *lines))


def known_margins(country: str) -> list[str]:
    """Return the items with a margin on file for a country."""
    return [r.text("item") for r in table("margins").values() if r.text("country") == country]


def check_own(own: Mapping[str, str], used: Sequence[str]) -> None:
    """Refuse margins of the user's own for what the scheme does not have.

    Raises:
        MusdesignError: with every unknown item.
    """
    unknown = [item for item in own if item not in used]
    if unknown:
        raise MusdesignError(
            [
                Problem(
                    f"no household has '{item}'",
                    f"benefits.margins.{item}",
                    cure=did_you_mean(item, used),
                )
                for item in unknown
            ]
        )


@formula(
    "T",
    "households * trips_day * minutes_saved / 60 * 365 * value_hour",
    "currency/year",
    "Hours of fetching saved, valued at a part of the wage (Hutton 2012 and Whittington, by name)",
)
def value_of_time(
    households: float, trips_day: float, minutes_saved: float, value_hour: float
) -> float:
    """Return the yearly value of time no longer spent on fetching water.

    >>> value_of_time(1, 2, 30, 10.0)
    3650.0
    """
    return households * trips_day * minutes_saved / 60.0 * 365.0 * value_hour


def _scale(
    row: Row, country: str, currency: str, price_year: int | None, stated: MoneyStated | None
) -> tuple[float, tuple[Assumption, ...]]:
    year = int(row.text("year")) if row.text("year").isdigit() else None
    ratio, lines, _ = price_ratio(level_country(country, currency), year, price_year, stated)
    if row.text("currency") == currency:
        return ratio, lines
    there = exchange_rate(row.text("currency"), year, stated)
    here = exchange_rate(currency, year, stated)
    used = (*lines, *there.assumptions, *here.assumptions)
    return ratio * here.value / there.value, used


def _own(item: str, text: str, currency: str) -> Margin:
    path = f"benefits.margins.{item}"
    amount, _, unit = str(text).partition("/")
    low, dash, high = amount.replace(currency, "").partition(" to ")
    try:
        ends = [parse(f"{low.strip()} {currency}", currency)]
        ends.append(parse(f"{high.strip()} {currency}", currency) if dash else ends[0])
    except MusdesignError as error:
        raise MusdesignError([p.located(path=path) for p in error.problems]) from None
    if not unit or currency not in amount or ends[0] > ends[1]:
        raise MusdesignError(
            Problem(
                f"'{text}' is no margin",
                path,
                cure=f"write '3000 to 9000 {currency}/m2/year' or '500 {currency}/head/year'",
            )
        )
    return Margin(item, ends[0], ends[1], unit.strip(), _STATED)
