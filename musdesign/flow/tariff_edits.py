"""Charges of a tariff changed within a scenario: a fixed charge and blocks for a class.

A board that weighs a tariff changes its numbers and not its file.  What a class charges is then a
fixed charge a month and blocks of the month's volume, and nothing else of the file's class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from musdesign import finance
from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.finance.effects.schedule import schedule_of
from musdesign.finance.tariffs.model import Block, Blocks, Charge, Fixed, Number, TariffClass, exact
from musdesign.scenario.board import ClassRates

PROPOSED = "proposed"
"""Name of a tariff that only the scenario holds: the first one with other charges."""

Told = Callable[[str, str, str], None]
"""Notes a mistake: path, what, cure."""


@dataclass(frozen=True, slots=True)
class Charges:
    """A class as a table: a fixed charge a month, block bounds (m3 a month) and their prices."""

    fixed: float
    bounds_m3: tuple[float, ...]
    prices: tuple[float, ...]


def charges_of(tariff: finance.Tariff, class_name: str) -> Charges:
    """Return a class as a fixed charge and blocks.

    Raises:
        MusdesignError: it asks for facts of the customer, leaps, or is in another unit or period.
    """
    schedule = schedule_of(finance.compile_tariff(tariff, class_name))
    if schedule.jumps:
        raise MusdesignError(
            Problem(
                f"the bill of class '{class_name}' leaps at {schedule.jumps[0][0]:g} m3",
                why="a fixed charge and prices by block cannot say that",
                cure="change the file of the tariff",
            )
        )
    return Charges(schedule.base[0], schedule.lower_m3[1:], schedule.price)


def edited(
    tariffs: Sequence[finance.Tariff],
    edits: Mapping[str, Mapping[str, ClassRates]],
    wrong: Told,
) -> tuple[finance.Tariff, ...]:
    """Return the tariffs of a scenario with the charges that it changes.

    ``proposed`` names a new tariff that starts as the first one.
    """
    found = {tariff.id: tariff for tariff in tariffs}
    for name, classes in edits.items():
        at = f"tariff_edits.{name}"
        if name == PROPOSED and tariffs and name not in found:
            found[name] = replace(
                tariffs[0],
                id=PROPOSED,
                name="Proposed tariff",
                source=f"charges of the scenario; the rest as in {tariffs[0].id}",
                basis="unverified",
                file="",
            )
        if name not in found:
            wrong(at, f"the scenario has no tariff '{name}'", did_you_mean(name, found))
            continue
        tariff = found[name]
        own = dict(tariff.classes)
        for key, rates in classes.items():
            if key not in own:
                what = f"the tariff '{name}' has no class '{key}'"
                wrong(f"{at}.{key}", what, did_you_mean(key, own))
                continue
            own[key] = _class(key, rates, f"{at}.{key}", tariff, wrong)
        months = tariff.billing.months
        if tariff.unit != "m3" or months != 1:
            # the other classes keep their unit and period; a month in m3 is another tariff
            wrong(
                at,
                f"'{name}' bills in {tariff.unit} every {float(months):g} months",
                "change its file: only tariffs by the month in m3 are changed here",
            )
            continue  # fmt: skip
        found[name] = replace(tariff, classes=own, note=_noted(tariff.note))
    return tuple(found.values())


def _class(
    name: str, rates: ClassRates, at: str, tariff: finance.Tariff, wrong: Told
) -> TariffClass:
    bounds = [block.upto for block in rates.blocks]
    if any(bound is None for bound in bounds[:-1]) or bounds[-1] is not None:
        wrong(f"{at}.blocks", "only the last block is without an end", "leave out its upto alone")
    ends = [bound for bound in bounds if bound is not None]
    if any(low >= high for low, high in pairwise([0.0, *ends])):
        text = ", ".join(f"{end:g}" for end in ends)
        wrong(f"{at}.blocks", f"the block ends {text} m3 do not rise", "write the smallest first")
    amounts = [("fixed", rates.fixed), *((f"blocks[{i}].price", b.price)
               for i, b in enumerate(rates.blocks))]  # fmt: skip
    for part, money in amounts:
        if money.currency != tariff.currency:
            what = f"{money.currency} in a tariff of {tariff.currency}"
            wrong(f"{at}.{part}", what, f"write it in {tariff.currency}")
    blocks = tuple(
        Block(
            None if block.upto is None else Number(exact(block.upto)),
            Number(exact(block.price.amount)),
        )
        for block in rates.blocks
    )
    return TariffClass(
        name,
        (
            Charge("fixed charge", Fixed(Number(exact(rates.fixed.amount)), "month")),
            Charge("use", Blocks(blocks)),
        ),
        note="charges of the scenario",
        source="the scenario file",
        basis="primary",
    )


def _noted(note: str) -> str:
    return f"{note} Charges changed in the scenario.".strip()
