"""What laws make of a scheme, in a terminal and as plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from musdesign.flow import DesignResult
from musdesign.report import quoting, tables
from musdesign.report.console import cell, console, heading, lines, mark, table
from musdesign.report.document import check_part
from musdesign.report.laws import condition, plain
from musdesign.standards import Check, Standard
from musdesign.standards.amending import Amended
from musdesign.standards.barriers import Barrier
from musdesign.standards.comparing import Difference
from musdesign.standards.countries import name_of
from musdesign.standards.reading_amendment import Amendment
from musdesign.standards.rights import RightsReport, words
from musdesign.study.laws import LawEffect, LawView

_SIGNS = {"breaks": "x", "meets": "+", "cannot_tell": "?", "not_applicable": "-"}


def amended_rows(done: Sequence[Amended]) -> list[dict[str, Any]]:
    """Return what an amendment did as plain data."""
    return [plain(item) for item in done]


def show_amended(done: Sequence[Amended]) -> None:
    """Print what an amendment did, clause by clause."""
    if not done:
        return
    heading("What the amendment changes")
    grid = table("clause", "parameter", "before", "after", "why")
    for item in done:
        name = item.parameter.replace("_", " ")
        grid.add_row(item.clause, name, item.before or "-", item.after or "removed", item.why)
    console().print(grid)


def diff_document(
    one: Standard,
    other: Standard,
    rows: Sequence[Difference],
    effect: LawEffect | None,
    done: Sequence[Amended],
) -> dict[str, Any]:
    """Return a comparison of two instruments as plain data."""
    found: dict[str, Any] = {
        "first": one.id,
        "second": other.id,
        "rows": [plain(row) for row in rows],
        "productive_use": {
            one.id: [one.productive_use_stance, one.productive_use_text],
            other.id: [other.productive_use_stance, other.productive_use_text],
        },
    }
    if done:
        found["amended"] = amended_rows(done)
    if effect is not None:
        found["effect"] = effect_document(effect)
    return found


def effect_document(effect: LawEffect) -> dict[str, Any]:
    """Return one scheme under two laws as plain data."""
    return {
        "verdicts": [
            {
                "parameter": item.parameter,
                "reading": item.reading,
                "first": _check(item.first),
                "second": _check(item.second),
            }
            for item in effect.verdicts
        ],
        "figures": effect.figures.to_dict(),
    }


def _check(check: Check | None) -> dict[str, Any] | None:
    return None if check is None else check_part(check).model_dump(mode="json")


def show_diff(
    one: Standard, other: Standard, rows: Sequence[Difference], *, every: bool = False
) -> None:
    """Print two instruments side by side, value by value."""
    heading(f"{one.id}  and  {other.id}")
    console().print(f"first:  {one.name}\nsecond: {other.name}")
    shown = [row for row in rows if every or row.status != "same"]
    grid = table("parameter", "when", "first", "second", "change", "clauses")
    for row in shown:
        change = "" if row.change is None else f"{row.change:+g}"
        if row.change_percent is not None and row.change:
            change += f" ({row.change_percent:+.0f} %)"
        clauses = " / ".join(side.clause for side in (row.first, row.second) if side)
        grid.add_row(
            row.parameter.replace("_", " "),
            condition(row.when),
            row.first.says if row.first else "silent",
            row.second.says if row.second else "silent",
            change,
            clauses,
        )
    console().print(grid)
    same = len(rows) - len(shown)
    if same:
        console().print(f"{same} more values are the same (--all shows them)")
    for law in (one, other):
        text = f"{law.id} on productive use: {law.productive_use_stance}"
        console().print(f"{text}. {law.productive_use_text}".rstrip())


def show_effect(effect: LawEffect) -> None:
    """Print one scheme under two laws: verdicts that differ, then the designs side by side."""
    heading("Verdicts that differ")
    grid = table("parameter", "first", "second")
    for item in effect.verdicts:
        name = item.parameter.replace("_", " ")
        name += f" ({item.reading})" if item.reading else ""
        grid.add_row(name, _said(item.first), _said(item.second))
    console().print(grid if effect.verdicts else "none")
    heading("The scheme under both")
    tables.show_comparison(effect.figures)


def _said(check: Check | None) -> Text:
    if check is None:
        return Text("silent", "dim")
    found = tables.verdict(check)
    limit = "" if check.limit is None else f", limit {cell(check.limit)} {check.unit}".rstrip()
    return found + Text(f"{limit} ({check.clause})")


def screen_document(result: DesignResult, views: Sequence[LawView]) -> dict[str, Any]:
    """Return what every law makes of a design as plain data."""
    return {
        "name": result.name,
        "facts": dict(result.facts),
        "instruments": [
            {
                "instrument": view.standard.id,
                "country": view.standard.country,
                "name": view.standard.name,
                "original_name": view.standard.original_name,
                "productive_use": view.standard.productive_use_stance,
                "verdict": view.verdict,
                **{
                    verdict: view.count(verdict)
                    for verdict in ("breaks", "meets", "cannot_tell", "not_applicable")
                },
                "checks": [_check(check) for check in view.checks],
            }
            for view in views
        ],
    }


def show_screen(result: DesignResult, views: Sequence[LawView]) -> None:
    """Print what every law makes of a design, one line an instrument."""
    heading(f"{result.name} before the laws on file")
    grid = table("country", "instrument", "verdict", "breaks", "meets", "?", "parameter", "basis")
    styles = {"breaks": "red", "meets": "green", "cannot_tell": "yellow", "not_applicable": "dim"}
    order = list(_SIGNS)
    silent = 0
    for view in sorted(views, key=lambda v: (order.index(v.verdict), v.standard.country)):
        if not any(check.value is not None or check.missing for check in view.checks):
            silent += 1
            continue
        broken = [c for c in view.checks if c.verdict == "breaks" and c.bound != "bundle"]
        told = "; ".join(
            dict.fromkeys(
                f"{c.parameter.replace('_', ' ')}{f' ({c.reading})' if c.reading else ''} by "
                f"{cell(abs(c.excess or 0.0))} {c.unit}".strip()
                for c in broken
            )
        )
        bases = {c.basis for c in broken} or {c.basis for c in view.checks if c.value is not None}
        worst = next((b for b in ("unverified", "secondary", "primary") if b in bases), "")
        verdict = Text(f"{_SIGNS[view.verdict]} {view.verdict.replace('_', ' ')}")
        verdict.stylize(styles[view.verdict])
        grid.add_row(
            name_of(view.standard.country),
            view.standard.id,
            verdict,
            str(view.count("breaks")),
            str(view.count("meets")),
            str(view.count("cannot_tell")),
            told,
            mark(worst),
        )
    console().print(grid)
    if silent:
        console().print(f"{silent} more instruments bound nothing that this design has")


def barriers_document(
    found: Mapping[str, Sequence[Barrier]], texts: Mapping[str, str]
) -> dict[str, Any]:
    """Return barriers and the amendment of least changes as plain data, by instrument."""
    return {
        name: {"barriers": [plain(item) for item in rows], "least_amendment": texts[name]}
        for name, rows in found.items()
    }


def show_barriers(
    laws: Sequence[Standard], found: Mapping[str, Sequence[Barrier]], texts: Mapping[str, str]
) -> None:
    """Print what stands in the way of a scheme, and the least change of each clause."""
    for law in laws:
        heading(f"What {law.id} puts in the way")
        rows = found[law.id]
        if not rows:
            console().print("nothing on file: every clause that applies is met or cannot be judged")
            continue
        grid = table("clause", "parameter", "value", "least change", "percent", "basis")
        for item in rows:
            name = item.parameter.replace("_", " ")
            name += f" ({item.reading})" if item.reading else ""
            unit = "" if item.unit == "-" else f" {item.unit}"
            change = "" if item.percent is None else f"{item.percent:+.0f} %"
            grid.add_row(item.clause, name, f"{cell(item.value)}{unit}", item.change, change,
                         mark(item.basis))  # fmt: skip
        console().print(grid)
        for item in rows:
            why = "in the way of the multiple use" if item.because_of_multiple_use else (
                "in the way of the scheme as such, with or without productive use"
            )  # fmt: skip
            held = " (undecided: another instrument may govern)" if item.verdict != "breaks" else ""
            console().print(f"{item.clause}, {item.parameter.replace('_', ' ')}: {why}{held}")
            if item.other_way:
                console().print(f"   or else: {item.other_way}")
    first = texts[laws[0].id] if laws else ""
    if first:
        heading("The least changes as an amendment (--out FILE writes it)")
        console().print(first.rstrip())


def rights_document(
    report: RightsReport, changes: Sequence[str], done: Sequence[Amended]
) -> dict[str, Any]:
    """Return the water rights of a scheme as plain data."""
    found = plain(report)
    if done:
        found |= {"amended": amended_rows(done), "amendment_changes": list(changes)}
    return found


def show_rights(
    report: RightsReport,
    laws: Sequence[Standard],
    changes: Sequence[str],
    done: Sequence[Amended],
) -> None:
    """Print which right each use of each source needs, and the order in a drought."""
    speaking = [law.id for law in laws if law.rights or law.priorities]
    heading("Water rights by " + (", ".join(speaking) or "no law on file"))
    grid = table("from", "use", "clause", "right", "what the clause says", "basis")
    for row in report.rights:
        right = words(row.right)
        if row.missing:
            right += f" ? if {', '.join(name.replace('_', ' ') for name in row.missing)}"
        if row.note:
            right += f" ({row.note})"
        style = "bold" if row.decides else "dim"
        grid.add_row(row.source, row.use, f"{row.instrument}, {row.clause}",
                     Text(("> " if row.decides else "  ") + right, style), row.text,
                     mark(row.basis))  # fmt: skip
    console().print(grid)
    quoting.show((f"{r.instrument}, {r.clause}", r.quotation) for r in report.rights)
    lines("open", report.silent)
    if report.ranks:
        heading("Who comes first when water is short")
        grid = table("clause", "use", "rank", "what it says", "basis")
        for rank in report.ranks:
            grid.add_row(f"{rank.instrument}, {rank.clause}", rank.use,
                         "not named" if rank.rank is None else str(rank.rank), rank.words,
                         mark(rank.basis))  # fmt: skip
        console().print(grid)
        quoting.show((f"{r.instrument}, {r.clause}", r.quotation) for r in report.ranks)
    if report.productive:
        heading("What productive use changes")
        for text in report.productive:
            console().print(f"- {text}")
    show_amended(done)
    if done:
        heading("What the amendment alters for this scheme")
        for text in changes or ("nothing",):
            console().print(f"- {text}")


def amendment_document(item: Amendment) -> dict[str, Any]:
    """Return an amendment as plain data."""
    return {
        "id": item.id, "name": item.name, "why": item.why, "standards": list(item.standards),
        "changes": [
            {"clause": c.clause, "parameter": c.parameter, "removed": c.removed,
             "set": {k: str(v) for k, v in c.set.items()}, "scale": c.scale, "why": c.why}
            for c in item.changes
        ],
        "adds": [{"clause": rule.clause, "parameter": rule.parameter, "why": why}
                 for rule, why in item.added],
    }  # fmt: skip


def show_amendments(found: Sequence[Amendment]) -> None:
    """Print the amendments on file."""
    grid = table("id", "instrument", "what", "why")
    for item in found:
        grid.add_row(item.id, ", ".join(item.standards) or "any", item.name, item.why)
    console().print(grid)


NormRow = tuple[str, str, float | None, float | None, str]


def norm_rows(result: DesignResult, scheme: Any, as_of: dt.date | None) -> list[NormRow]:
    """Return what the norm's recipe would build beside the need: name, unit, norm, need, clause."""
    from musdesign.flow.basis import norm_basis

    norm = result.standard_design
    basis = norm_basis(scheme.scenario, scheme.standard, as_of)
    recipe = result.recipe
    if norm is None or basis is None or recipe is None:
        return []
    values, facts = basis.values, result.facts

    def clause(key: str) -> str:
        found = values.answers.get(key)
        return f"{found.clause} ({found.basis})" if found else "not given: taken from the design"

    def tank(one: DesignResult) -> float | None:
        volumes = [t.volume_m3 for t in one.storage if t.count == 1]
        return sum(volumes) if volumes else None

    base = "over the mean day" if values.peak_base == "mean" else "over the largest day"
    total = result.demand
    loss = {"on_gross": "of what is produced", "added_to_net": "added to the net need",
            "included": "inside the allocation"}[values.loss_convention]  # fmt: skip
    years = norm.scenario.horizon.design_period
    return [
        ("design period", "year", years, result.scenario.horizon.design_period,
         clause("design_period")),
        ("persons at the horizon", "person", recipe.population, result.population, ""),
        ("net allocation", "L/person/day", recipe.net_l_person_day,
         facts.get("net_total_allocation"), clause("net_allocation")),
        (f"losses {loss}", "%", None if values.losses is None else values.losses,
         facts.get("losses"), clause("losses")),
        ("gross allocation", "L/person/day", recipe.gross_l_person_day,
         1000.0 * total.mean_day_m3 / result.population, ""),
        ("mean day", "m3/day", recipe.mean_day_m3, total.mean_day_m3, ""),
        ("k1, largest day over the mean", "-",
         recipe.max_day_lps / recipe.mean_day_lps if recipe.mean_day_lps else None,
         total.max_day_m3 / total.mean_day_m3 if total.mean_day_m3 else None,
         clause("max_day_factor")),
        ("largest day", "m3/day", recipe.max_day_m3, total.max_day_m3, ""),
        (f"k2, peak hour {base}", "-", values.peak_hour_factor,
         total.peak_hour_lps * 86.4
         / (total.mean_day_m3 if values.peak_base == "mean" else total.max_day_m3)
         if total.mean_day_m3 else None, clause("peak_hour_factor")),
        ("peak hour", "L/s", recipe.peak_hour_lps, total.peak_hour_lps, ""),
        ("storage", "m3", tank(norm), tank(result), clause("storage_fraction")),
        ("capital", result.currency, norm.costs.capital_total if norm.costs else None,
         result.costs.capital_total if result.costs else None, ""),
        ("life-cycle cost", f"{result.currency}/year",
         norm.costs.yearly_total if norm.costs else None,
         result.costs.yearly_total if result.costs else None, ""),
    ]  # fmt: skip


def norm_document(result: DesignResult, rows: Sequence[NormRow]) -> dict[str, Any]:
    """Return the norm's own design as plain data."""
    keys = ("name", "unit", "norm", "need", "clause")
    return {
        "name": result.name,
        "standard": result.scenario.standard,
        "rows": [dict(zip(keys, row, strict=True)) for row in rows],
        "skipped": dict(result.skipped),
    }


def show_norm(result: DesignResult, rows: Sequence[NormRow]) -> None:
    """Print the norm's own design beside the need."""
    heading(f"{result.name}: what {result.scenario.standard} would build, beside the need")
    if not rows:
        console().print(result.skipped.get("standard_design", "the standard has no recipe"))
        return
    grid = table("figure", "unit", "norm", "need", "clause")
    for name, unit, norm, need, clause in rows:
        grid.add_row(name, unit, cell(norm), cell(need), clause)
    console().print(grid)
    if result.standard_design is not None:
        lines("note", result.standard_design.notes)
