"""What may be built at which node."""

from __future__ import annotations

from collections.abc import Sequence

from musdesign.network.optimum.convex import Piece, constant, from_head, up_to, with_slope
from musdesign.network.optimum.prepare import Ready


class Sites:
    """Answers, node by node, whether tanks and breaks of pressure may stand there."""

    def __init__(self, ready: Ready) -> None:
        """Look the named nodes up once."""
        problem = ready.problem
        self.ready = ready
        self._must: set[str] = set()
        self._must_not: set[str] = set()
        self._at_transits = False
        if problem.tanks is not None:
            self._must, self._must_not = set(problem.tanks.must), set(problem.tanks.must_not)
            self._at_transits = problem.tanks.at_transits
        self._break_sites = [
            None if device.sites is None else set(device.sites) for device in problem.breaks
        ]

    def tank_must(self, n: int) -> bool:
        """Return whether a tank has to be built here."""
        return self.ready.problem.nodes[n].id in self._must

    def tank_allowed(self, n: int) -> bool:
        """Return whether a tank may be built here."""
        node = self.ready.problem.nodes[n]
        if self.ready.problem.tanks is None or node.kind != "junction":
            return False
        if node.id in self._must_not:
            return False
        return self._at_transits or self.ready.volume_m3[n] > 0 or node.id in self._must

    def may_pass(self, n: int, mode: str) -> bool:
        """Return whether water may go on past a junction with nothing built."""
        if self.tank_must(n):
            return False
        return mode == "serve" or not self.ready.volume_m3[n] > 0

    def breaks(self, n: int, mode: str) -> list[int]:
        """Return the devices that may break pressure here."""
        if not self.ready.children[n] or not self.may_pass(n, mode):
            return []
        node = self.ready.problem.nodes[n]
        return [k for k, sites in enumerate(self._break_sites) if sites is None or node.id in sites]

    def tank_pieces(
        self,
        n: int,
        feeds: Sequence[int],
        below: Sequence[Piece] | None,
        cost: float,
        top: float,
    ) -> list[Piece]:
        """Return the cost of a tank and of what it feeds, by the head of the arriving water.

        The water must clear the tank by the least pressure of the node, so a higher head allows
        a higher tank; staging is paid by the metre.
        """
        options = self.ready.problem.tanks
        assert options is not None
        node = self.ready.problem.nodes[n]
        ground = node.elevation_m
        if below is None:
            at = ground + node.min_pressure_m
            return [constant(at, cost, ("tank", n, (), None, ()))]
        found = []
        for piece in below:
            if piece.start > top + 1e-9:
                continue
            fed = up_to(from_head(piece, ground), max(top, piece.start))
            priced = with_slope(fed, options.height_cost_per_m, ground)
            found.append(
                Piece(
                    priced.x + node.min_pressure_m,
                    priced.s,
                    priced.y + cost,
                    ("tank", n, tuple(feeds), (float(priced.x[-1]), piece.made), ()),
                )
            )
        return found
