"""The prices of the tariffs as inputs: what the present and the proposed tariff ask, 10 % around.

Classes that say the same are moved together.  Only classes that somebody pays by count, and only
the numbers that carry most of the billed money.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from musdesign.finance import Tariff, TariffResult
from musdesign.finance.recovery import GroupBill
from musdesign.finance.tariffs.model import Blocks, Fixed, TariffClass
from musdesign.flow import DesignResult, Scheme
from musdesign.flow.tariff_edits import PROPOSED
from musdesign.flow.tariff_numbers import TariffNumber, numbers_of
from musdesign.study.explain.range import SHARE, Input

MOST_PRICES = 16
"""Numbers of tariffs that are moved: those that carry most money."""
_ENDINGS = (", present tariff", ", proposed tariff")


def is_price(name: str) -> bool:
    """Tell whether an input is a number of a tariff."""
    return name.endswith(_ENDINGS) or ", tariff " in name


def tariff_prices(scheme: Scheme, result: DesignResult) -> list[Input]:
    """Return the numbers of the tariffs that bill most, those that carry most money first.

    Args:
        scheme: the scheme with its tariffs.
        result: its design, which tells who pays what; none of it where it holds no bills.
    """
    billed = {tariff.name: tariff for tariff in result.tariffs}
    found: list[tuple[float, Input]] = []
    for i, tariff in enumerate(scheme.tariffs):
        if tariff.id in billed:
            found += _of_tariff(tariff, billed[tariff.id], i)
    found.sort(key=lambda item: -item[0])
    return [item for _, item in found[:MOST_PRICES]]


def _whose(name: str, tariff: Tariff, place: int) -> str:
    if place == 0:
        return f"{name}, present tariff"
    if place == 1 or tariff.id == PROPOSED:
        return f"{name}, proposed tariff"
    return f"{name}, tariff {tariff.id}"


def _of_tariff(tariff: Tariff, result: TariffResult, place: int) -> Iterator[tuple[float, Input]]:
    paid: dict[str, list[GroupBill]] = {}
    for bill in result.bills:
        paid.setdefault(tariff.class_named(bill.class_name).name, []).append(bill)
    alike: dict[str, dict[float, list[TariffNumber]]] = {}
    for item in numbers_of(tariff):
        own = tariff.classes[item.class_name]
        if own.name in paid and item.value > 0.0 and _stays_in_order(own, item):
            alike.setdefault(_title(own, item), {}).setdefault(item.value, []).append(item)
    for title, by_value in alike.items():
        for value, items in by_value.items():
            classes = " / ".join(dict.fromkeys(item.class_name for item in items))
            name = f"{title} of class {classes}" if len(by_value) > 1 else title
            weight = sum(
                _carried(tariff.classes[item.class_name], item, paid[item.class_name])
                for item in items
            )
            ends = tuple(
                {item.key: value * part for item in items} for part in (1.0 - SHARE, 1.0 + SHARE)
            )
            yield weight, Input(
                _whose(name, tariff, place), value, value * (1.0 - SHARE), value * (1.0 + SHARE),
                _unit(tariff, items[0]), "10 %", (ends[0], ends[1]),
            )  # fmt: skip


def _stays_in_order(own: TariffClass, item: TariffNumber) -> bool:
    """Tell whether the end of a block, moved, stays between those of its neighbours."""
    if item.part != "upto":
        return True
    ends = _ends(own, item)
    at = ends.index(item.value)
    below, above = ([0.0, *ends][at], [*ends, float("inf")][at + 1])
    return below < item.value * (1.0 - SHARE) and item.value * (1.0 + SHARE) < above


def _ends(own: TariffClass, item: TariffNumber) -> Sequence[float]:
    rule = own.charges[item.charge].rule
    assert isinstance(rule, Blocks)
    uptos = [getattr(block.upto, "value", None) for block in rule.blocks]  # type: ignore[union-attr]
    return [float(end) for end in uptos if end is not None]


def _title(own: TariffClass, item: TariffNumber) -> str:
    charge = own.charges[item.charge]
    same = [other for other in own.charges if other.name == charge.name]
    name = charge.name if len(same) == 1 else f"{charge.name} {item.charge + 1}"
    if item.block is None:
        return name
    block = item.block + 1
    title = {
        "price": f"price of block {block}",
        "upto": f"end of block {block}",
        "amount": f"amount of block {block}",
    }[item.part]
    several = sum(isinstance(other.rule, Blocks) for other in own.charges) > 1
    return f"{title}, {name}" if several else title


def _carried(own: TariffClass, item: TariffNumber, bills: Sequence[GroupBill]) -> float:
    """Return about how much a month of all households rests on a number: to rank it only."""
    rule = own.charges[item.charge].rule
    if isinstance(rule, Fixed):
        return item.value * sum(bill.households for bill in bills)
    if not isinstance(rule, Blocks) or item.block is None:
        # taxes, discounts and minimums: of the whole bill, as far as is known here
        part = item.value / 100.0 if item.part == "percent" else 0.1
        return part * sum(bill.households * bill.bill_month for bill in bills)
    ends = [0.0, *_ends(own, item), float("inf")]
    low, high = ends[item.block], ends[min(item.block + 1, len(ends) - 1)]
    if item.part == "price":
        return item.value * sum(
            bill.households * max(0.0, min(bill.volume_m3_month, high) - low) for bill in bills
        )
    above = sum(bill.households for bill in bills if bill.volume_m3_month > low)
    if item.part == "amount":
        return item.value * above
    return _leap(rule, item.block) * item.value * sum(
        bill.households for bill in bills if bill.volume_m3_month > high
    )  # fmt: skip


def _leap(rule: Blocks, block: int) -> float:
    """Return how much the price changes at the end of a block."""
    assert isinstance(rule.blocks, tuple)
    prices = [float(getattr(item.price, "value", 0.0)) for item in rule.blocks]
    return abs(prices[block + 1] - prices[block]) if block + 1 < len(prices) else 0.0


def _unit(tariff: Tariff, item: TariffNumber) -> str:
    rule = tariff.classes[item.class_name].charges[item.charge].rule
    if item.part == "percent":
        return "%"
    if item.part == "price":
        return f"{tariff.currency}/{tariff.unit}"
    per = getattr(rule, "per", "bill")
    per = tariff.billing.word if per == "bill" else per
    return f"{tariff.unit if item.part == 'upto' else tariff.currency}/{per}"
