"""The network of a scheme's days, for questions beside the design."""

from __future__ import annotations

from musdesign.errors import MusdesignError
from musdesign.flow import basis as bases
from musdesign.flow.daily.prepared import Prepared, prepared
from musdesign.flow.opening import Scheme, placed
from musdesign.flow.stages import Stages
from musdesign.flow.yields import flow_records


def network_of_days(scheme: Scheme) -> Prepared:
    """Return the network and weather in which a scheme's water is allocated day by day.

    Raises:
        ScenarioError: values that cannot be used, each at its line.
    """
    scenario = scheme.scenario
    try:
        norm = bases.norm_basis(scenario, scheme.standard, None)
        decided = bases.design_basis(scenario, norm)
        run = Stages(scheme, scenario, decided, norm, None, scenario.horizon.design_period)
        run.water()
        assert run.needs is not None
        records = flow_records(scenario, scheme.folder)
        return prepared(
            scenario, run.needs, decided, run.years, run.storage, records, scheme.folder
        )
    except MusdesignError as error:
        raise placed(scheme.file, error) from None
