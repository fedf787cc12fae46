"""Meter readings: every doubt is told, and volumes are conserved."""

import datetime as dt
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musdesign.errors import MusdesignError
from musdesign.field.months import monthly
from musdesign.field.readings import Checks, Interval, Reading, intervals, volumes

START = dt.date(2025, 1, 1)


def counter(*values, every=30, household="a"):
    return [Reading(household, START + dt.timedelta(days=every * i), value)
            for i, value in enumerate(values)]  # fmt: skip


def run(*values, checks=None, **how):
    steps, issues = intervals(counter(*values, **how), checks)
    return [step.m3 for step in steps], [(issue.kind, issue.left_out) for issue in issues]


def test_a_steady_counter_gives_its_steps_and_no_doubt():
    assert run(100, 112, 130, 141) == ([12, 18, 11], [])


def test_a_rollover_is_counted_where_the_digits_are_declared():
    assert run(9970, 9990, 12, 30, checks=Checks(digits=4)) == ([20, 22, 18], [("rollover", False)])


def test_a_fall_is_no_rollover_without_declared_digits():
    assert run(9970, 9990, 12, 30) == ([20, 18], [("negative", True)])


def test_a_new_meter_loses_only_the_step_of_the_change():
    assert run(500, 510, 2, 12, 25) == ([10, 10, 13], [("negative", True)])


def test_a_high_wrong_entry_leaves_no_jump_behind():
    # 1200 was written for 120: the way up must go as well as the way down
    steps, issues = intervals(counter(100, 110, 1200, 130, 140))
    assert [(s.m3, s.days) for s in steps] == [(10, 30), (20, 60), (10, 30)]
    assert [(i.kind, i.left_out) for i in issues] == [("negative", True)]


def test_a_reading_beyond_the_counters_digits_is_left_out():
    found = run(100, 110, 130, 99999, checks=Checks(digits=4))
    assert found == ([10, 20], [("impossible", True)])


def test_a_low_wrong_entry_is_bridged():
    steps, _ = intervals(counter(100, 110, 12, 130, 140))
    assert [(s.m3, s.days) for s in steps] == [(10, 30), (20, 60), (10, 30)]


def test_a_gap_is_kept_and_told():
    assert run(10, 40, every=90) == ([30], [("gap", False)])


def test_a_stuck_meter_is_told_and_left_out_or_kept_as_declared():
    assert run(10, 22, 22, 22, 35) == ([12, 13], [("stuck", True)])
    assert run(10, 22, 22, 22, 35, checks=Checks(keep_stuck=True)) == (
        [12, 0, 0, 13], [("stuck", False)])  # fmt: skip
    assert run(10, 22, 22, 35) == ([12, 0, 13], [])
    assert run(10, 10, 10) == ([], [("stuck", True)])


def test_a_leak_or_wrong_entry_is_told_and_kept():
    values, issues = run(0, 10, 20, 30, 400, 410)
    assert (values, issues) == ([10, 10, 10, 370, 10], [("large", False)])


def test_a_single_reading_is_told():
    assert run(5) == ([], [("first", True)])


def test_one_reading_given_twice_counts_once_and_two_that_differ_are_refused():
    twice = counter(5, 9) + counter(5)
    steps, issues = intervals(twice)
    assert ([s.m3 for s in steps], issues[0].kind) == ([4], "duplicate")
    with pytest.raises(MusdesignError, match="'a' has 5 and 6 m3 on 2025-01-01"):
        intervals([*counter(5, 9), *counter(6)])


def test_volumes_of_calendar_months_and_since_the_last_reading():
    rows = [Reading("a", dt.date(2025, 1, 20), 31.0), Reading("a", dt.date(2025, 2, 3), 14.0)]
    steps, _ = volumes(rows, "month")
    assert [(s.start.isoformat(), s.days, s.m3) for s in steps] == [
        ("2025-01-01", 31, 31.0), ("2025-02-01", 28, 14.0)]  # fmt: skip
    steps, issues = volumes(rows, "since_last")
    assert [(s.days, s.m3) for s in steps] == [(14, 14.0)]
    assert (issues[0].kind, issues[0].left_out) == ("first", True)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 90), st.floats(0.1, 500)), min_size=1, max_size=20))
def test_months_conserve_volume_and_days(steps):
    found, at = [], START
    for days, volume in steps:
        found.append(Interval("a", at, at + dt.timedelta(days=days), volume))
        at += dt.timedelta(days=days)
    use = monthly(found)
    assert use.volume_m3.sum() == pytest.approx(sum(v for _, v in steps))
    assert use.measured_days.sum() == sum(d for d, _ in steps)
    known = np.isfinite(use.use_m3_day)
    assert use.partial == np.sum((use.measured_days > 0) & ~known)


@settings(deadline=None)
@given(st.floats(0.01, 5), st.lists(st.integers(5, 60), min_size=8, max_size=20))
def test_a_steady_user_is_steady_in_every_month_whenever_read(rate, gaps):
    found, at = [], START
    for days in gaps:
        found.append(Interval("a", at, at + dt.timedelta(days=days), rate * days))
        at += dt.timedelta(days=days)
    use = monthly(found)
    known = use.use_m3_day[np.isfinite(use.use_m3_day)]
    assert known == pytest.approx(rate)
    assert use.household_m3_day() == pytest.approx([rate] if len(known) else [np.nan], nan_ok=True)
    assert use.use_m3_month[np.isfinite(use.use_m3_month)] == pytest.approx(rate * 365 / 12)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9000), min_size=2, max_size=12))
def test_no_volume_is_negative_and_every_loss_is_told(values):
    steps, issues = intervals(counter(*map(float, values)))
    assert all(step.m3 >= 0 and step.days > 0 for step in steps)
    falls = sum(b < a for a, b in itertools.pairwise(values))
    told = [issue for issue in issues if issue.kind == "negative"]
    assert len(told) >= (falls > 0)
    assert all(b.start >= a.end for a, b in itertools.pairwise(steps))
