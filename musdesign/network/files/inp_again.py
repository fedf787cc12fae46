"""An EPANET file that musdesign wrote, put together again: tanks whole, each link one pipe.

EPANET cannot fill a reservoir at a given rate, so a written design parts every tank into a junction
where water arrives and a reservoir from which it leaves, and a link of several pipes gets joints.
The file's own remarks tell so; without them nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from musdesign.network.files.model import FileLink, FileNode

_OURS = ";Flows are those of the design hour"
_ARRIVES = re.compile(
    r"^;(\S+): water arrives at junction (\S+?)( of this break-pressure tank)?, whose demand", re.M
)
_JOINT = re.compile(r"(.+)_j\d+")
NOTE = (
    "the file was written by musdesign: tanks that it parts for EPANET are whole again, and a "
    "link of several pipes is one"
)


@dataclass(frozen=True, slots=True)
class Parted:
    """What the remarks of a file say: whether it is ours, and each tank by its arrival."""

    ours: bool = False
    tanks: dict[str, str] = field(default_factory=dict)
    breaks: frozenset[str] = frozenset()


def parted(text: str) -> Parted:
    """Return what the remarks of a file say."""
    if _OURS not in text:
        return Parted()
    found = _ARRIVES.findall(text)
    return Parted(
        True,
        {arrival: name for name, arrival, _ in found},
        frozenset(name for name, _, pressure in found if pressure),
    )


def whole_again(
    nodes: Sequence[FileNode], links: Sequence[FileLink], remarks: Parted
) -> tuple[tuple[FileNode, ...], tuple[FileLink, ...]]:
    """Return the network before it was parted for EPANET."""
    by_id = {node.id: node for node in nodes}
    tanks: dict[str, FileNode] = {}
    for arrival, name in remarks.tanks.items():
        if arrival in by_id:
            ground, level = by_id[arrival], by_id.get(name)
            tanks[name] = replace(
                level or ground,
                id=name,
                elevation_m=ground.elevation_m,
                kind="break_pressure_tank" if name in remarks.breaks else "tank",
                demand_lps=0.0,
            )
    kept = [node for node in nodes if node.id not in tanks and node.id not in remarks.tanks]
    joined = [
        replace(
            link,
            start=remarks.tanks.get(link.start, link.start),
            end=remarks.tanks.get(link.end, link.end),
        )
        for link in links
    ]
    return _without_joints([*kept, *tanks.values()], joined)


def _without_joints(
    nodes: Sequence[FileNode], links: Sequence[FileLink]
) -> tuple[tuple[FileNode, ...], tuple[FileLink, ...]]:
    ids = {link.id for link in links}
    joints = {
        node.id
        for node in nodes
        if (match := _JOINT.fullmatch(node.id))
        and match[1] in ids
        and node.kind == "junction"
        and not node.demand_lps
        and sum(node.id == link.start for link in links) == 1
        and sum(node.id == link.end for link in links) == 1
    }
    after = {link.start: link for link in links if link.start in joints}
    whole = []
    for first in links:
        if first.start in joints:
            continue
        link = first
        while link.end in after:
            more = after[link.end]
            link = replace(
                link,
                end=more.end,
                length_m=link.length_m + more.length_m,
                minor_loss_k=link.minor_loss_k + more.minor_loss_k,
            )
        # the pipes of a link are written with more digits than anybody measures
        whole.append(replace(link, length_m=round(link.length_m, 6)))
    return tuple(node for node in nodes if node.id not in joints), tuple(whole)
