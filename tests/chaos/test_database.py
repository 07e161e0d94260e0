"""The database breaks off under several bots, or another takes its place: nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.soak.system import system
from tests.bench.soak.workers import ForkServer
from tests.chaos.test_several_workers import TAPS, plan, whole
from tests.helpers.cluster import Cluster

pytestmark = pytest.mark.needs("nginx")


async def test_a_crash_of_the_database_loses_nothing(
    cluster: Cluster, tmp_path: Path, forks: ForkServer
) -> None:
    """It breaks off twice in the midst of play."""
    async with system(plan(cluster.url), tmp_path, forks.begun) as found:
        async with found.played():
            for _ in range(2):
                await found.until_tapped(TAPS)
                await found.disturbed(cluster.crashes)
            await found.until_tapped(TAPS)
        assert found.story.fell == 0
        whole(await found.reckoned())


async def test_a_standby_takes_over_and_nothing_is_lost(
    cluster: Cluster, standby: Cluster, tmp_path: Path, forks: ForkServer
) -> None:
    """A commit waits for the standby, so it has whatever anybody was told."""
    both = f"postgresql://postgres@/postgres?host={cluster.address}&host={standby.address}"
    writing = f"{both}&target_session_attrs=read-write"
    async with system(plan(writing), tmp_path, forks.begun) as found:
        async with found.played():
            await found.until_tapped(TAPS)
            await found.disturbed(cluster.is_gone)
            await standby.takes_over()
            await found.until_tapped(TAPS)
        assert found.story.fell == 0
        whole(await found.reckoned())
