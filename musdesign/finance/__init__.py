"""What a scheme costs, what it brings, and who pays what under a tariff."""

from musdesign.finance.benefits import Benefits, benefits
from musdesign.finance.bill import Bill, BillLine, bill, split_blocks, totals
from musdesign.finance.costs import CostItem, CostLine, CostResult, life_cycle
from musdesign.finance.prices import Price, discount_rate, exchange_rate, unit_cost
from musdesign.finance.recovery import Customer, GroupBill, TariffResult, apply_tariff
from musdesign.finance.tariff import Block, Tariff, TariffClass, only_class
from musdesign.finance.tariff_file import available_tariffs, load_tariff

__all__ = [
    "Benefits",
    "Bill",
    "BillLine",
    "Block",
    "CostItem",
    "CostLine",
    "CostResult",
    "Customer",
    "GroupBill",
    "Price",
    "Tariff",
    "TariffClass",
    "TariffResult",
    "apply_tariff",
    "available_tariffs",
    "benefits",
    "bill",
    "discount_rate",
    "exchange_rate",
    "life_cycle",
    "load_tariff",
    "only_class",
    "split_blocks",
    "totals",
    "unit_cost",
]
