"""The tables of money: prices, who pays, gains, the tariff study, and what the board knows."""

from __future__ import annotations

from musdesign.i18n import mark
from musdesign.library.tables import table
from musdesign.ui.edit.cells import Cell
from musdesign.ui.edit.tables import FieldTable, KeyTable, ListTable, Table


def costs(currency: str) -> tuple[Table, ...]:
    """Return the tables of prices, lives, further costs and who pays."""
    items = tuple(dict.fromkeys(row.text("item") for row in table("unit_costs").values()))
    return (
        KeyTable(
            "unit costs",
            mark("Your own unit costs"),
            ("costs", "unit_costs"),
            (
                Cell("item", mark("Item"), choices=items),
                Cell("price", mark("Price, or low to high"), "amounts", currency),
            ),
        ),
        KeyTable(
            "lives",
            mark("Your own lives of assets"),
            ("costs", "lives"),
            (
                Cell("asset", mark("Asset"), choices=tuple(table("asset_lives"))),
                Cell("life", mark("Life, years"), "quantity", "years"),
            ),
        ),
        ListTable(
            "further costs",
            mark("Further costs: land, road, studies"),
            ("costs", "items"),
            (
                Cell("name", mark("What")),
                Cell("amount", mark("Amount"), "quantity", currency),
                Cell("asset", mark("Renewed like"), choices=tuple(table("asset_lives"))),
            ),
        ),
        FieldTable(
            "money",
            mark("Prices, rates and who pays"),
            (
                Cell("costs.price_year", mark("Year of the prices"), "number"),
                Cell("costs.discount_rate", mark("Discount rate, % a year"), "quantity", "%/year"),
                Cell("costs.inflation", mark("Inflation, % a year"), "quantity", "%/year"),
                Cell("costs.exchange_rate", mark("A dollar costs"), "quantity", f"{currency}/USD"),
                Cell("costs.collection_rate", mark("Bills that are paid, %"), "quantity", "%"),
                Cell("funding.works_taxes", mark("Works paid by taxes, %"), "quantity", "%"),
                Cell("funding.works_transfers", mark("Works paid by donors, %"), "quantity", "%"),
                Cell("funding.taxes", mark("Taxes a year"), "quantity", f"{currency}/year"),
                Cell("funding.transfers", mark("Donors a year"), "quantity", f"{currency}/year"),
            ),
        ),
        ListTable(
            "contributions",
            mark("Contributions in kind"),
            ("funding", "in_kind"),
            (
                Cell("what", mark("What")),
                Cell("days", mark("Days of a household"), "quantity", "day/household"),
                Cell("cash_value", mark("Money instead of a day"), "quantity", f"{currency}/day"),
                Cell("when", mark("When"), choices=("works", "year")),
            ),
        ),
    )


def gains(currency: str) -> tuple[Table, ...]:
    """Return the tables of what productive water brings."""
    known = tuple(dict.fromkeys(row.text("item") for row in table("margins").values()))
    more = (*table("livestock"), *table("crops"), *table("enterprises"))
    return (
        KeyTable(
            "margins",
            mark("Your own margins by crop, animal or business"),
            ("benefits", "margins"),
            (
                Cell("item", mark("Crop, animal or business"), choices=_once(known, more)),
                Cell("margin", mark("Margin, such as 3000 to 9000 a m2 and year"), "amounts",
                     f"{currency}/year"),
            ),
        ),
        FieldTable(
            "time",
            mark("Time saved"),
            (
                Cell("benefits.trip_today", mark("Trip to the water today, minutes"), "quantity",
                     "minute"),
                Cell("benefits.trips", mark("Trips of a household in a day"), "number"),
                Cell("benefits.wage", mark("Wage of a day"), "quantity", f"{currency}/day"),
            ),
        ),
    )  # fmt: skip


def study(currency: str) -> tuple[Table, ...]:
    """Return the tables of the tariff study: how households differ and answer, and its goals."""
    at = "tariff_study"
    return (
        FieldTable(
            "tariff study",
            mark("How households differ and answer to prices"),
            (
                Cell(f"{at}.price_elasticity", mark("Price elasticity in the house"), "number"),
                Cell(f"{at}.productive_elasticity", mark("Price elasticity beyond it"), "number"),
                Cell(f"{at}.income_elasticity", mark("Income elasticity"), "number"),
                Cell(f"{at}.perception", mark("Price seen: marginal, average or shin")),
                Cell(f"{at}.shin_k", mark("Shin's k"), "number"),
                Cell(f"{at}.least_share", mark("Use kept at any price, %"), "quantity", "%"),
                Cell(f"{at}.income_cv", mark("Spread of incomes in a group (sd/mean)"), "number"),
                Cell(f"{at}.use_cv", mark("Spread of use in a group (sd/mean)"), "number"),
                Cell(f"{at}.correlation", mark("Correlation of income and use"), "number"),
                Cell(f"{at}.threshold", mark("Unaffordable above, % of income"), "quantity", "%"),
                Cell(f"{at}.poor_share", mark("Households called poor, %"), "quantity", "%"),
                Cell(f"{at}.allowance", mark("Allowance, m3 a month"), "quantity", "m3/month"),
                Cell(f"{at}.draws", mark("Households drawn for each group"), "number"),
            ),
        ),
        FieldTable(
            "board",
            mark("Harvest calendar, meters and cash"),
            (
                Cell("board.income_by_month", mark("Income by month (twelve with ;)"), "twelve"),
                Cell("board.paid_share", mark("Bill that a mean month pays, %"), "quantity", "%"),
                Cell("board.write_off", mark("Bills given up after, months"), "number"),
                Cell("board.wet_months", mark("Months of rain"), "numbers"),
                Cell("board.wet_share", mark("Use in wet months, % (low; likely; high)"),
                     "quantities", "%"),
                Cell("board.meter_life", mark("Meters replaced after, years"), "quantity", "years"),
                Cell("board.meter_accuracy", mark("Water meters register, %"), "quantity", "%"),
                Cell("board.unauthorised", mark("Taken without leave, %"), "quantity", "%"),
                Cell("board.bulk_price", mark("Price for bulk users, a m3"), "quantity",
                     f"{currency}/m3"),
            ),
        ),
    )  # fmt: skip


def _once(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in names for name in part))
