"""What a scheme costs, what it brings, and who pays what under a tariff."""

from musdesign.finance.benchmarks import Benchmark
from musdesign.finance.benefits import (
    Benefits,
    LadderStep,
    benefits,
    benefits_of_lines,
    ladder_steps,
    litre_value,
)
from musdesign.finance.cost_levels import YearlyRange
from musdesign.finance.costs import (
    CostItem,
    CostLine,
    CostResult,
    item_of,
    life_cycle,
)
from musdesign.finance.funding import Funding, Gift, fund
from musdesign.finance.gainers import GroupGain, who_gains
from musdesign.finance.income import IncomeLine, Margin, income, margin_of, value_of_time
from musdesign.finance.price_level import MoneyStated, price_ratio
from musdesign.finance.prices import Price, discount_rate, exchange_rate, unit_cost
from musdesign.finance.recovery import BulkSale, Customer, GroupBill, TariffResult, apply_tariff
from musdesign.finance.returns import Returns, growing, returns
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
from musdesign.finance.tariffs.months import month_bills

__all__ = [
    "Benchmark",
    "Benefits",
    "Bill",
    "BillLine",
    "Block",
    "BulkSale",
    "Compiled",
    "CostItem",
    "CostLine",
    "CostResult",
    "Customer",
    "Funding",
    "Gift",
    "GroupBill",
    "GroupGain",
    "IncomeLine",
    "LadderStep",
    "Margin",
    "MoneyStated",
    "Price",
    "Returns",
    "Tariff",
    "TariffClass",
    "TariffResult",
    "YearlyRange",
    "apply_tariff",
    "available_tariffs",
    "benefits",
    "benefits_of_lines",
    "bill",
    "bill_of",
    "compile_tariff",
    "discount_rate",
    "exchange_rate",
    "fund",
    "growing",
    "income",
    "item_of",
    "ladder_steps",
    "life_cycle",
    "litre_value",
    "load_tariff",
    "margin_of",
    "month_bills",
    "only_class",
    "price_ratio",
    "returns",
    "simple_class",
    "split_blocks",
    "totals",
    "totals_of",
    "unit_cost",
    "value_of_time",
    "who_gains",
]
