"""Tanks, breaks of pressure and pumps as columns and rows of the programme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from musdesign.network.optimum.link_values import hours, lifts
from musdesign.network.optimum.mip_model import Model
from musdesign.network.optimum.prepare import Ready
from musdesign.network.optimum.sites import Sites

Terms = list[tuple[int, float]]


@dataclass(slots=True, eq=False)
class Devices:
    """Columns of what may be built, by node or link."""

    built: dict[int, int] = field(default_factory=dict)
    height: dict[int, int] = field(default_factory=dict)
    fed: dict[int, int] = field(default_factory=dict)
    broken: dict[tuple[int, str, int], int] = field(default_factory=dict)
    passes: dict[int, dict[str, Terms]] = field(default_factory=dict)
    volume: dict[int, Terms] = field(default_factory=dict)

    def broken_at(self, n: int) -> list[tuple[tuple[int, str, int], int]]:
        """Return the breaks that may stand at a node."""
        return [(key, column) for key, column in self.broken.items() if key[0] == n]

    def tank(
        self,
        ready: Ready,
        model: Model,
        sites: Sites,
        n: int,
        coming: dict[str, Terms],
        heads: dict[tuple[int, int], int],
    ) -> int | None:
        """Add the tank that may stand at a node and return its column (None for no tank)."""
        options = ready.problem.tanks
        if options is None:
            return None
        filled, own = coming["fill"], float(ready.volume_m3[n])
        if not sites.tank_allowed(n) or not filled:
            if filled and own > 0:
                model.equal(filled, 0.0)
            if sites.tank_must(n):
                model.least([], 1.0)
            return None
        built = model.binary()
        self.built[n] = built
        less = [(column, -value) for column, value in filled]
        if own > 0:
            model.equal([(built, 1.0), *less], 0.0)
        else:
            model.most([(built, 1.0), *less], 0.0)
        if sites.tank_must(n):
            model.equal([(built, 1.0)], 1.0)
        height = model.column(options.height_cost_per_m, 0.0, options.max_height_m)
        self.height[n] = height
        model.most([(height, 1.0), (built, -options.max_height_m)], 0.0)
        model.least([(heads[n, ready.filling], 1.0), (height, -1.0)], float(ready.need_m[n]))
        self._rows(ready, model, n, built, own)
        return built

    def _rows(self, ready: Ready, model: Model, n: int, built: int, own: float) -> None:
        """Cost by the row of the table that holds the volume."""
        options = ready.problem.tanks
        assert options is not None
        chosen, size = [], []
        for row in options.rows:
            pick = model.binary(row.base_cost - row.cost_per_m3 * row.from_m3)
            volume = model.column(row.cost_per_m3, 0.0, row.to_m3)
            model.least([(volume, 1.0), (pick, -row.from_m3)], 0.0)
            model.most([(volume, 1.0), (pick, -row.to_m3)], 0.0)
            chosen.append((pick, 1.0))
            size.append((volume, 1.0))
        model.equal([*chosen, (built, -1.0)], 0.0)
        self.volume[n] = [*size, (built, -options.capacity_factor * own)]

    def close(self, ready: Ready, model: Model) -> None:
        """Tie the volume of each tank to what it serves, once all feeds are known."""
        options = ready.problem.tanks
        served: dict[int, Terms] = defaultdict(list)
        for j, column in self.fed.items():
            assert options is not None
            share = options.capacity_factor * float(ready.below_m3[j])
            served[ready.tree.start[j]].append((column, -share))
        for n, terms in self.volume.items():
            model.equal([*terms, *served[n]], 0.0)


def add_pumps(
    ready: Ready,
    model: Model,
    columns: dict[tuple[int, int, int], int],
    i: int,
    rows: dict[int, Terms],
    highest_m: float,
) -> None:
    """Add the pumps that may stand on a link: lift in each row, rated power, and whether.

    ``rows`` gives by row of flows the columns one of which is 1 where that row runs in the link.

    With one row of flows at a time the power is that of the lift, so a least size is a least
    lift; with several the rated power covers the greatest.
    """
    pumps = ready.problem.pumps
    if pumps is None or not any(lifts(ready, i, r) for r in rows):
        return
    one_load = ready.loads == 1
    standing: Terms = []
    for k, source in enumerate(pumps.sources):
        power = model.column(source.capital_per_kw)
        covered: Terms = []
        for r, running in rows.items():
            flow = float(ready.flows_lps[r, i])
            if flow <= 0:
                continue
            per_m = source.kw_per_m(flow)
            energy = source.energy_per_kw(hours(ready, r)) * per_m
            lift = model.column(energy, 0.0, min(highest_m, pumps.max_kw / per_m))
            columns[i, r, k] = lift
            if len(rows) > ready.loads:
                model.most([(lift, 1.0), *((c, -highest_m) for c, _ in running)], 0.0)
            covered.append((lift, per_m))
        if one_load:
            model.equal([(power, -1.0), *covered], 0.0)
        else:
            for lift, per_m in covered:
                model.most([(lift, per_m), (power, -1.0)], 0.0)
        if pumps.min_kw > 0 or source.fixed_cost > 0 or len(pumps.sources) > 1:
            stands = model.binary(source.fixed_cost)
            most = min(pumps.max_kw, highest_m * max(per_m for _, per_m in covered))
            model.least([(power, 1.0), (stands, -pumps.min_kw)], 0.0)
            model.most([(power, 1.0), (stands, -most)], 0.0)
            standing.append((stands, 1.0))
    if len(standing) > 1:
        model.most(standing, 1.0)
