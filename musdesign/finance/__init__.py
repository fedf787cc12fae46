"""What a scheme costs, what it brings, and who pays what under a tariff."""

from musdesign.finance.benefits import Benefits, benefits
from musdesign.finance.costs import CostItem, CostLine, CostResult, life_cycle
from musdesign.finance.prices import Price, discount_rate, exchange_rate, unit_cost
from musdesign.finance.recovery import Customer, GroupBill, TariffResult, apply_tariff
from musdesign.finance.tariffs import (
    Bill,
    BillLine,
    Block,
    Compiled,
    Tariff,
    TariffClass,
    available_tariffs,
    bill,
    bill_of,
    compile_tariff,
    load_tariff,
    only_class,
    simple_class,
    split_blocks,
    totals,
    totals_of,
)

__all__ = [
    "Benefits",
    "Bill",
    "BillLine",
    "Block",
    "Compiled",
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
    "bill_of",
    "compile_tariff",
    "discount_rate",
    "exchange_rate",
    "life_cycle",
    "load_tariff",
    "only_class",
    "simple_class",
    "split_blocks",
    "totals",
    "totals_of",
    "unit_cost",
]
