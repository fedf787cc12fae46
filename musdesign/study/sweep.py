"""Design a scheme for each of several values of one input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from musdesign import flow
from musdesign.study.compare import Comparison, compare


def sweep(scenario: str, path: str, values: Sequence[Any]) -> Comparison:
    """Return one column of figures for each value put at ``path``.

    Raises:
        ScenarioError: a value does not fit there.
    """
    results = [
        flow.design(flow.load(scenario, {path: value}), with_futures=False) for value in values
    ]
    return compare(*results, titles=[str(value) for value in values])
