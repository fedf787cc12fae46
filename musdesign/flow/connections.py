"""Peak flow of each pipe by the connections below it, from the pulses of their taps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from musdesign.demand.connection_peaks import ConnectionPeaks, TapDemand, peak_by_connections
from musdesign.demand.needs import Demand, UseDemand
from musdesign.demand.pulses import tap_use
from musdesign.provenance import Assumption
from musdesign.scenario.models import HouseholdGroup
from musdesign.scenario.works import Network
from musdesign.trace import note_method

_DAYS = 200
"""Days of pulses simulated for each mixture of taps below a pipe."""

# which taps a use is drawn from; domestic taps follow the service of the group
_TAPS: Mapping[str, str] = {
    "livestock": "livestock_trough",
    "gardens": "garden_hose",
    "enterprises": "yard_tap",
    "institutions": "yard_tap",
}
_DOMESTIC_TAPS: Mapping[str, str] = {
    "house connection": "house_tap",
    "yard tap": "yard_tap",
    "public tap": "standpipe",
    "well or handpump": "standpipe",
}


def connection_peaks(
    demand: Demand, groups: Sequence[HouseholdGroup], connections: float
) -> tuple[ConnectionPeaks, tuple[Assumption, ...]]:
    """Return the peak flow by number of connections on the largest day, net at the taps.

    The uses of the whole scheme are spread evenly over its connections, each use drawn by taps of
    its own kind: how long and how hard a tap is opened is a table of the library.
    """
    service = {group.group: group.service for group in groups}
    taps: dict[str, tuple[Assumption, ...]] = {}
    found = []
    for part in demand.uses:
        key = _tap(part, service)
        use = tap_use(key)
        if use.origin is not None:
            taps[key] = (Assumption.of(f"tap: {key}", use.volume_l, "L a draw", use.origin),)
        largest = part.month_m3_day[demand.max_day_month - 1] * part.daily_factor
        found.append(TapDemand(float(largest) / connections, part.hourly, use))
    peaks = peak_by_connections(found)
    note_method(
        "network.connection_peaks",
        peaks.factors,
        "-",
        "busiest minute over mean flow, by number of connections: Poisson rectangular pulses, "
        f"exceeded on {100 * (1 - peaks.quality):g} % of largest days",
        inputs={"connections": peaks.numbers},
    )
    return peaks, tuple(line for lines in taps.values() for line in lines)


def peak_of_taps(
    parts: Sequence[UseDemand], needs_m3_day: Sequence[float], service: Mapping[str, str]
) -> float:
    """Return the peak flow of taps of several kinds together, L/s, net at the taps.

    Args:
        parts: the uses, each with its hourly pattern.
        needs_m3_day: what each needs on the largest day below the pipe in question.
        service: kind of service by household group.
    """
    taps = [
        TapDemand(need, part.hourly, tap_use(_tap(part, service)))
        for part, need in zip(parts, needs_m3_day, strict=True)
        if need > 0
    ]
    if not taps:
        return 0.0
    return float(peak_by_connections(taps, (1,), days=_DAYS).flows_lps[0])


def tap_register(parts: Sequence[UseDemand], service: Mapping[str, str]) -> tuple[Assumption, ...]:
    """Return what is assumed of the taps that the uses are drawn from."""
    found = {}
    for part in parts:
        key = _tap(part, service)
        use = tap_use(key)
        if use.origin is not None:
            found[key] = Assumption.of(f"tap: {key}", use.volume_l, "L a draw", use.origin)
    return tuple(found.values())


def pulse_loads(
    section: Network, peaks: ConnectionPeaks, growth: float, loss_fraction: float
) -> dict[str, tuple[float, float]]:
    """Return each node's peak flow and relief, L/s.

    A pipe carries the peak of all connections below it, which is less than the sum of the peaks
    of the pipes it feeds: the difference at each node is its relief.  A tank ends the count.
    """
    children: dict[str, list[str]] = {}
    for link in section.links:
        children.setdefault(link.start, []).append(link.end)
    kinds = {node.id: node.kind for node in section.nodes}
    own = {node.id: node.households * growth for node in section.nodes}
    below: dict[str, float] = {}

    def count(node: str) -> float:
        if node not in below:
            below[node] = 0.0  # a circle, which the network room refuses, ends here
            feeds = sum(count(child) for child in children.get(node, ()) if _through(kinds, child))
            below[node] = own.get(node, 0.0) + feeds
        return below[node]

    def flow(number: float) -> float:
        return float(peaks.flow_lps(number)) / (1.0 - loss_fraction)

    loads = {}
    for node, number in own.items():
        through = [child for child in children.get(node, ()) if _through(kinds, child)]
        peak = flow(number)
        parts = peak + sum(flow(count(child)) for child in through)
        loads[node] = (peak, max(0.0, parts - flow(count(node))))
    return loads


def _through(kinds: Mapping[str, str], node: str) -> bool:
    return kinds.get(node) != "tank"


def _tap(part: UseDemand, service: Mapping[str, str]) -> str:
    if part.use == "domestic":
        return _DOMESTIC_TAPS[service.get(part.group, "yard tap")]
    return _TAPS[part.use]
