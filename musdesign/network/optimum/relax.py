"""Why no design keeps every limit, where, and which change of one limit would help."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from musdesign.network.head_loss import Floats
from musdesign.network.optimum.heads import heads_of, shortfalls
from musdesign.network.optimum.plan import Plan
from musdesign.network.optimum.prepare import Options, Ready, ready, tree_flows
from musdesign.network.optimum.relax_lift import least, less_there, pump_link, with_lift
from musdesign.network.problem import Limits, SizingProblem
from musdesign.network.result import Relaxation

Trial = Callable[[Ready], tuple[Plan, float] | None]
"""Plan and bound of a problem, or None where there is none."""

_MOST_M = 1000.0
_STEPS = 16
_NODES = 40
"""How many nodes are looked at one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """Reasons, and the design that misses the limits by as little as can be (None for none)."""

    reasons: tuple[str, ...]
    relaxed: Ready | None
    plan: Plan | None
    bound: float
    short: Mapping[int, float] = field(default_factory=dict)
    """By node, the head that it lacks, m."""


def explain(given: Ready, attempt: Trial) -> Explained:
    """Say which link can be of no pipe, or which nodes lack how much head.

    Links first: where no pipe keeps a limit, the one that misses it least is allowed.  Then the
    least pressures are all lowered by the same amount, the smallest that gives a design; the
    nodes that use it up are named with what they lack.
    """
    reasons = [text for _, text in link_reasons(given)]
    open_ = loosened(given)
    found = attempt(open_)
    if found is not None:
        return Explained(tuple(reasons), open_, *found)
    amount = least(lambda x: attempt(lowered(open_, x)) is not None, _MOST_M, _STEPS)
    if amount is None:
        return Explained((*reasons, *_sites_reasons(given)), None, None, math.inf)
    eased = _fewest(open_, amount, attempt)
    found = attempt(eased)
    assert found is not None
    missing = shortfalls(open_, found[0], heads_of(open_, found[0]))
    for n, metres in sorted(missing.items(), key=lambda pair: -pair[1]):
        reasons.append(_head_reason(open_, n, metres))
    return Explained(tuple(reasons), eased, *found, missing)


def _fewest(given: Ready, metres: float, attempt: Trial) -> Ready:
    """Return the problem with least heads lowered where it must be, and nowhere else."""
    eased = lowered(given, metres)
    found = attempt(eased)
    assert found is not None
    missing = shortfalls(given, found[0], heads_of(given, found[0]))
    need = np.array(given.need_m)
    need[list(missing)] -= metres
    for n in sorted(missing, key=lambda n: missing[n])[:_NODES]:
        trial = need.copy()
        trial[n] = given.need_m[n]
        if attempt(replace(given, need_m=trial)) is not None:
            need = trial
    return replace(given, need_m=need)


def _head_reason(given: Ready, n: int, metres: float) -> str:
    node = given.problem.nodes[n]
    source = given.problem.nodes[given.tree.source]
    fall = source.level_m - float(given.need_m[n])
    text = f"node {node.id}: {metres:.1f} m of head are missing"
    if given.problem.pumps is None and fall < 0:
        return (
            f"{text}, for its ground and least pressure stand {-fall:.1f} m above the water of "
            f"{source.id}, and no pipe can help"
        )
    return f"{text} even with the largest pipes that may be laid"


def lowered(given: Ready, metres: float) -> Ready:
    """Return the problem with every least head lowered."""
    return replace(given, need_m=given.need_m - metres)


def loosened(given: Ready) -> Ready:
    """Return the problem with one pipe let in where a link can be of none."""
    options = list(given.options)
    for i, _ in link_reasons(given):
        options[i] = _let_in(given, i)
    return replace(given, options=tuple(options))


def _let_in(given: Ready, i: int) -> Options:
    options = given.options[i]
    surface = lowest_surface(given, i)
    ok = options.ok.copy()
    strength = options.strength_m.copy()
    if not (strength >= surface).any():
        strength[strength == strength.max()] = math.inf
    strong = strength >= surface
    for r in range(len(ok)):
        if not (ok[r] & strong).any():
            if not strong.any():
                break
            miss = np.where(strong, options.speed_m_s[r], math.inf)
            too_slow = given.problem.limits.min_loss_m_km or given.problem.limits.min_velocity_m_s
            best = miss.argmin() if not too_slow else np.where(strong, miss, -math.inf).argmax()
            ok[:, int(best)] = True
    return replace(options, ok=ok, strength_m=strength)


