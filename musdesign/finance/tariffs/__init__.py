"""Any tariff as data: read, compiled into an exact function of volume, billed and checked."""

from musdesign.finance.tariffs.billing import (
    Bill,
    BillLine,
    bill,
    bill_of,
    split_blocks,
    totals,
    totals_of,
)
from musdesign.finance.tariffs.compiling import Compiled, CompiledLine, compile_tariff
from musdesign.finance.tariffs.files import available_tariffs, load_tariff
from musdesign.finance.tariffs.model import (
    AtLeast,
    AtMost,
    Block,
    Blocks,
    Charge,
    Fixed,
    Share,
    Tariff,
    TariffClass,
    only_class,
    simple_class,
)
from musdesign.finance.tariffs.piecewise import Piecewise

__all__ = [
    "AtLeast",
    "AtMost",
    "Bill",
    "BillLine",
    "Block",
    "Blocks",
    "Charge",
    "Compiled",
    "CompiledLine",
    "Fixed",
    "Piecewise",
    "Share",
    "Tariff",
    "TariffClass",
    "available_tariffs",
    "bill",
    "bill_of",
    "compile_tariff",
    "load_tariff",
    "only_class",
    "simple_class",
    "split_blocks",
    "totals",
    "totals_of",
]
