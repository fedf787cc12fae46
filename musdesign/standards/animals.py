"""An instrument's own livestock units."""

from __future__ import annotations

from collections.abc import Mapping

from musdesign.errors import DataError, Problem, did_you_mean
from musdesign.standards.model import Standard


def livestock_units(standard: Standard, herd: Mapping[str, float]) -> float:
    """Return a herd in the livestock units of an instrument: the sum of heads x units a head.

    Raises:
        DataError: the instrument has no conversion, or none for an animal of the herd.
    """
    table = standard.livestock_units
    if table is None:
        raise DataError(Problem(f"{standard.id} has no livestock units of its own"))
    unknown = [animal for animal in herd if animal not in table.per_animal]
    if unknown:
        raise DataError(
            Problem(
                f"{standard.id} gives no livestock units for {', '.join(unknown)}",
                cure=did_you_mean(unknown[0], table.per_animal),
            )
        )
    return sum(heads * table.per_animal[animal] for animal, heads in herd.items())
