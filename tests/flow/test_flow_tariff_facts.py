"""Effects of tariffs that ask facts of the customer: persons, altitude, animals, plots, seasons."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from musdesign import flow
from musdesign.finance.tariffs import load_tariff
from musdesign.finance.tariffs.months import month_bills
from musdesign.study.board import way_to
from musdesign.study.tariffs import respond_to, studied

ROOT = Path(__file__).parents[2]
ASKS = """\
schema: 1
name: A tariff that asks
country: COL
currency: COP
year: 2026
source: made up for this test
basis: unverified
attributes:
  dairy_cow: {default: 0, least: 0, unit: head}
  plot_m2: {default: 0, least: 0, unit: m2}
define:
  basic: {formula: 'if(altitude < 1000, 16, if(altitude <= 2000, 13, 11))'}
  season: {by: month, values: {1: dry, 2: dry, 7: dry, 8: dry}, default: wet}
classes:
  Home:
    charges:
      - name: use
        blocks:
          - {upto: {formula: basic}, price: 710, label: basic}
          - {upto: null, price: {by: season, values: {dry: 1000}, default: 500}, label: above}
      - {name: animals, of: dairy_cow, unit: head, price: 300}
      - {name: persons, fixed: {formula: persons * 100}}
      - {name: plot, fixed: {formula: plot_m2 * 5}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("asks")
    (made / "asks.yaml").write_text(ASKS, encoding="utf-8")
    text = (ROOT / "scenarios" / "la-palma-tres-puertas.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("tariffs:"))
    text = text.replace(line, "tariffs: [asks.yaml, co-rural-domestic]")
    (made / "scheme.yaml").write_text(text, encoding="utf-8")
    return made


def test_a_class_that_asks_facts_is_split_by_group_and_bills_as_the_tariff_says(folder):
    scheme = flow.load(folder / "scheme.yaml", {})
    of = studied(scheme)
    tariff = load_tariff(str(folder / "asks.yaml"))
    names = [group.class_name for group in of.case.people.groups]
    assert names == [f"Home ({group.name})" for group in of.case.people.groups]
    for group, own in zip(of.case.people.groups, scheme.scenario.households, strict=True):
        facts = {
            "persons": own.size,
            "altitude": scheme.scenario.location.altitude,
            "plot_m2": sum(plot.area for plot in own.uses.gardens),
            **{kind: herd.head for kind, herd in own.uses.livestock.items()},
        }
        for volume in (0.0, 9.0, 40.0):
            year = month_bills(tariff, "Home", np.full(12, volume), facts).mean()
            assert float(of.case.schedules[group.class_name].bill(volume)) == pytest.approx(year)


def test_answers_and_the_way_hold_between_tariffs_whose_classes_differ(folder):
    scheme = flow.load(folder / "scheme.yaml", {})
    asks, plain = studied(scheme, scheme.tariffs[0].id), studied(scheme, "co-rural-domestic")
    for before, after in ((asks, plain), (plain, asks)):
        found = respond_to(before, after)
        old = before.effects("before", before.case.schedules).revenue_year
        assert found[0].revenue_before_year == pytest.approx(old)
        new = after.effects("after", after.case.schedules).revenue_year
        assert found[0].revenue_at_old_use_year == pytest.approx(new)
    last = way_to(plain, asks, 0.10, 100)[-1]
    assert last.revenue_year == pytest.approx(asks.effects("end", asks.case.schedules).revenue_year)
