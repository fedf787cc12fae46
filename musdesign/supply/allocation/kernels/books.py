"""Sums and events of each day, kept while the days go by (compiled)."""

from __future__ import annotations

from musdesign.supply.allocation.kernels import compiled

DEMAND, MET, WANTED_DAYS, FAILED_DAYS, EVENTS = 0, 1, 2, 3, 4
LONGEST, RATIO_SUM, DEFICIT_SUM, LARGEST_DEFICIT, FAILED_YEARS = 5, 6, 7, 8, 9
USE_SUMS = 10
LOWEST, FULL_DAYS, EMPTY_DAYS, FINAL = 0, 1, 2, 3
STORE_SUMS = 4
RUN_DAYS, RUN_DEFICIT, RUN_RATIO, YEAR_FAILED = 0, 1, 2, 3
RUN_SUMS = 4


@compiled
def close_run(u, runs, use_sums):
    """Enter a finished run of failed days of a use."""
    if runs[u, RUN_DAYS] > 0.0:
        use_sums[u, EVENTS] += 1.0
        use_sums[u, LONGEST] = max(use_sums[u, LONGEST], runs[u, RUN_DAYS])
        use_sums[u, RATIO_SUM] += runs[u, RUN_RATIO]
        use_sums[u, DEFICIT_SUM] += runs[u, RUN_DEFICIT]
        use_sums[u, LARGEST_DEFICIT] = max(use_sums[u, LARGEST_DEFICIT], runs[u, RUN_DEFICIT])
        runs[u, RUN_DAYS] = 0.0
        runs[u, RUN_DEFICIT] = 0.0
        runs[u, RUN_RATIO] = 0.0


@compiled
def use_books(month, new_year, wanted, missing, use_sums, use_month, runs):
    """Enter what each use wanted and missed on a day."""
    for u in range(wanted.size):
        want, miss = wanted[u], missing[u]
        met = want - miss
        use_sums[u, DEMAND] += want
        use_sums[u, MET] += met
        use_month[0, month, u] += want
        use_month[1, month, u] += met
        if new_year:
            runs[u, YEAR_FAILED] = 0.0
        if want > 0.0:
            use_sums[u, WANTED_DAYS] += 1.0
            if miss > 0.0:
                use_sums[u, FAILED_DAYS] += 1.0
                runs[u, RUN_DAYS] += 1.0
                runs[u, RUN_DEFICIT] += miss
                runs[u, RUN_RATIO] = max(runs[u, RUN_RATIO], miss / want)
                if runs[u, YEAR_FAILED] == 0.0:
                    runs[u, YEAR_FAILED] = 1.0
                    use_sums[u, FAILED_YEARS] += 1.0
            else:
                close_run(u, runs, use_sums)


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
