"""Low flows of a record and recessions of gaugings from the command line."""

import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

from musdesign.cli import app
from musdesign.errors import MusdesignError


def run(*words):
    got = CliRunner().invoke(app, [*words, "--format", "json"])
    if got.exception is not None and not isinstance(got.exception, SystemExit):
        raise got.exception
    return json.loads(got.stdout)


def test_gaugings_give_the_recession_they_were_made_of(tmp_path):
    path = tmp_path / "gaugings.csv"
    rows = [f"{d},{0.8 * math.exp(-0.01 * n):.9f}" for d, n in
            (("2025-01-01", 0), ("2025-02-01", 31), ("2025-03-01", 59))]  # fmt: skip
    path.write_text("date,flow_lps\n" + "\n".join(rows) + "\n")
    found = run("lowflow", str(path), "--gaugings")
    assert found["recession_per_day"] == pytest.approx(0.01, rel=1e-6)
    assert found["q0_lps"] == pytest.approx(0.8, rel=1e-6)
    assert found["notes"] == []


def test_a_record_gives_its_low_flows_and_what_a_rule_leaves(tmp_path):
    dates = np.arange("2001-01-01", "2013-01-01", dtype="datetime64[D]")
    flow = 2.0 + np.sin(2 * np.pi * np.arange(dates.size) / 365.25)
    path = tmp_path / "flow.csv"
    order = np.argsort(np.sin(np.arange(dates.size)))  # unsorted dates are sorted
    path.write_text(
        "date;flow (m3/day)\n" + "".join(f"{dates[i]};{86.4 * flow[i]:.6f}\n" for i in order)
    )
    found = run("lowflow", str(path), "--rule", "uy-intake")
    assert found["q95_lps"] == pytest.approx(np.quantile(flow, 0.05), rel=1e-4)
    # the lowest week of every year is about 1 L/s
    assert found["7q10_lps"] == pytest.approx(1.0, abs=0.01)
    assert "twenty years" in found["notes"][0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date,flow_lps\n2001-01-01,1\n2001-01-04,1\n", "2 days .* missing"),
        ("date,flow\n2001-01-01,1\n2001-01-02,1\n", "no unit"),
        ("date,flow_lps\n2001-01-01,1\n2001-01-01,2\n", "stands twice"),
        ("date,flow_lps\n2001-01-01,1\n2001-01-02,1\n", "shorter than 7"),
        ("date,flow_lps\n01/02/2001,1\n2001-01-02,1\n", "not a day"),
    ],
)
def test_records_that_say_nothing_are_refused(tmp_path, text, message):
    path = tmp_path / "flow.csv"
    path.write_text(text)
    with pytest.raises(MusdesignError, match=message):
        run("lowflow", str(path))
