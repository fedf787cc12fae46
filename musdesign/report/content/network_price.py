"""Tables of the price of multiple use: what each use, more water and more head cost the pipes."""

from __future__ import annotations

from musdesign.errors import MusdesignError
from musdesign.flow import DesignResult
from musdesign.flow.network_price import NetworkPrice, price_of_design
from musdesign.i18n import Language
from musdesign.report.content.model import USES, Table


def price_of_uses(result: DesignResult, lang: Language) -> Table | None:
    """Return what each use costs the pipes, and its fair share of them."""
    found = _price(result)
    if found is None or not found.uses:
        return None
    _ = lang.text
    rows = tuple(
        (_(USES.get(u.name, u.name)), u.extra, u.separable, u.alone, u.share, u.shapley)
        for u in found.uses
    )
    columns = (
        _("use"),
        _("added to the first use"),
        _("saved if left out"),
        _("pipes for it alone"),
        _("share by separable cost"),
        _("share by Shapley"),
    )
    return Table(
        "price-of-uses",
        _("What each use costs the pipes, {currency}", currency=found.currency),
        columns,
        rows,
        (4, 5),
    )


def price_at_nodes(result: DesignResult, lang: Language) -> Table | None:
    """Return what one more m3 a day, and one more metre of head, cost at each node."""
    found = _price(result)
    if found is None or not found.nodes:
        return None
    _ = lang.text
    rows = tuple(
        (p.node, p.per_m3_day, p.per_m, _(p.manner), p.step_m3_day or None) for p in found.nodes
    )
    columns = (
        _("node"),
        _("{currency} for one more m3/day", currency=found.currency),
        _("{currency} for one more metre of head", currency=found.currency),
        _("from"),
        _("step, m3/day"),
    )
    return Table("price-at-nodes", _("Marginal costs of the network"), columns, rows)


def _price(result: DesignResult) -> NetworkPrice | None:
    if result.network is None or result.pipe_inputs is None or not result.network.feasible:
        return None
    try:
        return price_of_design(result)
    except MusdesignError:
        return None
