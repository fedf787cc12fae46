"""What a user writes: the scenario file, its models, reading with all mistakes, and saving."""

from musdesign.scenario.models import Scenario
from musdesign.scenario.reading import ScenarioFile, read_scenario, scenario_from_text

__all__ = ["Scenario", "ScenarioFile", "read_scenario", "scenario_from_text"]
