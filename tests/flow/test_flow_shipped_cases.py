"""Whole schemes: on every shipped case water, head and money add up, and inputs move outputs."""

import jsonschema
import pytest

from musdesign import flow, network
from musdesign.errors import MusdesignError
from musdesign.flow import cache
from musdesign.report.document import document, schemas
from musdesign.study.compare import compare

CASES = sorted(flow.cases())
# two cases tell of the need alone
PIPED = [name for name in CASES if flow.load(name).scenario.network is not None]


@pytest.fixture(scope="module")
def designs():
    return {name: flow.design(flow.load(name)) for name in CASES}


def every_future(result):
    return result.futures


@pytest.mark.parametrize("name", CASES)
def test_uses_and_losses_sum_to_the_mean_day_in_every_future(designs, name):
    for future in every_future(designs[name]):
        demand = future.demand
        net = sum(demand.by_use_m3_day.values())
        assert net + demand.losses_m3_day == pytest.approx(demand.mean_day_m3, rel=1e-9)
        assert demand.per_person_l_day == pytest.approx(1000 * net / future.population)
        days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        year = sum(v * d for v, d in zip(demand.by_month_m3_day, days, strict=True))
        assert year / 365 == pytest.approx(demand.mean_day_m3, rel=1e-9)
        assert demand.max_day_m3 >= demand.by_month_m3_day.max() - 1e-9
        assert demand.peak_hour_lps >= demand.max_day_m3 / 86.4 - 1e-9
        assert demand.max_day_hourly_lps.sum() * 3.6 == pytest.approx(demand.max_day_m3)


@pytest.mark.parametrize("name", PIPED)
def test_met_and_unmet_sum_to_the_need_and_sources_give_what_is_met(designs, name):
    for future in every_future(designs[name]):
        supply = future.supply
        gross = 1 / (1 - future.demand.loss_fraction)
        for service in supply.by_use:
            need = future.demand.by_use_m3_day[service.use] * 365 * gross
            # over the days of the weather a garden needs what the rain of each does not give
            if future.daily is None or service.use != "gardens":
                assert service.met_m3_year + service.unmet_m3_year == pytest.approx(need, rel=1e-6)
            taken = sum(source.by_use_m3[service.use] for source in supply.by_source)
            assert taken == pytest.approx(service.met_m3_year, rel=1e-6, abs=1e-6)
        for source in supply.by_source:
            assert source.used_m3_year <= source.available_m3_year * (1 + 1e-9) + 1e-6


@pytest.mark.parametrize("name", PIPED)
def test_flow_and_head_balance_at_every_node(designs, name):
    for future in every_future(designs[name]):
        pipes = future.network
        if future.scenario.peaks.connections == "pulses":
            continue  # peaks of taps do not add up: EPANET balances them, case by case
        nodes = {node.id: node for node in pipes.nodes}
        for node in pipes.nodes:
            arriving = sum(link.flow_lps for link in pipes.links if link.end == node.id)
            leaving = sum(link.flow_lps for link in pipes.links if link.start == node.id)
            if node.kind in {"junction", "break_pressure_tank"}:
                drawn = node.demand_lps if node.kind == "junction" else 0.0
                assert arriving == pytest.approx(leaving + drawn, abs=1e-6)
        for link in pipes.links:
            start, end = nodes[link.start], nodes[link.end]
            above = start.elevation_m if start.kind != "junction" else start.head_m
            assert above - link.headloss_m == pytest.approx(end.head_m, abs=1e-6)
            assert sum(s.length_m for s in link.segments) == pytest.approx(link.length_m)
            computed = sum(
                s.length_m
                * float(
                    network.unit_head_loss(
                        link.flow_lps, s.diameter_mm, method=pipes.head_loss,
                        roughness_mm=s.roughness_mm, hazen_williams_c=s.hazen_williams_c,
                    )
                )
                for s in link.segments
            )  # fmt: skip
            assert computed == pytest.approx(link.headloss_m, abs=1e-6)


@pytest.mark.parametrize("name", PIPED)
def test_the_epanet_engine_finds_the_same_heads_and_flows(designs, name):
    pipes = designs[name].network
    assert pipes.feasible, pipes.reason
    assert designs[name].verification.max_pressure_difference_m <= 0.1
    found = network.run_inp(network.write_inp(pipes, title=name))
    supplied = sum(flow for flow in found.flows_lps.values() if flow > 0)
    assert supplied > 0
    for node in pipes.nodes:
        if node.kind == "junction":
            assert node.pressure_m >= node.min_pressure_m - 0.01


