"""A design written for EPANET comes back as the network that was designed."""

from __future__ import annotations

import pytest

from musdesign import flow
from musdesign.errors import MusdesignError
from musdesign.network.files import read_network
from musdesign.report.save import inp_text


@pytest.mark.parametrize("case", ["four-hamlets", "la-palma-tres-puertas", "nepal-two-tank"])
def test_our_own_file_comes_back_with_its_tanks_and_links_whole(case, tmp_path):
    result = flow.design(flow.load(case), with_futures=False)
    target = tmp_path / "network.inp"
    target.write_text(inp_text(result), encoding="utf-8")
    again = read_network(target)
    design = result.network
    broken = {device.node for device in design.breaks}
    kinds = {n.id: "break_pressure_tank" if n.id in broken else n.kind for n in design.nodes}
    assert {node.id: node.kind for node in again.nodes} == kinds
    assert {(link.id, link.start, link.end) for link in again.links} == {
        (link.id, link.start, link.end) for link in design.links
    }
    written = {node.id: node.elevation_m for node in design.nodes if node.kind != "source"}
    heights = {node.id: node.elevation_m for node in again.nodes if node.kind != "source"}
    assert heights == pytest.approx(written)
    lengths = {link.id: link.length_m for link in design.links}
    assert {link.id: link.length_m for link in again.links} == pytest.approx(lengths, rel=1e-6)
    assert any("written by musdesign" in line for line in again.notes)


def test_the_same_file_without_its_remarks_is_read_as_it_stands(tmp_path):
    result = flow.design(flow.load("la-palma-tres-puertas"), with_futures=False)
    lines = inp_text(result).splitlines()
    target = tmp_path / "network.inp"
    target.write_text("\n".join(line for line in lines if not line.startswith(";")))
    again = read_network(target)
    assert sum(node.kind == "source" for node in again.nodes) > 1
    assert not any("written by musdesign" in line for line in again.notes)


def test_a_strangers_file_with_a_negative_draw_is_refused(tmp_path):
    result = flow.design(flow.load("four-hamlets"), with_futures=False)
    lines = inp_text(result).splitlines()
    target = tmp_path / "network.inp"
    target.write_text("\n".join(line for line in lines if not line.startswith(";")))
    with pytest.raises(MusdesignError, match="feeds water into the network"):
        read_network(target)
