"""What the treatments of a scenario reach, take and need: told in the result."""

from __future__ import annotations

from dataclasses import dataclass

from musdesign.flow.mean_year import plant_of
from musdesign.scenario import Scenario
from musdesign.supply.treatment import Train


@dataclass(frozen=True, slots=True)
class Plant:
    """A treatment of the scheme at its capacity."""

    name: str
    takes: tuple[str, ...]
    capacity_m3_day: float
    hours_day: float
    train: Train
    coliforms_after: tuple[float, float] | None
    """E. coli in 100 mL after the most and the least removal, where the raw water's are known."""


def plants(scenario: Scenario) -> tuple[Plant, ...]:
    """Return the treatments of a scenario.

    Raises:
        MusdesignError: unknown steps, or values out of range.
    """
    found = []
    sources = {s.called(i): s for i, s in enumerate(scenario.sources)}
    for section in scenario.treatment:
        taken = [sources[name] for name in section.takes]
        cloudy = [s.turbidity for s in taken if s.turbidity is not None]
        germs = [s.coliforms for s in taken if s.coliforms is not None]
        train = plant_of(section, max(cloudy, default=None))
        found.append(
            Plant(
                section.name,
                tuple(section.takes),
                section.capacity,
                section.hours,
                train,
                train.coliforms_after(max(germs)) if germs else None,
            )
        )
    return tuple(found)
