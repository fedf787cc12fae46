"""The supply of a scheme day by day over many years: weather, network, allocation, what binds."""

from musdesign.flow.daily.run import DailySupply, daily_supply, prepared

__all__ = ["DailySupply", "daily_supply", "prepared"]