def link_reasons(given: Ready) -> list[tuple[int, str]]:
    """Return the links that can be of no pipe at all, and why."""
    found = []
    limits = given.problem.limits
    rows = list(range(given.loads)) if given.problem.tanks is None else [given.filling]
    for i, link in enumerate(given.problem.links):
        options = given.options[i]
        surface = lowest_surface(given, i)
        if not len(options.pipe):
            found.append((i, f"link {link.id}: no pipe may be laid"))
            continue
        strong = options.strength_m >= surface
        if not strong.any():
            static = surface - float(options.strength_m.max())
            found.append(
                (
                    i,
                    f"link {link.id}: no pipe is strong enough; the strongest lacks "
                    f"{static:.0f} m of working head below the free surface at {surface:.0f} m",
                )
            )
        elif not (options.ok[rows].all(axis=0) & strong).any():
            speed = options.speed_m_s[rows][:, strong]
            steep = 1000 * options.loss_m[rows][:, strong] / link.length_m
            found.append((i, f"link {link.id}: {_flow_reason(limits, speed, steep)}"))
    return found


def _flow_reason(limits: Limits, speed: Floats, steep: Floats) -> str:
    worst = speed.max(axis=0).min()
    steepest = steep.max(axis=0).min()
    if limits.max_velocity_m_s is not None and worst > limits.max_velocity_m_s:
        return (
            f"the velocity is {worst:.2f} m/s even in the largest pipe, where at most "
            f"{limits.max_velocity_m_s:.2f} m/s is allowed"
        )
    if limits.max_loss_m_km is not None and steepest > limits.max_loss_m_km:
        return (
            f"the friction loss is {steepest:.2f} m/km even in the largest pipe, where at most "
            f"{limits.max_loss_m_km:.2f} m/km is allowed"
        )
    return "no pipe keeps the limits on velocity and friction loss in every load case"


def lowest_surface(given: Ready, i: int) -> float:
    """Return the lowest free surface that may stand upstream of a link."""
    problem, tree = given.problem, given.tree
    lowest = math.inf
    at: int = i
    while True:
        n = tree.start[at]
        node = problem.nodes[n]
        if node.holds_surface:
            return min(lowest, node.level_m)
        for device in problem.breaks:
            if device.sites is None or node.id in device.sites:
                lowest = min(lowest, node.elevation_m + device.outlet_m)
        if problem.tanks is not None and node.id not in problem.tanks.must_not:
            lowest = min(lowest, node.elevation_m + problem.tanks.max_height_m)
        at = tree.inlet[n]


def _sites_reasons(given: Ready) -> Iterator[str]:
    tanks = given.problem.tanks
    told = False
    if tanks is not None:
        ids = {node.id for node in given.problem.nodes if node.kind == "junction"}
        if ids <= set(tanks.must_not):
            told = True
            yield "tanks are to be sited, and no node may hold one"
        largest = max((row.to_m3 for row in tanks.rows), default=0.0)
        for n, node in enumerate(given.problem.nodes):
            own = tanks.capacity_factor * float(given.volume_m3[n])
            if own > largest:
                told = True
                yield (
                    f"node {node.id}: its own day needs a tank of {own:.1f} m3, and the largest "
                    f"of the cost table holds {largest:.1f} m3"
                )
    for n, node in enumerate(given.problem.nodes):
        surface = lowest_surface(given, given.tree.inlet[n]) if given.tree.inlet[n] >= 0 else 0.0
        if surface > given.ceiling_m[n] + 1e-6:
            told = True
            yield (
                f"node {node.id}: {surface - node.elevation_m:.0f} m of static pressure, where at "
                f"most {node.max_pressure_m:g} m is allowed and no break of pressure may stand "
                "above"
            )
    if not told:
        yield (
            "no choice of sites keeps every limit: see where tanks and breaks of pressure must or "
            "must not stand, the largest tank, and the strength of pipes"
        )