@pytest.mark.parametrize("name", CASES)
def test_costs_and_bills_add_up(designs, name):
    for future in every_future(designs[name]):
        costs = future.costs
        assert sum(line.amount for line in costs.items) == pytest.approx(costs.capital_hardware)
        assert costs.capital_total == pytest.approx(
            costs.per_household * costs.capital_total / costs.per_household
        )
        assert sum(costs.yearly_by_category.values()) == pytest.approx(costs.yearly_total)
        for found in future.tariffs:
            revenue = 12 * sum(bill.bill_month * bill.households for bill in found.bills)
            assert found.revenue_year == pytest.approx(revenue)
            for bill in found.bills:
                assert sum(line.amount for line in bill.lines.lines) == pytest.approx(
                    bill.lines.total
                )


@pytest.mark.parametrize("name", CASES)
def test_the_document_fits_its_published_schema_and_every_number_has_an_origin(designs, name):
    data = document(designs[name])
    jsonschema.Draft202012Validator(schemas()["result"]()).validate(data)
    assert data["demand"]["by_use_m3_day"]["losses_m3_day"] >= 0
    assert data["design_year"] > 2000
    assert data["assumptions"]
    for line in data["assumptions"]:
        assert line["source"]
        assert line["basis"] in {"primary", "secondary", "unverified"}
    for check in data["checks"]:
        assert check["verdict"] in {"meets", "breaks", "not_applicable", "cannot_tell"}
        assert check["basis"] in {"primary", "secondary", "unverified"}


@pytest.mark.parametrize("name", PIPED)
def test_a_case_with_a_standard_has_three_futures_and_one_without_says_why(designs, name):
    result = designs[name]
    if result.scenario.standard:
        kinds = [future.kind for future in result.futures]
        assert kinds == ["multiple use", "norm", "unplanned"]
        norm = result.standard_design
        assert set(norm.demand.by_use_m3_day) == {"domestic"}
        # the recipe and the norm's design are the same arithmetic by two ways
        assert norm.demand.mean_day_m3 == pytest.approx(result.recipe.mean_day_m3, rel=1e-9)
        assert norm.demand.max_day_m3 == pytest.approx(result.recipe.max_day_m3, rel=1e-9)
        assert norm.demand.peak_hour_lps == pytest.approx(result.recipe.peak_hour_lps, rel=1e-6)
        # people who share with animals and gardens get no more than under the plan
        plan = {s.use: s.volumetric_reliability for s in result.supply.by_use}
        shared = {s.use: s.volumetric_reliability for s in result.unplanned.supply.by_use}
        assert shared["domestic"] <= plan["domestic"] + 1e-9
        assert result.unplanned.costs.capital_total == pytest.approx(norm.costs.capital_total)
    else:
        assert "standard" in result.skipped["checks"]
        assert result.network.feasible


def test_la_palma_needs_about_the_forty_m3_a_month_of_its_redesign(designs):
    # redesign of 2005: 40 m3 per household and month for domestic and productive use together
    # (musgroup.net/node/219); at 5 persons 263 L/person/day
    result = designs["la-palma-tres-puertas"]
    net = sum(result.demand.by_use_m3_day.values())
    assert net / result.households * 365 / 12 == pytest.approx(40, rel=0.05)
    assert result.demand.per_person_l_day == pytest.approx(263, rel=0.05)


LA_PALMA = "la-palma-tres-puertas"


def moved(changes):
    return flow.design(flow.load(LA_PALMA, changes), with_futures=False)


def test_more_cows_need_more_water(designs):
    before, after = designs[LA_PALMA], moved({"households[1].uses.livestock.dairy_cow": 9})
    assert after.demand.by_use_m3_day["livestock"] > before.demand.by_use_m3_day["livestock"]
    assert after.demand.mean_day_m3 > before.demand.mean_day_m3
    assert after.network.cost >= before.network.cost


def test_a_smaller_catalogue_never_costs_less(designs):
    small = moved({"network.max_diameter": "120 mm"})
    assert not small.network.feasible or small.network.cost >= designs[LA_PALMA].network.cost - 1e-6
    # steeper demands of pressure cost more as well
    assert moved({"network.min_pressure": "12 m"}).network.cost >= designs[LA_PALMA].network.cost


def test_a_larger_source_never_serves_anyone_less(designs):
    more = moved({"sources[0].flow": "60 L/s"})
    for one, two in zip(designs[LA_PALMA].supply.by_use, more.supply.by_use, strict=True):
        assert two.met_m3_year >= one.met_m3_year - 1e-6
    assert more.supply.unmet_m3_year == pytest.approx(0, abs=1e-6)


