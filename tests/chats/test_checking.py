"""`basira db check` plays attempts again; corrected texts reach attempts that are under way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text

from bot.app.playing.replay_check import ReplayCheck, ReplayFault
from bot.chat.debrief.debrief_moments import retry_moment
from bot.chat.kit.routes import call
from scenarios import limits
from scenarios.case_library import CaseLibrary
from scenarios.loader import load, recall
from tests.helpers.front_desk import FrontDesk, at_counter, front_desk
from tests.helpers.kinds_case import FILES, kinds_case

MENDED = ("Ask her what the bag looks like.", "Ask her what her bag looks like.")
SHORTER = ("She draws it with her finger.", "She draws it in the air.")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


async def play(desk: FrontDesk) -> None:
    """To the end: a bag and a hat, one question, the conversation ended, quite sure."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    for part in ("blue", "hat"):
        await desk.tap(desk.mark(part))
    await desk.tap(desk.finish())
    await desk.tap(desk.go_on())
    for part in ("open", "name", "sign"):
        await desk.tap(desk.mark(part))
    await desk.tap(desk.finish())
    for act in ("flight", ".", "5"):
        await desk.tap(desk.take(act))


async def checked(desk: FrontDesk) -> list[ReplayFault | None]:
    checking = ReplayCheck(desk.parts.database, desk.parts.library)
    return [attempt.wrong async for attempt in checking.attempts()]


async def change(desk: FrontDesk, statement: str) -> None:
    def prepare(conn: Connection) -> None:
        conn.execute(text(statement))

    await desk.parts.database.write(prepare)


async def test_stored_attempts_match_their_replay(desk: FrontDesk) -> None:
    """An attempt that ended with every kind, and one that is under way."""
    await play(desk)
    await at_counter(desk)
    await desk.tap(desk.take("send"))

    assert await checked(desk) == [None, None]


@pytest.mark.parametrize(("statement", "wrong"), [
    ("update attempts set turn = turn + 1", ReplayFault.POSITION),
    (
        "update attempts set position = replace(position, '\"home\"', '\"talk\"')",
        ReplayFault.POSITION,
    ),
    ("update attempts set position = '[99]'", ReplayFault.POSITION),
    ("update attempts set score = score + 1", ReplayFault.RESULT),
    ("update attempts set passed = not passed", ReplayFault.RESULT),
    ("update attempts set state = 'running'", ReplayFault.STATE),
    ("update attempts set state = 'x'", ReplayFault.STATE),
    ("update attempts set rules = 99", ReplayFault.RULES),
    ("update events set error = 'unsafe' where kind = 'spot'", ReplayFault.EVENTS),
    ("update events set critical = true where kind = 'order'", ReplayFault.EVENTS),
    ("delete from events where kind = 'rate'", ReplayFault.EVENTS),
    ("delete from events where kind = 'spot'", ReplayFault.ACTS),
    ("delete from events where kind = 'started'", ReplayFault.EVENTS),
    ("update events set act = '{\"act\": 5}' where kind = 'spot'", ReplayFault.ACTS),
    ("update events set act = '{\"act\": 5}' where kind = 'order'", ReplayFault.ACTS),
    ("update events set act = '[]' where kind = 'rate'", ReplayFault.ACTS),
])  # fmt: skip
async def test_tampered_positions_and_results_are_found(
    desk: FrontDesk, statement: str, wrong: ReplayFault
) -> None:
    """Positions and results are caches: the events say whether they are right."""
    await play(desk)
    await change(desk, statement)

    assert await checked(desk) == [wrong]


async def test_a_first_decision_that_an_earlier_basira_replayed_is_as_kept(desk: FrontDesk) -> None:
    """It left the start out of the replay's events; everything else must still agree."""
    await play(desk)
    original = desk.shows.attempt
    await desk.tap(call(retry_moment, original, 0))
    again = desk.shows.attempt
    await desk.tap(desk.take("send"))
    assert await checked(desk) == [None, None]

    started = f"attempt = '{again}' and kind = 'started'"
    await change(desk, f"delete from events where {started}")
    assert await checked(desk) == [None, None]

    await change(desk, f"update events set critical = true where attempt = '{again}'")
    assert sorted(map(str, await checked(desk))) == sorted(["None", str(ReplayFault.EVENTS)])


async def test_a_correction_reaches_an_attempt_at_its_next_turn(database_url: str) -> None:
    """New texts, the same place; an event tells of it, and the check understands."""
    async with front_desk(database_url) as before:
        await at_counter(before)
        attempt = before.shows
    files = {name: text.replace(*SHORTER).encode() for name, text in FILES.items()}
    mended = load(files).scenario
    assert mended is not None
    assert mended.structure_hash == kinds_case().structure_hash
    async with front_desk(database_url, CaseLibrary({"kinds": mended}), day=1) as desk:
        desk.screen = before.screen
        untouched = await desk.tap(desk.mark("nothing"))
        assert untouched.screen is not None
        await desk.parts.library.correct("kinds")
        await desk.parts.library.refresh()
        await desk.tap(desk.take("ask"))

        assert attempt.attempt == desk.shows.attempt
        assert "She draws it in the air." in desk.words
        assert await checked(desk) == [None]


