"""The exact tree engine: the least cost below a node as a function of the head there.

On a tree the least cost below a node, given the head of the water that arrives, is a falling
piecewise-linear function: convex for pipes alone, the minimum of some convex pieces where tanks,
pumps, breaks of pressure or whole-link choices are open.  Links merge slopes, junctions add, and
what may be built at a node adds pieces.  A state is the kind of pipe (leading to tanks or serving)
and the highest free surface upstream, which decides what pressure class is strong enough.

Source: dynamic programming on a tree; Labye's discontinuous method is its ancestor for irrigation.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from musdesign.network.optimum.convex import (
    Piece,
    add,
    constant,
    from_head,
    not_plainly_beaten,
    prune,
    up_to,
)
from musdesign.network.optimum.link_values import LinkChoice, link_choices, link_pieces
from musdesign.network.optimum.prepare import Ready
from musdesign.network.optimum.sites import Sites
from musdesign.network.optimum.states import States

SERVE, FILL = "serve", "fill"
MOST_CHILDREN = 10
"""More links than these below one node leave too many ways to divide them between tanks."""


class OutOfTimeError(Exception):
    """The engine did not end before its deadline."""


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """A value function and by how much, at most, thinning has raised it."""

    pieces: list[Piece]
    rose: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The value of the source: cost, what thinning may have added, and pieces to trace back."""

    cost: float
    rose: float
    parts: tuple[Piece, ...]
    head_m: float
    links: dict[tuple[int, str, float], Values]
    states: States


_NOTHING = Values([])
_FEW = 4
_Split = tuple[tuple[int, ...], float, Values | None, Values | None]
"""Links fed by a tank, the volume it serves, and the values of those links and of the others."""


def solve_tree(
    ready: Ready, *, load: int = 0, slack: float = 0.0, deadline: float | None = None
) -> Solved:
    """Return the least cost of a tree under one load case, ready to be traced back.

    Args:
        ready: the problem.
        load: number of the load case that serving pipes carry.
        slack: cost that a piece must save to be kept; 0 keeps every piece that is of use.
        deadline: ``time.perf_counter()`` by which to end.

    Raises:
        OutOfTimeError: the deadline passed.
    """
    run = _Run(ready, load, slack, deadline)
    return run.solve()


