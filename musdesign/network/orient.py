"""Turn the links of a tree so that each runs downstream, however it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from musdesign.network.problem import SizingProblem
from musdesign.network.profile import Profile


def downstream(
    problem: SizingProblem, profiles: Mapping[str, Profile] | None = None
) -> tuple[SizingProblem, dict[str, Profile], tuple[str, ...]]:
    """Return the problem with its links turned away from the source, and which were turned.

    Nothing is turned where there are loops or several sources: the direction is open there.
    """
    surveys = dict(profiles or {})
    sources = [node.id for node in problem.nodes if node.kind == "source"]
    known = {node.id for node in problem.nodes}
    whole = all(link.start in known and link.end in known for link in problem.links)
    if len(sources) != 1 or not whole or len(problem.links) >= len(problem.nodes):
        return problem, surveys, ()
    touching: dict[str, list[int]] = {}
    for i, link in enumerate(problem.links):
        touching.setdefault(link.start, []).append(i)
        touching.setdefault(link.end, []).append(i)
    links, turned = list(problem.links), []
    seen, queue = set(sources), list(sources)
    for name in queue:
        for i in touching.get(name, ()):
            link = links[i]
            other = link.end if link.start == name else link.start
            if other in seen:
                continue
            seen.add(other)
            queue.append(other)
            if link.end == name:
                links[i] = replace(link, start=name, end=other)
                turned.append(link.id)
                if link.id in surveys:
                    way = surveys[link.id]
                    surveys[link.id] = [(link.length_m - x, z) for x, z in reversed(list(way))]
    return replace(problem, links=tuple(links)), surveys, tuple(turned)