def test_a_changed_input_leaves_other_stages_in_the_cache(designs):
    before = designs[LA_PALMA]
    after = moved({"tariffs": ["co-rural-domestic"]})
    assert after.network is before.network
    assert after.demand is before.demand
    assert len(after.tariffs) == 1


def test_a_kept_result_is_the_result_computed_anew(designs):
    kept = document(designs[LA_PALMA])
    cache.clear()
    assert document(flow.design(flow.load(LA_PALMA))) == kept


def test_three_futures_stand_side_by_side(designs):
    table = compare(*designs[LA_PALMA].futures).table()
    assert list(table.columns) == [
        "multiple use",
        "norm, domestic only",
        "norm's design, real need",
    ]
    taps = table.loc["taps below the least pressure (taps)"]
    assert taps.iloc[0] == 0
    assert taps.iloc[2] > 0


def test_numbers_explain_themselves(designs):
    result = designs[LA_PALMA]
    for name in (
        "population",
        "demand.peak_hour",
        "storage.community.volume",
        "network.cost",
        "costs.capital",
    ):
        text = result[name].explain()
        assert text.startswith(f"{name} = ")
    assert "1,827" in result["population"].explain()


def test_an_infeasible_network_is_a_result_with_its_reason():
    low = moved({"network.nodes[0].elevation": "1541 m", "network.nodes[1].elevation": "1500 m"})
    assert not low.network.feasible
    assert low.network.reason
    assert low.costs is not None


def test_a_failing_stage_leaves_the_others_and_says_why():
    broken = moved({"network.max_diameter": "1 mm"})
    assert broken.network is None
    assert "no pipe" in broken.skipped["network"]
    assert broken.costs is not None
    assert broken.supply is not None


def test_without_sources_network_or_tariffs_a_scheme_still_designs():
    bare = moved(
        {"sources": [], "network": None, "tariffs": [], "standard": None, "also_check": []}
    )
    assert bare.demand.mean_day_m3 > 0
    assert {"supply", "network", "tariffs", "checks"} <= set(bare.skipped)


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"network.links[3].to": "nowhere"}, "network.links[3].to", "unknown node"),
        ({"network.nodes[2].id": "tank"}, "network.nodes[2].id", "twice"),
        ({"network.links[0].from": "tank", "network.links[0].to": "intake"}, "network.links[0]", "against the flow"),
        ({"network.links[2].to": "j2"}, "network.links", "loop"),
        ({"costs.unit_costs": {"tank_rcc_m3": "1,5 COP"}}, "costs.unit_costs.tank_rcc_m3", "comma"),
        ({"costs.unit_costs": {"tonk": "1 COP"}}, "costs.unit_costs.tonk", "unknown unit cost"),
        ({"location.conditions": {"zona": "x"}}, "location.conditions.zona", "zone"),
        ({"horizon.growth.method": "wappaus", "horizon.growth.rate": "19 %/year"}, "horizon.growth", "200"),
        ({"horizon.growth.method": "arithmetic", "horizon.growth.rate": "-10 %/year"}, "horizon.growth", "people"),
        ({"peaks.peak_hour_factor": 19}, "peaks.peak_hour_factor", "does not fit"),
        ({"households[1].group": "village houses"}, "", "named 'village houses'"),
        ({"storage": [{"name": "a", "overflow_to": "b"}, {"name": "b", "overflow_to": "a"}]}, "", "circle"),
        ({"households[0].uses.enterprises[0].output": "800 m"}, "households[0].uses.enterprises[0].output", "kg/year"),
        ({"households[0].uses.enterprises[0].peak_day_share": "0.1 %"}, "households[0].uses.enterprises[0]", "below the season"),
        ({"tariffs": ["ke-kirinyaga-2015"]}, "tariffs[0]", "KES"),
        ({"households[0].tariff_class": "E9"}, "households[0].tariff_class", "no class"),
        ({"horizon.design_period": "0 years"}, "horizon.design_period", "above 0"),
    ],
)  # fmt: skip
def test_mistakes_that_only_a_room_knows_are_placed_and_explained(changes, path, words):
    with pytest.raises(MusdesignError) as caught:
        moved(changes)
    found = [p for p in caught.value.problems if p.path.startswith(path) and words in str(p)]
    assert found, str(caught.value)


def test_a_scheme_that_needs_no_water_is_still_a_result():
    dry = {"domestic": {"rate": "0 L/person/day"}}
    nothing = {f"households[{i}].uses": dry for i in range(3)}
    result = moved({**nothing, "institutions": []})
    assert result.demand.mean_day_m3 == 0
    document(result)
