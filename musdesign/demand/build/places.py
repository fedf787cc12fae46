"""Institutions and bulk users in a year."""

from __future__ import annotations

import numpy as np

from musdesign import units
from musdesign.demand import institutions
from musdesign.demand.build.builder import Builder
from musdesign.demand.counting import counted
from musdesign.demand.values import Values, month_mask
from musdesign.errors import MusdesignError, Problem
from musdesign.scenario.models import BulkUser, Institution
from musdesign.trace import note_method


def institution(builder: Builder, place: Institution, growth: Values, path: str) -> None:
    """Add an institution; its rate holds for a day on which it is open."""
    kind = institutions.institution(place.kind)
    unit = kind.driver.split()[0]
    rate: Values
    if place.rate is not None:
        rate = counted(place.rate, f"L/{unit}/day", unit, f"{path}.rate")
    elif kind.l_unit_day is None:
        raise MusdesignError(
            Problem(
                f"no water rate is published for '{place.kind}'",
                f"{path}.kind",
                cure=f"give your own: rate: 20 L/{unit}/day",
            )
        )
    else:
        rate = kind.l_unit_day
        builder.assume(f"institution rate: {place.kind}", rate, f"L/{unit}/day", kind.origin)
    size = place.units * (growth if place.grows else 1.0)
    name = place.name or place.kind
    open_share = place.days / 7.0
    volume = size * rate / units.LITRES_PER_M3 * open_share * month_mask(place.months)
    note_method(
        f"demand.institutions.{name}",
        volume,
        "m3/day",
        "units times litres a unit on an open day, times open days over seven, in its months",
        inputs={"units": size, "rate_l_unit_day": rate, "open_days_week": place.days},
    )
    # on a day on which it is open it takes more than the mean day of its week
    factor = np.maximum(builder.factor("institution"), 1.0 / open_share)
    builder.add(
        "institutions",
        name,
        place.kind,
        volume,
        float(factor) if np.ndim(factor) == 0 else factor,
        builder.pattern(place.pattern or kind.pattern),
        quality=kind.quality,
    )


def bulk_user(builder: Builder, user: BulkUser, growth: Values) -> None:
    """Add one large user by its own volume."""
    volume = np.asarray(user.volume) * (growth if user.grows else 1.0)
    note_method(
        f"demand.{user.name}.{user.use}",
        volume,
        "m3/day",
        "volume stated in the scenario" + (", grown with the population" if user.grows else ""),
    )
    builder.add(
        user.use,
        user.name,
        "bulk user",
        volume,
        user.max_day_factor,
        builder.pattern(user.pattern),
        quality=user.quality,
    )