def relaxations(
    given: Ready, attempt: Trial, deadline: float, short: Mapping[int, float]
) -> tuple[Relaxation, ...]:
    """Return single changes that would each give a design, the cheapest design first.

    ``short`` are the nodes that lack head.  The cost is that of the design, without the pump or
    the works that raise a source.
    """
    found = [*_at_short_nodes(given, attempt, short)]
    for what, where, now, unit, change, most in _changes(given.problem):
        if time.perf_counter() > deadline:
            break

        def design(x: float, change: _Change = change) -> tuple[Plan, float] | None:
            problem = change(x)
            return attempt(ready(problem, given.tree, tree_flows(problem, given.tree)))

        def works(x: float, design: Callable[[float], tuple[Plan, float] | None] = design) -> bool:
            return design(x) is not None

        enough = least(works, most, _STEPS, doubling="water level" in what)
        if enough is None:
            continue
        best = design(enough)
        cost = None if best is None else best[1]
        sign = -1.0 if what.startswith("lower") else 1.0
        found.append(Relaxation(what, where, now, now + sign * enough, unit, cost))
    return tuple(sorted(found, key=lambda r: math.inf if r.cost is None else r.cost))


def _at_short_nodes(
    given: Ready, attempt: Trial, short: Mapping[int, float]
) -> Iterator[Relaxation]:
    """Yield a pump above the nodes that lack head, and less pressure at the one that does."""
    link = None if given.problem.pumps is not None else pump_link(given, short)
    if link is not None:
        metres = least(
            lambda x: attempt(with_lift(given, link, x)) is not None,
            2 * max(short.values()),
            _STEPS,
            doubling=True,
        )
        best = None if metres is None else attempt(with_lift(given, link, metres))
        if metres is not None and best is not None:
            name = given.problem.links[link].id
            yield Relaxation("add a pump (not in the cost)", name, 0.0, metres, "m", best[1])
    eased = less_there(given, short)
    best = None if eased is None else attempt(eased)
    if eased is not None and best is not None:
        (n,) = short
        node = given.problem.nodes[n]
        now = node.min_pressure_m
        needed = now - float(given.need_m[n] - eased.need_m[n])
        yield Relaxation("lower the least pressure", node.id, now, needed, "m", best[1])


_Change = Callable[[float], SizingProblem]


def _changes(
    problem: SizingProblem,
) -> Iterator[tuple[str, str, float, str, _Change, float]]:
    """Yield what may be changed, its figure now, and the problem after a change by so much."""
    limits = problem.limits
    source = next(node for node in problem.nodes if node.kind == "source")

    def raised(x: float) -> SizingProblem:
        return replace(
            problem,
            nodes=tuple(
                replace(n, head_m=n.level_m + x) if n.kind == "source" else n for n in problem.nodes
            ),
        )

    yield "raise the water level of the source", source.id, source.level_m, "m", raised, 500.0
    highest = max(n.min_pressure_m for n in problem.nodes)

    def less_pressure(x: float) -> SizingProblem:
        return replace(
            problem,
            nodes=tuple(
                replace(n, min_pressure_m=min(n.min_pressure_m, max(0.0, highest - x)))
                for n in problem.nodes
            ),
        )

    if highest > 0:
        where = "all nodes"
        yield "lower the least pressure", where, highest, "m", less_pressure, highest
    for name, limit, unit in (
        ("raise the largest velocity", "max_velocity_m_s", "m/s"),
        ("raise the largest friction loss", "max_loss_m_km", "m/km"),
    ):
        now = getattr(limits, limit)
        if now is not None:

            def eased(x: float, limit: str = limit, now: float = now) -> SizingProblem:
                return replace(problem, limits=replace(limits, **{limit: now + x}))

            yield name, "all links", now, unit, eased, 20 * now
    strongest = max(pipe.working_head_m for pipe in problem.pipes)
    if math.isfinite(strongest):

        def stronger(x: float) -> SizingProblem:
            return replace(
                problem,
                pipes=tuple(
                    replace(pipe, working_head_m=pipe.working_head_m + x)
                    if pipe.working_head_m == strongest
                    else pipe
                    for pipe in problem.pipes
                ),
            )

        yield "raise the strongest pressure class", "all links", strongest, "m", stronger, 600.0
    pressures = [n.max_pressure_m for n in problem.nodes if n.max_pressure_m is not None]
    if pressures:
        allowed = max(pressures)

        def more_pressure(x: float) -> SizingProblem:
            return replace(
                problem,
                nodes=tuple(
                    n
                    if n.max_pressure_m is None
                    else replace(n, max_pressure_m=n.max_pressure_m + x)
                    for n in problem.nodes
                ),
            )

        yield "raise the largest pressure", "all nodes", allowed, "m", more_pressure, 600.0
