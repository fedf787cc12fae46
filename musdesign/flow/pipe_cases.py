"""The ways in which the pipes of a scheme are used: taps, turns of irrigation, night filling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from musdesign.demand.needs import Demand
from musdesign.flow.connections import peak_of_taps
from musdesign.flow.turns import turn_of_nodes
from musdesign.scenario.models import HouseholdGroup
from musdesign.scenario.works import Network, NetworkLink
from musdesign.units import MONTH_NAMES

MOST_HOURS = 6
_LPS = 1 / 3.6
"""L/s of a m3 drawn in an hour."""

_Floats = NDArray[np.float64]
_Weights = dict[str, _Floats]


@dataclass(frozen=True, slots=True)
class HourLoads:
    """Load cases by name, how long each lasts, and the draw of each node in each, L/s.

    ``links_lps`` holds flows of links that are not the sum of the draws below them: the peaks of
    taps do not fall together.  ``turns`` tells by node in which turn its plots are watered.
    """

    names: tuple[str, ...]
    draws_lps: Mapping[str, tuple[float, ...]]
    day_m3: Mapping[str, float]
    hours: tuple[float, ...] = ()
    links_lps: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    turns: Mapping[str, int] = field(default_factory=dict)


def shares(section: Network, demand: Demand) -> dict[str, dict[str, float]]:
    """Return by node its share of each group's need.

    A group that is named at nodes is spread over these; the others over all by households.
    """
    groups = list(dict.fromkeys(part.group for part in demand.uses))
    total = sum(node.households for node in section.nodes) or 1.0
    placed = {group: sum(node.groups.get(group, 0.0) for node in section.nodes) for group in groups}
    return {
        node.id: {
            group: node.groups.get(group, 0.0) / placed[group]
            if placed[group] > 0
            else node.households / total
            for group in groups
        }
        for node in section.nodes
    }


def hour_loads(
    section: Network,
    demand: Demand,
    households: Sequence[HouseholdGroup] | None = None,
    pumping_ratio: float = 1.0,
) -> HourLoads:
    """Return the load cases of a network, with what each node draws in each, losses included.

    Taps by their hourly patterns: for every pipe the month and hour are found in which the draws
    below it are largest; the hours of most pipes come first, and at most six are kept.  Taps by
    their pulses (where ``households`` is given): one case in which each pipe carries the peak of
    all taps below it, whatever their mixture.  Then one case for each turn of irrigation, and one
    for the filling of the households' own tanks at night, each with what the taps draw at most
    in its hours.
    """
    return _Cases(section, demand, households, pumping_ratio).all()


class _Cases:
    def __init__(
        self,
        section: Network,
        demand: Demand,
        households: Sequence[HouseholdGroup] | None,
        pumping_ratio: float,
    ) -> None:
        self.section = section
        self.households = households
        self.loss_fraction = demand.loss_fraction
        self.ratio = pumping_ratio
        share = shares(section, demand)
        self.parts = demand.uses
        self.weights: _Weights = {
            name: np.array([own[part.group] for part in self.parts]) for name, own in share.items()
        }
        gross = 1.0 / (1.0 - demand.loss_fraction)
        self.days = (
            np.array([p.month_m3_day * p.daily_factor for p in self.parts]).reshape(-1, 12) * gross
        )
        self.most = int(self.days.sum(axis=0).argmax()) if len(self.parts) else 0
        turned = set(section.turns.uses) if section.turns else set()
        filled = set(section.night_filling.uses) if section.night_filling else set()
        self.turned = np.array([p.use in turned for p in self.parts], dtype=bool)
        self.filled = np.array([p.use in filled for p in self.parts], dtype=bool)
        self.tapped = ~(self.turned | self.filled)
        hourly = np.array([p.hourly for p in self.parts]).reshape(-1, 24)
        by_use = self.days[:, :, None] * hourly[:, None, :] * _LPS  # uses x months x hours
        self.by_taps = {
            name: np.einsum("u,umh->mh", w * self.tapped, by_use)
            for name, w in self.weights.items()
        }
        self.names: list[str] = []
        self.hours: list[float] = []
        self.draws: dict[str, list[float]] = {name: [] for name in self.weights}
        self.link_peaks: dict[str, float] = {}

    def all(self) -> HourLoads:
        day = {name: float(w @ self.days[:, self.most]) for name, w in self.weights.items()}
        if self.households is not None and self.tapped.any():
            self._pulses(self.households)
        elif self.tapped.any() or not len(self.parts):
            self._binding_hours()
        turns = self._turns()
        self._filling()
        return HourLoads(
            tuple(self.names),
            {name: tuple(row) for name, row in self.draws.items()},
            day,
            tuple(self.hours),
            self._link_flows(day),
            turns,
        )

    def _add(self, name: str, hours: float, draws: Mapping[str, float]) -> None:
        self.names.append(name)
        self.hours.append(hours)
        for node, row in self.draws.items():
            row.append(draws.get(node, 0.0))

    def _binding_hours(self) -> None:
        votes: dict[tuple[int, int], int] = {}
        for link in self.section.links:
            below = sum(
                (self.by_taps[name] for name in below_link(self.section, link.end)),
                np.zeros((12, 24)),
            )
            if below.max() > 0:
                at = np.unravel_index(int(np.argmax(below)), below.shape)
                key = (int(at[0]), int(at[1]))
                votes[key] = votes.get(key, 0) + 1
        for m, h in sorted(votes, key=lambda key: -votes[key])[:MOST_HOURS] or [(0, 7)]:
            draws = {name: float(table[m, h]) for name, table in self.by_taps.items()}
            self._add(f"{MONTH_NAMES[m]} {h:02}:00", 1.0, draws)

    def _pulses(self, households: Sequence[HouseholdGroup]) -> None:
        service = {group.group: group.service for group in households}
        needs = np.where(self.tapped, self.days[:, self.most] * (1.0 - self.loss_fraction), 0.0)
        known: dict[tuple[float, ...], float] = {}

        def peak(weight: _Floats) -> float:
            below = tuple(np.round(weight * needs, 9).tolist())
            if below not in known:
                known[below] = peak_of_taps(self.parts, below, service)
            return known[below] / (1.0 - self.loss_fraction)

        self._add("taps", 1.0, {name: peak(w) for name, w in self.weights.items()})
        for link in reversed(_downstream(self.section)):
            inside = below_link(self.section, link.end)
            if inside:
                weight = sum((self.weights[n] for n in inside), np.zeros(len(self.parts)))
                feeds = [k for k in self.section.links if k.start == link.end]
                least = max((self.link_peaks.get(k.id, 0.0) for k in feeds), default=0.0)
                # what is drawn at random may not make a pipe carry less than the next one
                self.link_peaks[link.id] = max(peak(weight), least)

    def _background(self, start: float, hours: float) -> dict[str, float]:
        """Return what the taps draw at most, by their patterns, in some hours of the day."""
        window = sorted({int(start + k) % 24 for k in range(max(1, int(np.ceil(hours))))})
        return {name: float(table[:, window].max()) for name, table in self.by_taps.items()}

    def _turns(self) -> dict[str, int]:
        turns = self.section.turns
        if turns is None or not self.turned.any():
            return {}
        need = np.where(self.turned, self.days.max(axis=1), 0.0)
        volumes = {name: float(w @ need) for name, w in self.weights.items()}
        placed = turn_of_nodes(self.section, volumes)
        each = turns.hours / turns.number
        for turn in range(1, turns.number + 1):
            here = [name for name, own in placed.items() if own == turn]
            if not here:
                continue
            draws = self._background(turns.start + (turn - 1) * each, each)
            for name in here:
                draws[name] += volumes[name] / (3.6 * each)
            self._add(f"irrigation turn {turn}", each, draws)
        return placed

    def _filling(self) -> None:
        night = self.section.night_filling
        if night is None or not self.filled.any():
            return
        need = np.where(self.filled, self.days.max(axis=1), 0.0)
        draws = self._background(night.start, night.hours)
        for name, w in self.weights.items():
            draws[name] += float(w @ need) / (3.6 * night.hours)
        self._add("night filling", night.hours, draws)

    def _link_flows(self, day: Mapping[str, float]) -> dict[str, tuple[float, ...]]:
        """Return the flows of the links in every case, where pulses give that of the first."""
        if not self.link_peaks:
            return {}
        kinds = {node.id: node.kind for node in self.section.nodes}
        found = {}
        for link in self.section.links:
            if kinds.get(link.end) == "tank":
                continue  # its inflow follows from the day
            inflow = sum(
                day[name] for name in below_link(self.section, link.end, through_tanks=True)
            ) - sum(day[name] for name in below_link(self.section, link.end))
            filling = max(0.0, inflow) * self.ratio / 86.4
            inside = below_link(self.section, link.end)
            sums = [sum(self.draws[name][k] for name in inside) for k in range(len(self.names))]
            sums[0] = self.link_peaks.get(link.id, 0.0)
            found[link.id] = tuple(total + filling for total in sums)
        return found


def _downstream(section: Network) -> list[NetworkLink]:
    """Return the links from the source on, each after the one that feeds it."""
    ends = {link.end for link in section.links}
    known = {node.id for node in section.nodes if node.id not in ends}
    left = list(section.links)
    found: list[NetworkLink] = []
    while left:
        ready = [link for link in left if link.start in known]
        if not ready:  # a circle, which the network room refuses
            return found + left
        found += ready
        known |= {link.end for link in ready}
        left = [link for link in left if link.end not in known]
    return found


def below_link(section: Network, top: str, *, through_tanks: bool = False) -> list[str]:
    """Return the nodes that a pipe into ``top`` feeds: at once, as far as the next tanks."""
    kinds = {node.id: node.kind for node in section.nodes}
    children: dict[str, list[str]] = {}
    for link in section.links:
        children.setdefault(link.start, []).append(link.end)
    found, stack, seen = [], [top], {top}
    while stack:
        name = stack.pop()
        if kinds.get(name) == "tank" and not through_tanks:
            continue
        found.append(name)
        for child in children.get(name, ()):
            if child not in seen:
                seen.add(child)
                stack.append(child)
    return found