class _Run:
    def __init__(self, ready: Ready, load: int, slack: float, deadline: float | None) -> None:
        self.ready = ready
        self.slack = slack
        self.deadline = deadline
        self.sites = Sites(ready)
        self.states = States(ready, self.sites, [load])
        self.rows = {SERVE: load, FILL: ready.filling}
        self.links: dict[tuple[int, str, float], Values] = {}
        self.choices: dict[tuple[int, int, float], LinkChoice] = link_choices(
            ready,
            [
                (i, self.rows[mode], surface)
                for i, states in enumerate(self.states.by_link)
                for mode, surface in states
            ],
        )
        self.breaks: dict[tuple[int, str, int], tuple[tuple[Piece, ...], float, float]] = {}

    def solve(self) -> Solved:
        tree = self.ready.tree
        for i in reversed(tree.order):
            if self.deadline is not None and time.perf_counter() > self.deadline:
                raise OutOfTimeError
            end = tree.end[i]
            below: dict[tuple[str, float], Values] = {}
            for mode, surface in self.states.by_link[i]:
                value = self.node(end, mode, surface)
                below[mode, surface] = value
                self.links[i, mode, surface] = self.link(i, mode, surface, value)
        source = tree.source
        level = float(self.ready.level_m[source])
        first = FILL if self.ready.problem.tanks is not None else SERVE
        parts, cost, rose = self.at_level(self.ready.children[source], (first,), level)
        return Solved(cost, rose, parts, level, self.links, self.states)

    def link(self, i: int, mode: str, surface: float, below: Values) -> Values:
        ready = self.ready
        choice = self.choices[i, self.rows[mode], surface]
        if not below.pieces or not choice.possible:
            return _NOTHING
        start = ready.tree.start[i]  # a tank or break may feed the link from the ground
        least = min(float(ready.need_m[start]), float(ready.level_m[start]))
        pieces = [from_head(p, least) for p in link_pieces(choice, below.pieces)]
        if not ready.problem.pumps:
            top = self.states.highest(surface)
            pieces = [up_to(p, top) for p in pieces if p.start <= top + 1e-9]
        return self.thinned(pieces, below.rose)

    def broken(self, n: int, mode: str, k: int) -> tuple[tuple[Piece, ...], float, float]:
        """Return what lies below a break of pressure: the same for all surfaces above."""
        key = (n, mode, k)
        if key not in self.breaks:
            level = self.ready.problem.nodes[n].elevation_m + self.ready.problem.breaks[k].outlet_m
            self.breaks[key] = self.at_level(self.ready.children[n], (mode,), level)
        return self.breaks[key]

    def thinned(self, pieces: list[Piece], rose: float) -> Values:
        if len(pieces) <= _FEW:  # a closer look is worth its time where there are more
            return Values(not_plainly_beaten(pieces), rose)
        kept, more = prune(pieces, self.slack)
        return Values(kept, rose + more)

    def child(self, j: int, mode: str, surface: float) -> Values:
        return self.links.get((j, mode, self.states.key(j, surface)), _NOTHING)

    def node(self, n: int, mode: str, surface: float) -> Values:
        """Return the cost below a node by the head of the water that arrives."""
        ready = self.ready
        kind = ready.problem.nodes[n].kind
        need, below = float(ready.need_m[n]), ready.children[n]
        if kind != "junction":
            modes: tuple[str, ...] = (mode,)
            if kind == "tank":
                modes = (SERVE, FILL) if ready.problem.tanks is not None else (SERVE,)
            parts, cost, rose = self.at_level(below, modes, float(ready.level_m[n]))
            made = constant(need, cost, ("surface", n, parts))
            return Values([made] if math.isfinite(cost) else [], rose)
        if surface > ready.ceiling_m[n] + 1e-6:
            return _NOTHING
        found: list[Piece] = []
        rose = 0.0
        if self.sites.may_pass(n, mode):
            passed = self.total([self.child(j, mode, surface) for j in below], need)
            found += [Piece(p.x, p.s, p.y, ("node", n, p.made)) for p in passed.pieces]
            rose = max(rose, passed.rose)
        for k in self.sites.breaks(n, mode):
            device = ready.problem.breaks[k]
            level = ready.problem.nodes[n].elevation_m + device.outlet_m
            parts, cost, more = self.broken(n, mode, k)
            if math.isfinite(cost):
                at = max(need, level + device.inlet_m)
                found.append(constant(at, cost + device.cost, ("break", n, k, parts)))
                rose = max(rose, more)
        if mode == FILL and self.sites.tank_allowed(n):
            built = self.tanks(n, surface)
            found += built.pieces
            rose = max(rose, built.rose)
        return self.thinned(found, rose)

    def at_level(
        self, links: Sequence[int], modes: tuple[str, ...], level: float
    ) -> tuple[tuple[Piece, ...], float, float]:
        """Return the cheapest pieces of links that start at a free surface, and their cost."""
        parts, cost, rose = [], 0.0, 0.0
        for j in links:
            values = [self.child(j, mode, level) for mode in modes]
            pieces = [p for value in values for p in value.pieces]
            if not pieces:
                return (), math.inf, 0.0
            best = min(pieces, key=lambda p: p.at(level))
            parts.append(best)
            cost += best.at(level)
            rose += max(value.rose for value in values)
        return tuple(parts), cost, rose

    def total(self, children: Sequence[Values], need: float) -> Values:
        """Return the sum of value functions from a head on; ``made`` lists their pieces."""
        if not children:
            return Values([constant(need, 0.0, ())])
        done = [_listed(from_head(p, need), (p,)) for p in children[0].pieces]
        so_far = Values(done, children[0].rose)
        for child in children[1:]:
            so_far = self.plus(so_far, child)
        return so_far

    def plus(self, so_far: Values, child: Values) -> Values:
        both = [_listed(add(a, b), (*a.made, b)) for a in so_far.pieces for b in child.pieces]
        rose = so_far.rose + child.rose
        return self.thinned(both, rose) if len(both) > 1 else Values(both, rose)

    def tanks(self, n: int, surface: float) -> Values:
        """Return the cost with a tank at a node, for every way to divide the links below it."""
        ready, options = self.ready, self.ready.problem.tanks
        assert options is not None
        node = ready.problem.nodes[n]
        ground = node.elevation_m
        top = ground + options.max_height_m
        links = ready.children[n]
        found: list[Piece] = []
        rose = 0.0
        splits: list[_Split] = [((), float(ready.volume_m3[n]), None, None)]
        for j in links:
            fed, filled = self.child(j, SERVE, top), self.child(j, FILL, surface)
            grown: list[_Split] = []
            for feeds, volume, below, past in splits:
                if fed.pieces:
                    more = self.total([fed], ground) if below is None else self.plus(below, fed)
                    grown.append(((*feeds, j), volume + float(ready.below_m3[j]), more, past))
                if filled.pieces:
                    more = self.total([filled], -1e9) if past is None else self.plus(past, filled)
                    grown.append((feeds, volume, below, more))
            splits = grown
        for feeds, volume, below, past in splits:
            if volume <= 0 and not self.sites.tank_must(n):
                continue
            cost = options.cost(options.capacity_factor * volume)
            if not math.isfinite(cost):
                continue
            made = self.sites.tank_pieces(n, feeds, below.pieces if below else None, cost, top)
            value = Values(made, below.rose if below else 0.0)
            if past is not None:
                value = Values(
                    [
                        Piece(s.x, s.s, s.y, (*a.made[:4], b.made))
                        for a in value.pieces
                        for b in past.pieces
                        for s in (add(a, b),)
                    ],
                    value.rose + past.rose,
                )
            found += value.pieces
            rose = max(rose, value.rose)
        return self.thinned(found, rose)


def _listed(piece: Piece, made: tuple[Piece, ...]) -> Piece:
    return Piece(piece.x, piece.s, piece.y, made)


def head_prices(solved: Solved) -> float:
    """Return the price of a metre of head at the source (zero or more)."""
    return -sum(part.slope(solved.head_m) for part in solved.parts)
