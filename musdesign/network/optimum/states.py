"""The states in which a link may find itself: its kind, and the free surface upstream."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from musdesign.network.head_loss import Floats
from musdesign.network.optimum.prepare import Options, Ready
from musdesign.network.optimum.sites import Sites


class States:
    """States by link; surfaces that no pipe class or limit below tells apart are one.

    ``by_link`` lists (mode, key) for each link, ``key`` gives the key of a surface for a link and
    ``highest`` the highest surface that a key stands for.
    """

    def __init__(self, ready: Ready, sites: Sites, loads: Sequence[int]) -> None:
        """Walk the tree downstream and collect every state that can be met."""
        self.ready = ready
        self.rows: dict[str, list[int]] = {"serve": list(loads), "fill": [ready.filling]}
        problem, tree = ready.problem, ready.tree
        self._thresholds = _thresholds(ready)
        self._tops: dict[tuple[int, int], float] = {}
        self._keys: dict[tuple[int, float], float] = {}
        self.by_link: list[list[tuple[str, float]]] = [[] for _ in problem.links]
        raw: list[set[tuple[str, float]]] = [set() for _ in problem.links]
        first = "fill" if problem.tanks is not None else "serve"
        source = tree.source
        for j in ready.children[source]:
            raw[j].add((first, float(ready.level_m[source])))
        for i in tree.order:
            end = tree.end[i]
            states = self._grouped(i, raw[i])
            self.by_link[i] = states
            node = problem.nodes[end]
            new: set[tuple[str, float]] = set()
            for mode, surface in states:
                if node.kind == "tank":
                    new.add(("serve", node.level_m))
                    if problem.tanks is not None:
                        new.add(("fill", node.level_m))
                    continue
                if node.kind == "break_pressure_tank":
                    new.add((mode, node.level_m))
                    continue
                new.add((mode, surface))
                for k in sites.breaks(end, mode):
                    new.add((mode, node.elevation_m + problem.breaks[k].outlet_m))
                if mode == "fill" and sites.tank_allowed(end):
                    assert problem.tanks is not None
                    new.add(("serve", node.elevation_m + problem.tanks.max_height_m))
            for j in ready.children[end]:
                raw[j] |= new

    def key(self, i: int, surface: float) -> float:
        """Return the key under which a surface is held for a link."""
        known = self._keys.get((i, surface))
        if known is None:
            group = int(self._thresholds[i].searchsorted(surface))
            known = self._keys[i, surface] = self._tops.get((i, group), surface)
        return known

    def highest(self, key: float) -> float:
        """Return the highest free surface of a key: heads above it cannot be met."""
        return key

    def _grouped(self, i: int, raw: set[tuple[str, float]]) -> list[tuple[str, float]]:
        options = self.ready.options[i]
        thresholds = self._thresholds[i]
        if len(raw) == 1 and not len(thresholds):
            ((mode, surface),) = raw
            self._tops[i, 0] = surface
            return [(mode, surface)] if self._open(options, mode, surface) else []
        for _, surface in raw:
            group = int(np.searchsorted(thresholds, surface))
            self._tops[i, group] = max(surface, self._tops.get((i, group), -math.inf))
        keys = {z: self.key(i, z) for _, z in raw}
        return [
            (mode, surface)
            for mode, surface in sorted({(mode, keys[z]) for mode, z in raw})
            if self._open(options, mode, surface)
        ]

    def _open(self, options: Options, mode: str, surface: float) -> bool:
        """Return whether a link may be of anything in a state."""
        rows = self.rows[mode]
        kept = options.ok[rows[0]] if len(rows) == 1 else options.ok[rows].all(axis=0)
        return bool((kept & (options.strength_m >= surface)).any())


def _thresholds(ready: Ready) -> list[Floats]:
    """Return by link the free surfaces at which the choice below changes, in rising order."""
    problem, tree = ready.problem, ready.tree
    nothing = np.empty(0)
    if not problem.breaks and problem.tanks is None:
        return [nothing] * len(problem.links)
    below: list[list[Floats]] = [[] for _ in problem.nodes]
    found = [nothing] * len(problem.links)
    for i in reversed(tree.order):
        end = tree.end[i]
        own = [ready.options[i].strength_m, ready.ceiling_m[end : end + 1]]
        parts = own if problem.nodes[end].holds_surface else own + below[end]
        merged = np.unique(np.concatenate(parts))
        found[i] = merged[np.isfinite(merged)]
        below[tree.start[i]].append(found[i])
        below[end] = []
    return found
