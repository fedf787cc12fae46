"""A shipped case with herds, gardens and a source of varying flow."""

from __future__ import annotations

import pytest

from musdesign import flow

CASE = "la-palma-tres-puertas"


@pytest.fixture(scope="session")
def scheme():
    return flow.load(CASE)
