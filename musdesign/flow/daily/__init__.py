"""The supply of a scheme day by day over many years: weather, network, allocation, what binds."""

from musdesign.flow.daily.outcome import DailySupply
from musdesign.flow.daily.prepared import prepared
from musdesign.flow.daily.run import daily_supply

__all__ = ["DailySupply", "daily_supply", "prepared"]
