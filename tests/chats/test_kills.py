"""The bot is killed in the middle of play, again and again: nothing is lost or counted twice."""

from __future__ import annotations

from tests.chats.kills import endure


async def test_kill_nine_loses_nothing_and_counts_nothing_twice(sqlite_url: str) -> None:
    """Twelve kills while eight learners play; `python -m tests.chats.kills` does 200 with 20."""
    report = await endure(kills=12, learners=8, database=sqlite_url, seed=1)

    assert report.kills == 12
    assert report.seen > 0
    assert (report.lost, report.doubled, report.astray) == ([], [], [])
