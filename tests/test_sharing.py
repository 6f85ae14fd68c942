"""Would catch a runner that scatters tests that share a fixture: each worker builds it anew."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_a_group_reaches_the_workers(request: pytest.FixtureRequest) -> None:
    """xdist tells the groups in the tests' names, and newer runners may not let it."""
    if request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@together")


@pytest.fixture(scope="module")
def made() -> str:
    return "once"


def test_tests_that_share_a_fixture_are_a_group(request: pytest.FixtureRequest, made: str) -> None:
    assert request.node.get_closest_marker("xdist_group")
