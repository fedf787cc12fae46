"""What the parts of the build share: the uses, assumptions and mistakes collected so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from musdesign.demand import patterns, uptake
from musdesign.demand.climate import Air
from musdesign.demand.needs import UseDemand
from musdesign.demand.values import Months, Values
from musdesign.errors import MusdesignError, Problem
from musdesign.library.tables import lookup
from musdesign.provenance import Assumption, Origin
from musdesign.scenario.models import Scenario
from musdesign.scenario.uses import Productive
from musdesign.trace import note

_QUALITY = {
    "domestic": "domestic",
    "institutions": "domestic",
    "livestock": "livestock",
    "gardens": "irrigation",
    "enterprises": "domestic",
}


@dataclass(frozen=True, slots=True)
class DesignBasis:
    """What the norm or the user decides about demand, with where each value comes from.

    In runs of many draws a value that the user gave as a range is an array (n, 1).
    """

    loss_fraction: float
    max_day_factor: float
    peak_hour_factor: float | None
    """Peak hour over mean hour of domestic use; the hourly pattern's own where None."""
    register: tuple[Assumption, ...] = ()


@dataclass(slots=True)
class Builder:
    """Collects uses, assumptions and mistakes while the sections are gone through."""

    scenario: Scenario
    basis: DesignBasis
    years: float
    eto_mm_day: Months
    temperature_c: Months
    """Mean air temperature of each month."""
    air: Air
    uses: list[UseDemand] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _section: int = 0
    """Where the assumptions of the section at work begin."""

    def assume(self, name: str, value: object, unit: str, origin: Origin) -> None:
        """Record a value that the user did not enter."""
        self.assumptions.append(Assumption.of(name, value, unit, origin))

    def factor(self, key: str) -> float:
        """Return a daily factor of the library."""
        row = lookup("daily_factors", key)
        self.assume(f"{key} max-day factor", row.number("factor"), "-", row.origin)
        return row.number("factor")

    def pattern(self, key: str) -> patterns.Hours:
        """Return an hourly pattern of the library."""
        found = patterns.pattern(key)
        if not patterns.is_blocks(key):
            self.assume(f"hourly pattern: {key}", key, "24 shares of the day", found.origin)
        return found.hourly

    def domestic_pattern(self, key: str = "domestic") -> patterns.Hours:
        """Return the hours of people's use, with the peak factor that the user or norm gives."""
        hourly = self.pattern(key)
        if self.basis.peak_hour_factor is None:
            return hourly
        factor = np.asarray(self.basis.peak_hour_factor, dtype=float)
        try:
            if factor.ndim:
                # each draw has hours of its own
                return np.array([patterns.stretch(hourly, float(f)) for f in factor.ravel()])
            return patterns.stretch(hourly, float(factor))
        except MusdesignError as error:
            where = "peaks.peak_hour_factor"
            raise MusdesignError([p.located(path=where) for p in error.problems]) from None

    def having(self, use: Productive, name: str) -> tuple[Values, Values]:
        """Return the share of households with a use in the year, and how what they have grew."""
        share: Values = use.share / 100.0
        if use.uptake is not None:
            curve = uptake.CURVES[use.uptake.curve]
            done = uptake.progress(self.years, use.uptake.start, use.uptake.over)
            share = note(
                f"{name}.share", curve, share=share, final_share=use.uptake.to / 100.0,
                progress=done,
            )  # fmt: skip
        grown: Values = 1.0
        if not _is_zero(use.growth):
            grown = note(
                f"{name}.growth", uptake.compound_change, rate=use.growth, years=self.years
            )
        return share, grown

    def add(
        self,
        use: str,
        group: str,
        item: str,
        month_m3_day: Values,
        factor: Values,
        hourly: patterns.Hours,
        *,
        quality: str = "",
        households: Values = 0.0,
    ) -> None:
        """Add one use with what it rests on; a single volume stands for every month."""
        monthly = np.asarray(month_m3_day, dtype=float)
        if monthly.ndim == 0 or monthly.shape[-1] == 1:
            monthly = monthly * np.ones(12)
        priority = self.scenario.priorities.index(use) + 1  # type: ignore[arg-type]
        self.uses.append(
            UseDemand(
                use,
                group,
                item,
                monthly,
                factor,  # type: ignore[arg-type]
                hourly,
                priority,
                quality or _QUALITY[use],
                households,
                tuple(self.assumptions[self._section :]),
            )
        )

    def item(self, use: str, group: str, name: str) -> str:
        """Return a name for an item that no other of the group's use has: maize, maize 2."""
        taken = {part.item for part in self.uses if (part.use, part.group) == (use, group)}
        found, number = name, 2
        while found in taken:
            found, number = f"{name} {number}", number + 1
        return found

    def attempt(self, path: str, work: Callable[[], None]) -> None:
        """Do one section; a mistake in it is kept with its path and the others still run."""
        self._section = len(self.assumptions)
        try:
            work()
        except MusdesignError as error:
            self.problems += [problem.located(path=path) for problem in error.problems]


def _is_zero(value: Values) -> bool:
    return bool(np.all(np.asarray(value) == 0.0))
