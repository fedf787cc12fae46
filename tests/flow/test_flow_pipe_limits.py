"""The limits of the standard in force reach the pipes, after the user's own."""

from __future__ import annotations

import pytest

import musdesign as mus
from musdesign.errors import MusdesignError

# pe-rm192-2018: 0.6 to 3.0 m/s in pipes (secondary), at most 60 m at rest (unverified)
PERU = {"standard": "pe-rm192-2018", "peaks.connections": "pattern"}


def designed(case="four-hamlets", **changes):
    own = {key.replace("__", "."): value for key, value in changes.items()}
    return mus.design(mus.load(case, {**PERU, **own}), with_futures=False)


def registered(result):
    return {line.name: line for line in result.assumptions}


def fastest(result):
    return max(link.velocity_m_s for link in result.network.links)


@pytest.mark.parametrize("case", ["four-hamlets", "la-palma-tres-puertas"])
def test_the_velocity_of_the_standard_bounds_the_pipes_and_is_registered(case):
    free = designed(case, network__max_velocity="20 m/s")
    bound = designed(case)
    assert fastest(free) > 3.0
    assert fastest(bound) <= 3.0 + 1e-9
    assert bound.network.cost >= free.network.cost
    line = registered(bound)["largest velocity in pipes"]
    assert (float(line.value), line.basis) == (3.0, "secondary")
    assert "pe-rm192-2018, Dotaciones" in line.source
    assert "largest velocity in pipes" not in registered(free)


def test_the_users_own_limits_come_first():
    result = designed(network__max_velocity="1.2 m/s", network__max_loss="15 m/km")
    assert fastest(result) <= 1.2 + 1e-9
    for link in result.network.links:
        assert 1000 * link.headloss_m / link.length_m <= 15 * (1 + 1e-6)


def test_a_velocity_for_pumping_mains_does_not_bind_a_gravity_pipe():
    result = mus.design(mus.load("four-hamlets"), with_futures=False)  # co-mvct-0330-2017, Art. 56
    assert "largest velocity in pipes" not in registered(result)


def test_slow_pipes_are_told_and_not_refused():
    result = designed(network__min_velocity="1.5 m/s", network__max_velocity="3 m/s")
    assert result.network.feasible
    slow = [link.id for link in result.network.links if link.velocity_m_s < 1.5]
    told = next(note for note in result.notes if "1.5 m/s" in note)
    assert slow
    assert all(name in told for name in slow)


def test_taps_under_too_much_pressure_are_told_with_the_level_that_cures_it():
    result = mus.design(mus.load("four-hamlets"), with_futures=False)
    # the reservoir at 1655 m stands 53 m above the upper village at 1602 m; 50 m are allowed
    told = next(note for note in result.notes if "upper-village" in note)
    assert "53.0 m" in told
    assert "1,652 m" in told
    assert "river-plots" not in told
    assert any("river-plots 55.0 m" in note and "1,595 m" in note for note in result.notes)
    line = registered(result)["largest static pressure at a tap"]
    assert (float(line.value), line.basis) == (50.0, "unverified")
    assert not any(
        "static pressure" in note for note in designed(network__max_pressure="80 m").notes
    )


def test_the_least_pressure_of_the_standard_is_registered_with_its_clause():
    result = mus.design(mus.load("caico-alto", {"network.min_pressure": None}), with_futures=False)
    line = registered(result)["least pressure at a tap"]
    assert (float(line.value), line.basis) == (5.0, "unverified")
    assert "bo-nb689-2004" in line.source


def test_a_limit_that_no_pipe_meets_says_where():
    result = designed(network__max_velocity="0.05 m/s", network__min_velocity="0 m/s")
    assert not result.network.feasible
    assert "velocity" in result.network.reason
    assert "0.05 m/s" in result.network.reason


def test_limits_that_leave_no_room_are_refused():
    with pytest.raises(MusdesignError, match="least velocity 3 m/s lies above the largest, 2"):
        designed(network__min_velocity="3 m/s", network__max_velocity="2 m/s")
    with pytest.raises(MusdesignError, match="least pressure 90 m lies above the largest, 80"):
        designed(network__min_pressure="90 m", network__max_pressure="80 m")
