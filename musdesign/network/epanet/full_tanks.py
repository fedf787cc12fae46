"""A filling valve stops when its tank is full: the engine's warning about it is no failing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_PRV, _FCV, _VALVES_FROM = 3, 6, 3
_TOLERANCE = 1e-3


def valves_fail(project: Any, constants: Any) -> bool:
    """Return whether a valve cannot deliver for another reason than a full tank behind it.

    A flow control valve fails below its setting, a reducing valve below its pressure; of other
    kinds of valve the engine's word is taken.
    """
    for i in range(1, project.getcount(constants.EN_LINKCOUNT) + 1):
        kind = int(project.getlinktype(i))
        if kind < _VALVES_FROM or project.getlinkvalue(i, constants.EN_STATUS) == 0:
            continue
        setting = project.getlinkvalue(i, constants.EN_SETTING)
        end = int(project.getlinknodes(i)[1])
        if kind == _FCV:
            flow = project.getlinkvalue(i, constants.EN_FLOW)
            if flow < setting * (1 - _TOLERANCE) and not _behind_full(project, constants, end):
                return True
        elif kind == _PRV:
            if project.getnodevalue(end, constants.EN_PRESSURE) < setting - 0.01:
                return True
        else:
            return True
    return False


def _behind_full(project: Any, constants: Any, node: int) -> bool:
    """Return whether a node is a full tank or stands one pipe before one."""
    return any(
        int(project.getnodetype(n)) == constants.EN_TANK
        and project.getnodevalue(n, constants.EN_TANKVOLUME)
        >= (1 - _TOLERANCE) * project.getnodevalue(n, constants.EN_MAXVOLUME)
        for n in {node, *_beside(project, constants, node)}
    )


def _beside(project: Any, constants: Any, node: int) -> Iterator[int]:
    for i in range(1, project.getcount(constants.EN_LINKCOUNT) + 1):
        ends = [int(n) for n in project.getlinknodes(i)]
        if node in ends:
            yield from ends
