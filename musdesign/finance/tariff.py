"""A tariff as data: classes with a fixed charge and blocks, its currency, source and basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musdesign.errors import MusdesignError, Problem, did_you_mean
from musdesign.provenance import Basis


@dataclass(frozen=True, slots=True)
class Block:
    """A price per m3 up to a bound; the bound is a continuous volume and belongs to the block."""

    upto_m3: float | None
    price_per_m3: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class TariffClass:
    """What customers of a class pay in a month."""

    name: str
    fixed_per_month: float
    blocks: tuple[Block, ...]
    minimum_bill: float = 0.0
    note: str = ""
    source: str = ""
    """Source of the class where it is not the tariff's."""
    basis: Basis | None = None

    @property
    def bounds_m3(self) -> tuple[float, ...]:
        """Return the upper bounds of all blocks but the last."""
        return tuple(block.upto_m3 for block in self.blocks if block.upto_m3 is not None)


@dataclass(frozen=True, slots=True)
class Tariff:
    """A tariff with its classes."""

    id: str
    name: str
    country: str
    currency: str
    year: int | None
    source: str
    basis: Basis
    classes: Mapping[str, TariffClass]
    note: str = ""
    file: str = ""

    def class_named(self, name: str) -> TariffClass:
        """Return a class.

        Raises:
            MusdesignError: the tariff has no such class; the message names the nearest.
        """
        if name not in self.classes:
            raise MusdesignError(
                Problem(
                    f"the tariff '{self.id}' has no class '{name}'",
                    cure=did_you_mean(name, self.classes),
                )
            )
        return self.classes[name]


def only_class(tariff: Tariff) -> str:
    """Return the class of a tariff that has one.

    Raises:
        MusdesignError: it has several; one must be named.
    """
    if len(tariff.classes) == 1:
        return next(iter(tariff.classes))
    raise MusdesignError(
        Problem(
            f"the tariff '{tariff.id}' has {len(tariff.classes)} classes and none was named",
            cure=f"name one of {', '.join(tariff.classes)}",
        )
    )
