"""The volume of a tank as designed, which the stages after its sizing read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredVolume:
    """A community tank or the households' tanks: the volume chosen and the rules beside it."""

    name: str
    volume_m3: float
    balancing_m3: float | None = None
    """What the day's mass curve needs."""
    given: bool = False
    """The user stated the volume; else it was sized."""
    count: float = 1.0
    material: str = ""
    serves: tuple[str, ...] = ()
    overflow_m3_day: float | None = None
