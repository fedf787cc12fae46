"""Climate files of a station: FAO CLIMWAT, NASA POWER and plain tables, read into one record."""

from musdesign.library.climate.model import VARIABLES, ClimateRecord, Variable
from musdesign.library.climate.normals import DailyYears, daily_years, monthly_normals
from musdesign.library.climate.reading import read_climate

__all__ = [
    "VARIABLES",
    "ClimateRecord",
    "DailyYears",
    "Variable",
    "daily_years",
    "monthly_normals",
    "read_climate",
]
