"""One bot on SQLite, killed again and again; and that what is missing would be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from storage.playing.events import Event
from tests.bench.soak.reconciliation import NOT_ACTS, StoredState, Totals, reconcile
from tests.bench.soak.system import Plan, System, system
from tests.bench.soak.workers import THIS, ForkServer

pytestmark = pytest.mark.slow


async def test_kill_nine_loses_nothing_and_counts_nothing_twice(
    sqlite_url: str, tmp_path: Path, forks: ForkServer
) -> None:
    """Four kills at random moments; `python -m tests.bench.soak --kills 1000` does a thousand."""
    plan = Plan(sqlite_url, kills=4, learners=6, quiet=6, minutes=0.1, seed=5)
    async with system(plan, tmp_path, forks.begun) as found:
        outcome = await found.soak()
    assert len(outcome.story.kills) == 4
    assert outcome.totals.counted > 0
    assert orjson.loads(orjson.dumps(outcome.as_json()))["kills"] == 4
    assert (outcome.totals.lost, outcome.totals.doubled) == ([], [])
    assert outcome.totals.overtaken == 0  # of one program the screens come in order


async def test_an_upgrade_between_two_releases_loses_nothing(
    blank_sqlite_url: str, tmp_path: Path, forks: ForkServer, oldest_release: Path
) -> None:
    """A file that is in use is neither upgraded nor run by the new release; then it is."""
    plan = Plan(
        blank_sqlite_url, learners=6, quiet=6, minutes=0.1, seed=5, upgrade_from=oldest_release
    )
    async with system(plan, tmp_path, forks.begun) as found:
        (worker,) = found.workers
        upgrade, replace_program = found.upgrades()
        async with found.played():
            await found.until_tapped(20)
            with pytest.raises(RuntimeError):
                await THIS.upgrades(worker.settings, worker.log)
            started = await THIS.begun(worker.settings, worker.log)
            assert await started.end
            await found.until_tapped(20)
            assert await worker.stop() == 0
            await upgrade()
            await replace_program()
            await found.until_tapped(20)
        totals = await found.reckoned()
    assert (totals.lost, totals.doubled) == ([], [])
    assert totals.counted >= 40


async def test_losses_and_duplicates_are_detected(
    sqlite_url: str, tmp_path: Path, forks: ForkServer
) -> None:
    """Each in a database that was whole, and was then told otherwise."""
    plan = Plan(sqlite_url, learners=3, quiet=3, minutes=0.05, seed=5, faults=False)
    async with system(plan, tmp_path, forks.begun) as found:
        async with found.played():
            await found.until_tapped(20)
        kept = await found.kept()
        assert clean(against(found, kept))
        sent = Counter(entry.data for entry in found.sandbox.diary.taps)
        tap = next(entry for entry in found.sandbox.diary.taps if sent[entry.data] == 1)
        attempt, turn = tap.turn

        never_taken = replace(kept, seen=kept.seen - {tap.update})
        assert against(found, never_taken).lost
        events = kept.events[attempt]
        gone = [event for event in events if event.turn != turn]
        assert against(found, with_events(kept, attempt, gone)).lost
        done = [event for event in events if event.turn == turn and event.kind not in NOT_ACTS]
        twice = [*events, done[0]]
        assert against(found, with_events(kept, attempt, twice)).doubled
        assert against(found, replace(kept, set_aside=1)).lost
        assert against(found, replace(kept, unshown=1)).lost

        found.sandbox.diary.taps.remove(tap)
        assert against(found, kept).doubled  # counted, and nobody tapped
        found.sandbox.diary.taps.append(tap)
        found.sandbox.diary.asked.clear()
        sent_once = next(iter(found.sandbox.diary.shown.values()))
        sent_once.append(datetime.now(UTC))
        assert against(found, kept).doubled  # shown twice for no reason


def against(found: System, kept: StoredState) -> Totals:
    """The totals, if this were what the database holds."""
    played = {case.edition: case for case in found.shelf}
    return reconcile(found.sandbox.diary, found.players, kept, played, lambda *_: False)


def clean(totals: Totals) -> bool:
    return not totals.lost and not totals.doubled


def with_events(kept: StoredState, attempt: str, events: Sequence[Event]) -> StoredState:
    changed: Mapping[str, Sequence[Event]] = {**kept.events, attempt: events}
    return replace(kept, events=changed)
