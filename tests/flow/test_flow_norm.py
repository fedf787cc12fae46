"""The norm's own design: its period, the growth of its allocation, its rules of storage."""

import datetime as dt

import pytest

from musdesign import flow, standards
from musdesign.flow import basis as bases
from musdesign.flow.takings import takings
from musdesign.study import laws

LA_PALMA = "la-palma-tres-puertas"


def norm_of(name, changes=None):
    scheme = flow.load(name, changes or {})
    norm = bases.norm_basis(scheme.scenario, scheme.standard, None)
    return scheme.scenario, norm


@pytest.mark.parametrize("years", [15, 25, 30])
def test_a_fixed_period_of_the_norm_takes_the_place_of_the_scenarios(years):
    # Colombia, Resolution 0330 of 2017, art. 40: 25 years for all components
    scenario, norm = norm_of(LA_PALMA, {"horizon.design_period": f"{years} year"})
    own, there = bases.at_own_period(scenario, norm, None)
    assert own.horizon.design_period == 25
    assert there.conditions["design_population"] == pytest.approx(
        norm_of(LA_PALMA)[1].conditions["design_population"]
    )


@pytest.mark.parametrize(("years", "own_years"), [(15, 20), (25, 25)])
def test_a_least_period_lets_a_longer_one_stand(years, own_years):
    # Bolivia, NB 689 table 1: at least 20 years up to 2,000 people
    scenario, norm = norm_of("caico-alto", {"horizon.design_period": f"{years} year"})
    assert bases.at_own_period(scenario, norm, None)[0].horizon.design_period == own_years


def test_the_allocation_grows_over_the_period_where_the_norm_lets_it():
    # Bolivia, NB 689 section 3.3.2: D = D0 (1 + d/100)^t, d of 0.5 to 2 %; 70 L/person/day, 20 years
    _, norm = norm_of("caico-alto")
    assert norm.values.allocation_growth == pytest.approx(0.02)
    assert norm.values.net_allocation == pytest.approx(70 * 1.02**20)


def test_the_largest_rule_of_storage_counts():
    # Ecuador: half the volume of the mean day and at least 10 m3
    law = standards.load_standard("ec-inen5-9-2-1997")
    given = {"design_population": 900.0, "service_level": "house connection", "level": "IIb"}
    norm = bases.NormBasis(law, standards.recipe_values(law, given), given)
    assert bases.least_storage(norm, 60.0, 75.0, None) == pytest.approx(30)
    assert bases.least_storage(norm, 8.0, 10.0, None) == pytest.approx(10)


def test_a_shorter_period_than_the_norms_is_told():
    result = flow.design(flow.load(LA_PALMA, {"horizon.design_period": "15 year"}))
    assert "the norm sizes for 25 years, the scenario 15" in result.standard_design.notes


def test_a_scheme_takes_water_by_works_and_a_village_pump_does_not():
    piped = flow.design(flow.load(LA_PALMA), with_futures=False)
    facts = {(t.source, t.use): t.facts for t in takings(piped)}
    intake = facts["main intake", "garden"]
    assert (intake["diverted"], intake["water"], intake["collective"]) == (
        "yes",
        "natural channel",
        "yes",
    )
    roofs = next(f for (source, _), f in facts.items() if source.startswith("roofs"))
    assert (roofs["diverted"], roofs["water"]) == ("no", "rain")
    households = piped.households
    assert intake["household_abstraction"] * households == pytest.approx(
        intake["abstraction"] * 365
    )


def test_uses_of_a_piped_colombian_scheme_need_a_concession_and_roofs_none():
    # Decree 1541 of 1978, arts. 36 a, b, c and Decree 1076 of 2015, art. 2.2.3.2.16.1; art. 41
    result = flow.design(flow.load(LA_PALMA), with_futures=False)
    chosen = [law for law in laws.current() if law.country == "COL"]
    report = laws.rights_of(result, chosen)
    for use in ("domestic", "livestock", "garden"):
        assert report.deciding("main intake", use).right == "concession"
    roofs = next(r.source for r in report.rights if r.source.startswith("roofs"))
    assert report.deciding(roofs, "garden").right == "exempt"
    first = min((r for r in report.ranks if r.rank), key=lambda r: r.rank)
    assert first.use == "domestic"


def test_a_law_of_the_day_is_asked_for_the_screen():
    then = {law.id for law in laws.current(dt.date(2012, 1, 1))}
    now = {law.id for law in laws.current()}
    assert "co-mavdt-2320-2009" in then - now
    assert "co-mvct-0330-2017" in now - then