async def test_the_tap_that_finds_a_correction_counts_where_it_is_not_loaded_yet(
    database_url: str,
) -> None:
    """The correction is on no shelf any more, so that it is read when it is first asked for."""
    files = {name: text.replace(*SHORTER).encode() for name, text in FILES.items()}
    later = {name: text.replace("start: counter", "start: shelf") for name, text in FILES.items()}
    mended, other = load(files).scenario, recall(later)
    assert mended is not None
    assert other is not None
    async with front_desk(database_url) as before:
        await at_counter(before)
    async with front_desk(database_url, CaseLibrary({"kinds": mended}), day=1) as between:
        await between.parts.library.correct("kinds")
    async with front_desk(database_url, CaseLibrary({"kinds": other}), day=2) as desk:
        desk.screen = before.screen
        await desk.tap(desk.take("ask"))

        assert "She draws it in the air." in desk.words


@pytest.mark.parametrize("how", ["no text", "over the budget"])
async def test_unreadable_edition_holds_up_no_other(
    database_url: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is owed in it is told to the log, and the check says what is lost."""
    async with front_desk(database_url) as before:
        await at_counter(before, arrives=False)
        if how == "no text":
            await change(before, "update editions set content = '{\"scenario.yaml\": 5}'")
        await change(before, "update editions set explorer = null")  # so it is explored anew
    other = recall({name: text.replace("Blue bag", "Red bag") for name, text in FILES.items()})
    assert other is not None
    monkeypatch.setattr(limits, "STATES", 1 if how == "over the budget" else limits.STATES)
    async with front_desk(database_url, CaseLibrary({"kinds": other}), day=1) as desk:
        assert await desk.owed() == []
        assert await checked(desk) == [ReplayFault.EDITION]


async def test_ended_attempt_keeps_no_draft(desk: FrontDesk) -> None:
    """What was ticked on the way stands in its events."""

    def drafts(conn: Connection) -> int:
        found: int = conn.execute(text("select count(*) from drafts")).scalar_one()
        return found

    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    assert await desk.parts.database.read(drafts) == 1
    await desk.tap(desk.finish())
    await desk.tap(desk.go_on())
    for part in ("open", "name", "sign"):
        await desk.tap(desk.mark(part))
    await desk.tap(desk.finish())
    for act in ("flight", ".", "5"):
        await desk.tap(desk.take(act))

    assert await checked(desk) == [None]
    assert await desk.parts.database.read(drafts) == 0


async def test_invalid_json_hides_no_other_row(sqlite_url: str) -> None:
    """PostgreSQL keeps no such value; in SQLite it is a text like any other."""
    async with front_desk(sqlite_url) as desk:
        await at_counter(desk)
        await desk.tap(desk.take("ask"))
        await change(desk, "update events set act = '{bad' where kind = 'choose'")
        await at_counter(desk)

        assert await checked(desk) == [ReplayFault.EVENTS]


async def test_attempt_without_its_edition_can_restart_and_pause(database_url: str) -> None:
    """An attempt that nobody can go on with stands in nobody's way."""
    async with front_desk(database_url) as before:
        await at_counter(before)
        await change(before, "update editions set content = '{}'")
    other = recall({name: text.replace("Blue bag", "Red bag") for name, text in FILES.items()})
    assert other is not None
    async with front_desk(database_url, CaseLibrary({"kinds": other}), day=1) as desk:
        paused = await desk.parts.router.command(desk.visitor(), "pause")
        await at_counter(desk)

        assert paused.screen is not None
        assert desk.shows.attempt != before.shows.attempt
        assert "Your first step?" in desk.words


async def test_unreadable_result_holds_up_no_other(desk: FrontDesk) -> None:
    """Its screen cannot be drawn, and that is told to the log."""
    await play(desk)
    await change(desk, "update attempts set result = '{}', shown_turn = -1")
    desk.clock.passes(100)

    assert await desk.owed() == []


async def test_repeated_mark_is_shown_twice_and_set_once(desk: FrontDesk) -> None:
    """After a crash an update may come again; the edit it asks for may never have been made."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    mark, update = desk.mark("blue"), desk.visitor()
    for _ in range(2):
        reply = await desk.parts.router.tap(update, mark)
        assert reply.screen is not None
        assert [button.text for button in reply.screen.buttons if "●" in button.text] == [
            next(button.text for button in reply.screen.buttons if "blue bag" in button.text)
        ]
