"""The arithmetic of value functions: the least of many pieces stays the least when some go."""

import network_random as random_trees
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.network import optimise
from musdesign.network.optimum.convex import Piece, bends, convolve, prune
from musdesign.network.optimum.heads import plan_cost
from musdesign.network.optimum.prepare import make_ready
from musdesign.network.optimum.trace_back import trace_back
from musdesign.network.optimum.tree_engine import solve_tree

steps = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 900)), max_size=4)


@st.composite
def pieces(draw):
    start = draw(st.integers(0, 900)) / 10
    rows = draw(steps)
    widths = np.array([w / 20 for w, _ in rows])
    slopes = -np.sort(np.array([float(s) for _, s in rows]))[::-1]
    x = start + np.concatenate(([0.0], widths.cumsum()))
    return Piece(x, slopes, float(draw(st.integers(0, 4000))))


def least(some, head):
    return min((p.at(head) for p in some if head >= p.x[0]), default=np.inf)


def looked_at(some):
    starts = [float(p.x[0]) for p in some]
    return sorted(
        {
            *bends(some),
            *(float(x) for p in some for x in p.x),
            *(s - 1e-6 for s in starts),
            *np.linspace(min(starts), max(starts) + 90, 60).tolist(),
        }
    )


@settings(deadline=None, max_examples=150)
@given(st.lists(pieces(), min_size=1, max_size=7))
def test_pieces_that_are_pruned_are_not_missed_anywhere(some):
    kept, rose = prune(some)
    assert rose == 0.0
    for head in looked_at(some):
        assert least(kept, head) == pytest.approx(least(some, head), rel=1e-9, abs=1e-5)


@settings(deadline=None, max_examples=150)
@given(st.lists(pieces(), min_size=2, max_size=7), st.integers(1, 500))
def test_thinning_raises_the_least_cost_by_no_more_than_it_says(some, slack):
    kept, rose = prune(some, float(slack))
    for head in looked_at(some):
        before = least(some, head)
        if np.isfinite(before):
            assert before - 1e-5 <= least(kept, head) <= before + rose + 1e-5


@settings(deadline=None, max_examples=100)
@given(pieces(), pieces(), st.integers(0, 30))
def test_a_link_takes_head_where_it_is_cheapest(below, link, loss):
    widths = link.x[1:] - link.x[:-1]
    made = convolve(below, widths, link.s, float(loss), link.y)
    room = np.linspace(0.0, float(widths.sum()), 200)
    whole = Piece(np.concatenate(([0.0], widths.cumsum())), link.s, link.y)
    for head in np.linspace(below.x[0] + loss + 1e-6, below.x[-1] + loss + 20, 7):
        tried = min(
            least([below], head - loss - x) + whole.at(float(x))
            for x in room
            if head - loss - x >= below.x[0]
        )
        assert made.at(float(head)) <= tried + 1e-6


@pytest.mark.parametrize("seed", [208, 482])
def test_a_third_way_is_seen_between_two(seed):
    # here a tank on staging, or a pump, is cheapest only between the heads at which two others are
    problem = random_trees.random_problem(seed, "tanks and pumps", most=5)
    tree, milp = (optimise(problem, engine=engine) for engine in ("tree", "milp"))
    assert tree.cost == pytest.approx(milp.cost, rel=1e-9)


@pytest.mark.parametrize("kind", random_trees.KINDS)
def test_a_plan_costs_what_the_engine_promised(kind):
    for seed in range(30):
        ready = make_ready(random_trees.random_problem(seed, kind, most=8))
        solved = solve_tree(ready)
        if np.isfinite(solved.cost):
            plan = trace_back(ready, solved.parts, solved.head_m)
            assert plan_cost(ready, plan) == pytest.approx(solved.cost, rel=1e-9)
