"""Sums and events of each day, kept while the days go by (compiled)."""

from __future__ import annotations

from musdesign.supply.allocation.kernels import compiled

WANTED_DAYS, FAILED_DAYS, EVENTS, LONGEST = 0, 1, 2, 3
RATIO_SUM, DEFICIT_SUM, LARGEST_DEFICIT, FAILED_YEARS = 4, 5, 6, 7
USE_SUMS = 8
LOWEST, FULL_DAYS, EMPTY_DAYS, FINAL = 0, 1, 2, 3
STORE_SUMS = 4
RUN_DAYS, RUN_DEFICIT, RUN_RATIO, YEAR_FAILED = 0, 1, 2, 3
RUN_SUMS = 4


@compiled
def use_books(month, new_year, wanted, missing, use_sums, use_month, runs):
    """Enter what each use wanted and missed on a day.

    A run of failed days is entered while it goes on, so none is left to be closed at the end.
    """
    for u in range(wanted.size):
        want, miss = wanted[u], missing[u]
        use_month[0, month, u] += want
        use_month[1, month, u] += want - miss
        if new_year:
            runs[u, YEAR_FAILED] = 0.0
        if miss > 0.0:
            sums, run = use_sums[u], runs[u]
            sums[WANTED_DAYS] += 1.0
            sums[FAILED_DAYS] += 1.0
            sums[EVENTS] += 1.0 if run[RUN_DAYS] == 0.0 else 0.0
            run[RUN_DAYS] += 1.0
            sums[LONGEST] = max(sums[LONGEST], run[RUN_DAYS])
            ratio = max(run[RUN_RATIO], miss / want)
            sums[RATIO_SUM] += ratio - run[RUN_RATIO]
            run[RUN_RATIO] = ratio
            run[RUN_DEFICIT] += miss
            sums[DEFICIT_SUM] += miss
            sums[LARGEST_DEFICIT] = max(sums[LARGEST_DEFICIT], run[RUN_DEFICIT])
            sums[FAILED_YEARS] += 1.0 - run[YEAR_FAILED]
            run[YEAR_FAILED] = 1.0
        elif want > 0.0:
            use_sums[u, WANTED_DAYS] += 1.0
            runs[u, RUN_DAYS] = 0.0
            runs[u, RUN_DEFICIT] = 0.0
            runs[u, RUN_RATIO] = 0.0


@compiled
def lanes_books(wanted, missing, met, short, new_year, sums, wanted_month, met_month, run):
    """Enter the same for one use of scenarios side by side, without branches.

    What is missing is set to 0 where it is no more than rounding; what was met is set.
    """
    for j in range(wanted.size):
        want, miss = wanted[j], missing[j]
        miss = 0.0 if miss <= (short * want if want > 1.0 else short) else miss
        missing[j] = miss
        met[j] = want - miss
        wanted_month[j] += want
        met_month[j] += want - miss
    days_wanted, days_failed, events, longest = (
        sums[WANTED_DAYS], sums[FAILED_DAYS], sums[EVENTS], sums[LONGEST]
    )  # fmt: skip
    run_days = run[RUN_DAYS]
    for j in range(wanted.size):
        # a run ends on a day that wants and gets all
        fails = 1.0 if missing[j] > 0.0 else 0.0
        wants = 1.0 if wanted[j] > 0.0 else 0.0
        days = run_days[j] * (1.0 - wants + fails)
        days_wanted[j] += wants
        days_failed[j] += fails
        events[j] += fails if days == 0.0 else 0.0
        days += fails
        run_days[j] = days
        longest[j] = days if days > longest[j] else longest[j]
    years, run_year = sums[FAILED_YEARS], run[YEAR_FAILED]
    kept = 0.0 if new_year else 1.0
    for j in range(wanted.size):
        fails = 1.0 if missing[j] > 0.0 else 0.0
        year = kept * run_year[j]
        later = fails if fails > year else year
        years[j] += later - year
        run_year[j] = later
    deficits, largest, run_deficit = sums[DEFICIT_SUM], sums[LARGEST_DEFICIT], run[RUN_DEFICIT]
    for j in range(wanted.size):
        miss = missing[j]
        goes_on = 0.0 if wanted[j] > 0.0 and miss <= 0.0 else 1.0
        deficit = run_deficit[j] * goes_on + miss
        run_deficit[j] = deficit
        deficits[j] += miss
        largest[j] = deficit if deficit > largest[j] else largest[j]
    ratios, run_ratio = sums[RATIO_SUM], run[RUN_RATIO]
    for j in range(wanted.size):
        want, miss = wanted[j], missing[j]
        goes_on = 0.0 if want > 0.0 and miss <= 0.0 else 1.0
        before = run_ratio[j] * goes_on
        ratio = miss / (want if want > 0.0 else 1.0)
        ratio = ratio if ratio > before else before
        ratios[j] += ratio - before
        run_ratio[j] = ratio


@compiled
def water_books(
    month, natural, given, idle, loss, level, capacity, tolerance,
    source_month, store_month, store_sums,
):  # fmt: skip
    """Enter what each source gave and each store lost and holds."""
    for i in range(natural.size):
        source_month[0, month, i] += natural[i]
        source_month[1, month, i] += given[i] - idle[i]
    for s in range(level.size):
        store_month[month, s] += loss[s]
        store_sums[s, LOWEST] = min(store_sums[s, LOWEST], level[s])
        if level[s] >= capacity[s] - tolerance:
            store_sums[s, FULL_DAYS] += 1.0
        if level[s] <= tolerance:
            store_sums[s, EMPTY_DAYS] += 1.0
        store_sums[s, FINAL] = level[s]


@compiled
def day_books(t, met, level, loss, flow, first, n_links, daily):
    """Enter a day in full."""
    day_met, day_level, day_flow, day_loss = daily
    for u in range(met.size):
        day_met[t, u] = met[u]
    for s in range(level.size):
        day_level[t, s] = level[s]
        day_loss[t, s] = loss[s]
    for k in range(n_links):
        day_flow[t, k] = flow[first + k]
