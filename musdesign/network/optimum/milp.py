"""The same problem as a mixed-integer linear programme, for any number of load cases.

Columns: by link and state the share of each choice; by node and row of flows the head; what is
built.  The state of a link (kind and free surface upstream) is passed down from the link above or
starts at a tank or break.  Heads may be wasted, so they are bounded above and never fixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from musdesign.network.optimum.bars import in_bars
from musdesign.network.optimum.link_values import hull, set_devices
from musdesign.network.optimum.milp_devices import Devices, add_pumps
from musdesign.network.optimum.mip_model import Model
from musdesign.network.optimum.prepare import Options, Ready
from musdesign.network.optimum.sites import Sites
from musdesign.network.optimum.states import States

_HIGHEST_LIFT_M = 1000.0
State = tuple[str, float]


@dataclass(slots=True, eq=False)
class Columns:
    """Numbers of the columns by what they stand for."""

    state: dict[tuple[int, State], int] = field(default_factory=dict)
    share: dict[tuple[int, State, int], int] = field(default_factory=dict)
    head: dict[tuple[int, int], int] = field(default_factory=dict)
    lift: dict[tuple[int, int, int], int] = field(default_factory=dict)
    devices: Devices = field(default_factory=Devices)


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """A model with the meaning of its columns, and by link and row the row of its head loss."""

    ready: Ready
    model: Model
    columns: Columns
    loss_rows: dict[tuple[int, int], int]


def programme(
    ready: Ready, loads: Sequence[int] | None = None, *, bars: bool = False
) -> Programme | None:
    """Return the programme of a problem, None where some link may be of no pipe at all.

    ``bars``: lengths are whole bars, where their length is given.
    """
    return _Writer(ready, list(range(ready.loads)) if loads is None else list(loads), bars).write()


def useful(
    options: Options, rows: Sequence[int], surface: float, *, mixed: bool = True
) -> list[int]:
    """Return the choices that no other, or mix of others, beats in every row."""
    allowed = np.flatnonzero(options.ok[rows].all(axis=0) & (options.strength_m >= surface))
    losses, costs = options.loss_m[np.ix_(np.array(rows), allowed)], options.cost[allowed]
    if len(rows) == 1 and mixed and not options.finite:
        return [int(allowed[j]) for j in hull(losses[0], costs)]
    kept: list[int] = []
    for j in np.lexsort((losses.sum(axis=0), costs)).tolist():
        if not any((losses[:, k] <= losses[:, j]).all() for k in kept):
            kept.append(j)
    return [int(allowed[j]) for j in kept]


class _Writer:
    def __init__(self, ready: Ready, loads: list[int], bars: bool) -> None:
        self.ready, self.loads = ready, loads
        self.bar_m = ready.problem.bar_length_m if bars else None
        self.sites = Sites(ready)
        self.states = States(ready, self.sites, loads)
        self.model, self.columns = Model(), Columns()
        self.rows = self.states.rows
        self.top = self._tops()

    def write(self) -> Programme | None:
        ready = self.ready
        tree = ready.tree
        if any(not states for states in self.states.by_link):
            return None
        for i in tree.order:
            self._shares(i)
            self._head_columns(tree.end[i], self.states.by_link[i])
            add_pumps(ready, self.model, self.columns.lift, i, self._runs(i), _HIGHEST_LIFT_M)
        source = tree.source
        first = "fill" if ready.problem.tanks is not None else "serve"
        loss_rows: dict[tuple[int, int], int] = {}
        for j in ready.children[source]:
            self._from_level(j, (first,), float(ready.level_m[source]))
        for i in tree.order:
            n = tree.end[i]
            node = ready.problem.nodes[n]
            if node.kind == "junction":
                self._junction(n, i)
                continue
            modes: tuple[str, ...] = ("serve", "fill")
            for j in ready.children[n]:
                if node.kind == "tank":
                    self._from_level(j, modes, float(ready.level_m[n]))
                else:
                    self._passed(j, i, float(ready.level_m[n]))
        self.columns.devices.close(ready, self.model)
        for i in tree.order:
            loss_rows |= self._losses(i)
        return Programme(ready, self.model, self.columns, loss_rows)

    def _tops(self) -> list[float]:
        """Return by node the highest head worth having there."""
        ready = self.ready
        top = [float(level) for level in ready.level_m]
        if ready.problem.pumps is not None:
            most = float(np.max(ready.need_m[np.isfinite(ready.need_m)], initial=-math.inf))
            most = max(most, float(ready.level_m.max()))
            if ready.problem.tanks is not None:
                most += ready.problem.tanks.max_height_m
            return [most + _HIGHEST_LIFT_M] * len(top)
        for i in ready.tree.order:
            surfaces = [z for _, z in self.states.by_link[i]]
            added = max(0.0, -min(set_devices(ready, i, r)[0] for r in range(ready.loads + 1)))
            top[ready.tree.end[i]] = max(
                [float(ready.need_m[ready.tree.end[i]]), *(z + added for z in surfaces)]
            )
        return top

    def _runs(self, i: int) -> dict[int, list[tuple[int, float]]]:
        """Return by row of flows the states of a link in which it runs."""
        found: dict[int, list[tuple[int, float]]] = {}
        for state in self.states.by_link[i]:
            for r in self.rows[state[0]]:
                found.setdefault(r, []).append((self.columns.state[i, state], 1.0))
        return found

    def _shares(self, i: int) -> None:
        options = self.ready.options[i]
        for mode, surface in self.states.by_link[i]:
            state = (mode, surface)
            chosen = self.model.column(upper=1.0)
            self.columns.state[i, state] = chosen
            terms = [(chosen, -1.0)]
            for j in useful(options, self.rows[mode], surface, mixed=self.bar_m is None):
                share = self.model.column(float(options.cost[j]), upper=1.0, whole=options.finite)
                self.columns.share[i, state, j] = share
                terms.append((share, 1.0))
            self.model.equal(terms, 0.0)
            if self.bar_m is not None and not options.finite:
                self._bars(i, [share for share, _ in terms[1:]], chosen, self.bar_m)

    def _bars(self, i: int, shares: list[int], chosen: int, bar_m: float) -> None:
        """All pieces are whole bars, but for the rest of the length, which one pipe takes."""
        length = self.ready.problem.links[i].length_m
        count, rest = in_bars(length, bar_m)
        cut = []
        for share in shares:
            bars = self.model.column(upper=float(count), whole=True)
            terms = [(share, -length), (bars, bar_m)]
            if rest > 0:
                rests = self.model.binary()
                cut.append((rests, 1.0))
                terms.append((rests, rest))
            self.model.equal(terms, 0.0)
        if cut:
            self.model.equal([*cut, (chosen, -1.0)], 0.0)

    def _head_columns(self, n: int, states: Sequence[State]) -> None:
        for mode in sorted({mode for mode, _ in states}):
            for r in self.rows[mode]:
                need = float(self.ready.need_m[n])
                self.columns.head[n, r] = self.model.column(0.0, need, max(need, self.top[n]))

    def _from_level(self, j: int, modes: tuple[str, ...], level: float) -> None:
        """A link that starts at a free surface which stands there already is in one such state."""
        key = self.states.key(j, level)
        terms = []
        for state in self.states.by_link[j]:
            column = self.columns.state[j, state]
            if state[0] in modes and state[1] == key:
                terms.append((column, 1.0))
            else:
                self.model.equal([(column, 1.0)], 0.0)
        self.model.equal(terms, 1.0)
        if len(terms) > 1:
            self.model.whole += [column for column, _ in terms]

    def _passed(self, j: int, above: int, level: float) -> None:
        """Below a break that stands there already the kind of pipe goes on."""
        for mode in ("serve", "fill"):
            terms = [
                (self.columns.state[j, s], 1.0) for s in self.states.by_link[j] if s[0] == mode
            ]
            terms += [
                (self.columns.state[above, s], -1.0)
                for s in self.states.by_link[above]
                if s[0] == mode
            ]
            if terms:
                self.model.equal(terms, 0.0)
        del level

    def _junction(self, n: int, i: int) -> None:
        """Pass states on, build tanks and breaks, and keep what they need."""
        columns, model, sites = self.columns, self.model, self.sites
        devices, ready = columns.devices, self.ready
        node = ready.problem.nodes[n]
        coming = {
            mode: [(columns.state[i, s], 1.0) for s in self.states.by_link[i] if s[0] == mode]
            for mode in ("serve", "fill")
        }
        for mode, surface in self.states.by_link[i]:
            if surface > ready.ceiling_m[n] + 1e-6:
                model.equal([(columns.state[i, (mode, surface)], 1.0)], 0.0)
        tank = devices.tank(ready, model, sites, n, coming, columns.head)
        broken: dict[str, list[tuple[int, float, int]]] = {"serve": [], "fill": []}
        for mode, terms in coming.items():
            for k in sites.breaks(n, mode) if terms else []:
                device = ready.problem.breaks[k]
                built = model.binary(device.cost)
                devices.broken[n, mode, k] = built
                level = node.elevation_m + device.outlet_m
                broken[mode].append((k, level, built))
                over = max(0.0, level + device.inlet_m - float(ready.need_m[n]))
                for r in self.rows[mode]:
                    head = columns.head[n, r]
                    model.least([(head, 1.0), (built, -over)], float(ready.need_m[n]))
            if broken[mode]:
                built_terms = [(b, 1.0) for _, _, b in broken[mode]]
                if mode == "fill" and tank is not None:
                    built_terms.append((tank, 1.0))
                model.most([*built_terms, *((c, -v) for c, v in terms)], 0.0)
        for j in ready.children[n]:
            self._into(j, i, n, coming, broken, tank)

    def _into(
        self,
        j: int,
        i: int,
        n: int,
        coming: dict[str, list[tuple[int, float]]],
        broken: dict[str, list[tuple[int, float, int]]],
        tank: int | None,
    ) -> None:
        """State of a link from that of the link above and what stands between them."""
        columns, model, states = self.columns, self.model, self.states
        into: dict[State, list[tuple[int, float]]] = {s: [] for s in states.by_link[j]}
        passes: dict[str, list[tuple[int, float]]] = {"serve": [], "fill": []}
        for mode, surface in states.by_link[i]:
            below = (mode, states.key(j, surface))
            if below not in into:
                continue
            passing = model.column(upper=1.0)
            model.most([(passing, 1.0), (columns.state[i, (mode, surface)], -1.0)], 0.0)
            into[below].append((passing, 1.0))
            passes[mode].append((passing, 1.0))
        columns.devices.passes[j] = passes
        fed = None
        if tank is not None:
            options = self.ready.problem.tanks
            assert options is not None
            top = self.ready.problem.nodes[n].elevation_m + options.max_height_m
            state = ("serve", states.key(j, top))
            if state in into:
                fed = model.binary()
                columns.devices.fed[j] = fed
                model.most([(fed, 1.0), (tank, -1.0)], 0.0)
                into[state].append((fed, 1.0))
        for mode, terms in coming.items():
            ways = list(passes[mode])
            if mode == "fill" and fed is not None:
                ways.append((fed, 1.0))
            for _, level, built in broken[mode]:
                below = (mode, states.key(j, level))
                if below in into:
                    ways.append((built, 1.0))
                    into[below].append((built, 1.0))
                else:
                    model.equal([(built, 1.0)], 0.0)
            if terms:
                model.equal([*ways, *((c, -v) for c, v in terms)], 0.0)
        for state, terms in into.items():
            model.equal([*terms, (columns.state[j, state], -1.0)], 0.0)

    def _losses(self, i: int) -> dict[tuple[int, int], int]:
        """Head at the end of a link: that at its start less what is lost."""
        ready, columns = self.ready, self.columns
        start, end = ready.tree.start[i], ready.tree.end[i]
        options = ready.options[i]
        node = ready.problem.nodes[start]
        found = {}
        for mode in sorted({mode for mode, _ in self.states.by_link[i]}):
            for r in self.rows[mode]:
                taken = set_devices(ready, i, r)[0]
                terms = [(columns.head[end, r], 1.0)]
                terms += [
                    (column, float(options.loss_m[r, j]))
                    for (link, state, j), column in self._shares_of(i)
                    if state[0] == mode
                ]
                terms += [
                    (column, -1.0) for (link, row, _), column in self._lifts_of(i) if row == r
                ]
                terms += [
                    (columns.state[i, s], taken) for s in self.states.by_link[i] if s[0] == mode
                ]
                least = float(ready.need_m[end])
                if node.holds_surface or start == ready.tree.source:
                    level = float(ready.level_m[start])
                    spare = max(0.0, least - level)
                    chosen = [
                        (columns.state[i, s], spare) for s in self.states.by_link[i] if s[0] == mode
                    ]
                    found[i, r] = self.model.most([*terms, *chosen], level + spare)
                else:
                    found[i, r] = self._below_junction(i, mode, r, terms, abs(taken))
        return found

    def _below_junction(
        self, i: int, mode: str, r: int, terms: list[tuple[int, float]], taken: float
    ) -> int:
        ready, columns, model = self.ready, self.columns, self.model
        start, end = ready.tree.start[i], ready.tree.end[i]
        ground = ready.problem.nodes[start].elevation_m
        least, need = float(ready.need_m[end]), float(ready.need_m[start])
        levels = [
            (ground + ready.problem.breaks[k].outlet_m, built)
            for (n, m, k), built in columns.devices.broken_at(start)
            if m == mode
        ]
        tank = columns.devices.fed.get(i) if mode == "serve" else None
        tops = [level for level, _ in levels]
        if tank is not None:
            assert ready.problem.tanks is not None
            tops.append(ground + ready.problem.tanks.max_height_m)
        highest = max([self.top[start], least, *tops])
        number = -1
        passing = columns.devices.passes[i][mode]
        if (start, r) in columns.head:
            big = max(0.0, max([least, *tops]) - need) + taken
            if not levels and tank is None and len(self.states.by_link[i]) == 1 and passing:
                only = self._always(i)
                big = 0.0 if only else big
            number = model.most(
                [*terms, (columns.head[start, r], -1.0), *((c, big) for c, _ in passing)], big
            )
        if tank is not None:
            big = max(0.0, highest - ground) + taken
            height = columns.devices.height[start]
            model.most([*terms, (height, -1.0), (tank, big)], ground + big)
        for level, built in levels:
            big = max(0.0, highest - level) + taken
            model.most([*terms, (built, big)], level + big)
        return number

    def _always(self, i: int) -> bool:
        """Return whether nothing can be built on the way: the only state is always taken."""
        return self.ready.problem.tanks is None and not self.ready.problem.breaks

    def _shares_of(self, i: int) -> list[tuple[tuple[int, State, int], int]]:
        if not hasattr(self, "_by_link"):
            self._by_link: dict[int, list[tuple[tuple[int, State, int], int]]] = {}
            for key, column in self.columns.share.items():
                self._by_link.setdefault(key[0], []).append((key, column))
        return self._by_link[i]

    def _lifts_of(self, i: int) -> list[tuple[tuple[int, int, int], int]]:
        if not hasattr(self, "_lifts"):
            self._lifts: dict[int, list[tuple[tuple[int, int, int], int]]] = {}
            for key, column in self.columns.lift.items():
                self._lifts.setdefault(key[0], []).append((key, column))
        return self._lifts.get(i, [])
