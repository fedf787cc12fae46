"""Bills of a year's months, whatever the unit, the billing period and the seasons of a tariff."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musdesign.finance.tariffs.billing import Bill, bill, check_volume, totals_of
from musdesign.finance.tariffs.compiling import compile_tariff
from musdesign.finance.tariffs.model import Tariff
from musdesign.finance.tariffs.volumes import M3_PER_UNIT


def month_bills(
    tariff: Tariff,
    class_name: str,
    month_m3: ArrayLike,
    facts: Mapping[str, object] | None = None,
) -> NDArray[np.float64]:
    """Return what each of twelve months costs, (12,).

    A bill over several months is taken as that many months of the same use, and its part counts;
    ``month`` (1 to 12) is given to tariffs with seasons.

    Args:
        tariff: the tariff.
        class_name: class of the customer.
        month_m3: use in each month, m3, (12,).
        facts: what else the tariff asks of the customer.

    Raises:
        MusdesignError: unknown class, missing facts, a volume that is negative or no number.
    """
    volumes = np.asarray(month_m3, dtype=float)
    for volume in volumes:
        check_volume(float(volume))
    months = float(tariff.billing.months)
    a_bill = volumes * months / float(M3_PER_UNIT[tariff.unit])
    given = {"month": Fraction(1), **(facts or {})}
    first = compile_tariff(tariff, class_name, given)
    if "month" not in first.used:
        return totals_of(first, a_bill) / months
    seasons = (
        compile_tariff(tariff, class_name, {**(facts or {}), "month": Fraction(m + 1)})
        for m in range(len(volumes))
    )
    found = [float(totals_of(c, v)) for c, v in zip(seasons, a_bill, strict=True)]
    return np.array(found) / months


def mean_month_bill(
    tariff: Tariff,
    class_name: str,
    month_m3: ArrayLike,
    facts: Mapping[str, object] | None = None,
) -> Bill:
    """Return the bill, line by line, of the mean use; seasons are those of the month nearest to it.

    The bill is of the tariff's own period (two months where bills are made every two months).
    """
    volumes = np.asarray(month_m3, dtype=float)
    mean = float(volumes.mean())
    near = int(np.abs(volumes - mean).argmin())
    given = {"month": Fraction(near + 1), **(facts or {})}
    a_bill = mean * float(tariff.billing.months) / float(M3_PER_UNIT[tariff.unit])
    return bill(tariff, class_name, a_bill, given)
