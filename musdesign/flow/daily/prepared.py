"""A scheme made ready for the simulation of its days: uses, sources and stores as a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from musdesign.demand.build import DesignBasis, Needs
from musdesign.flow.daily.hand_pumps import queues
from musdesign.flow.daily.network import network_of
from musdesign.flow.daily.sources import nodes_of
from musdesign.flow.daily.uses import daily_uses
from musdesign.flow.daily.weather import weather_of
from musdesign.flow.stored import StoredVolume
from musdesign.flow.yields import FlowRecord
from musdesign.provenance import Assumption
from musdesign.scenario import Scenario
from musdesign.supply.allocation import Network
from musdesign.supply.weather import Weather


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scheme ready for the simulation of its days."""

    network: Network
    weather: Weather
    origins: Mapping[str, str]
    kinds: Mapping[str, str]
    warnings: tuple[str, ...]
    register: tuple[Assumption, ...]


def prepared(
    scenario: Scenario, needs: Needs, basis: DesignBasis, years: float,
    storage: tuple[StoredVolume, ...], records: Mapping[str, FlowRecord], folder: Path | None,
) -> Prepared:  # fmt: skip
    """Return the network and the weather of a scheme.

    Raises:
        MusdesignError: records, flows or rules that cannot be used.
    """
    weather, register = weather_of(scenario, needs.eto_mm_day, folder)
    uses, lines, notes = daily_uses(scenario, needs, basis, years, weather)
    nodes = nodes_of(scenario, needs, uses, weather, records)
    waits, shared = queues(scenario, needs)
    built = network_of(scenario, nodes, uses, storage, weather.start)
    return Prepared(
        built,
        weather,
        nodes.origins,
        nodes.kinds,
        tuple(dict.fromkeys((*notes, *nodes.warnings, *waits))),
        (*register, *lines, *nodes.register, *shared),
    )
