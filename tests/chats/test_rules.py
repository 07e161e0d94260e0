"""The rules of playing: what is told when, what stays, and who may begin what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.app.playing.time_limits import GRACE
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_assignment, begin_case, case_card
from bot.chat.learner.onboarding.start import choose_language
from bot.chat.playing.play import resume_attempt
from scenarios.case_library import CaseLibrary
from scenarios.model import Level, Scenario
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.people import people
from storage.playing import attempts, events
from storage.playing.attempts import Attempt
from tests.helpers.assigned_work import give
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, at_counter, front_desk
from tests.helpers.kinds_case import kinds_case

LIMIT = 30 + GRACE.total_seconds()  # of the first question of the case


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


async def change(desk: FrontDesk, **values: object) -> None:
    """Change the learner, as settings do."""

    def prepare(conn: Connection) -> None:
        person = people.by_account(conn, BOT, LEARNER)
        assert person is not None
        people.change(conn, person.id, **values)

    await desk.parts.database.write(prepare)


async def kept(desk: FrontDesk, attempt: str) -> Attempt:
    found = await desk.parts.database.read(lambda conn: attempts.get(conn, attempt))
    assert found is not None
    return found


async def after_a_wrong_order(desk: FrontDesk) -> None:
    """Play to where something endangered someone."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.mark("hat"))
    await desk.tap(desk.finish())
    await desk.tap(desk.go_on())
    for part in ("name", "sign", "open"):
        await desk.tap(desk.mark(part))
    await desk.tap(desk.finish())


async def test_foundation_gives_the_reason_at_once(desk: FrontDesk) -> None:
    """Consequence, reason, and what endangers."""
    await at_counter(desk)
    await desk.tap(desk.take("send"))
    assert "She looks at the clock." in desk.words
    assert "Nobody was helped by that." in desk.words
    await desk.tap(desk.mark("hat"))
    await desk.tap(desk.finish())
    assert "She named no hat." in desk.words


@pytest.mark.parametrize("level", ["practitioner", "advanced"])
async def test_practitioners_read_the_consequence_and_later_the_reason(
    database_url: str, level: Level
) -> None:
    """What endangers is said at once there too, after the feedback."""
    case: Scenario = replace(kinds_case(), level=level)
    async with front_desk(database_url, CaseLibrary({"kinds": case})) as desk:
        await at_counter(desk)
        await desk.tap(desk.take("send"))
        assert "She looks at the clock." in desk.words
        assert "Nobody was helped by that." not in desk.words
        await desk.tap(desk.mark("hat"))
        await desk.tap(desk.finish())
        assert "She named no hat." not in desk.words
        await desk.tap(desk.go_on())
        for part in ("name", "sign", "open"):
            await desk.tap(desk.mark(part))
        await desk.tap(desk.finish())
        feedback = desk.words.index("She opens the bag and looks for her keys.")
        assert desk.words.index("What is signed for unseen may be missing.") > feedback
        assert "A surer order" not in desk.words


async def test_danger_is_named_after_the_feedback(desk: FrontDesk) -> None:
    await after_a_wrong_order(desk)
    feedback = desk.words.index("She opens the bag and looks for her keys.")
    assert desk.words.index("What is signed for unseen may be missing.") > feedback


async def test_in_practice_an_answer_counts_at_once(desk: FrontDesk) -> None:
    """Nothing is asked twice where nothing depends on it."""
    await at_counter(desk)
    turn = desk.shows.turn
    await desk.tap(desk.take("ask"))
    assert desk.shows.turn == turn + 1


async def test_assigned_practice_is_played_like_practice(desk: FrontDesk) -> None:
    """As often as one likes, with feedback and time limits, and its attempts name it."""
    assignment = await give(desk, "practice")
    await desk.tap(assignment.begin)
    first = desk.shows.attempt
    assert "You have about 30 seconds" in desk.words
    await desk.tap(desk.take("send"))
    assert "She looks at the clock." in desk.words
    attempt = await kept(desk, first)
    assert (attempt.mode, attempt.assignment) == ("practice", assignment.id)


async def test_disabled_time_limits_do_not_run(desk: FrontDesk) -> None:
    """No line about the clock, and none that runs; switched on again, it does."""
    await change(desk, timers=False)
    await at_counter(desk)
    assert "seconds" not in desk.words
    desk.clock.passes(LIMIT)
    assert await desk.overtime.send() == 0
    await change(desk, timers=True)
    await desk.tap(call(resume_attempt, desk.shows.attempt))
    assert "You have about 30 seconds" in desk.words
    desk.clock.passes(LIMIT)
    assert await desk.overtime.send() == 1


async def test_a_clock_that_runs_stops_counting_when_it_is_switched_off(desk: FrontDesk) -> None:
    await at_counter(desk)
    await change(desk, timers=False)
    desk.clock.passes(LIMIT)

    assert await desk.overtime.send() == 0
    await desk.tap(desk.take("ask"))
    assert "You chose: Ask about it" in desk.words


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_stop_tells_how_far_it_is(desk: FrontDesk, language: str) -> None:
    """After three or four decisions, with a recap in one line."""
    await desk.tap(call(choose_language, language))
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.finish())

    recap = {"en": "The bag may be hers.", "ar": "قد تكون الحقيبة لها."}[language]
    assert recap in desk.words
    assert {"en": "Part", "ar": "الجزء"}[language] in desk.words
    assert len(desk.screen.buttons) == 1


async def test_a_tap_is_one_unit_and_reads_nothing_besides(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first answer to the end: what its screen needs is known by then."""
    await at_counter(desk)
    read, reads = Database.read, []

    async def counted(database: Database, unit: Callable[[Connection], object]) -> object:
        reads.append(unit)
        return await read(database, unit)

    monkeypatch.setattr(Database, "read", counted)
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.finish())
    await desk.tap(desk.go_on())
    for part in ("name", "open", "sign"):
        await desk.tap(desk.mark(part))
    await desk.tap(desk.finish())
    for act in ("flight", "keys", "4"):
        await desk.tap(desk.take(act))

    assert "catches her flight" in desk.words
    assert reads == []


async def test_finished_case_uses_the_current_language(desk: FrontDesk) -> None:
    await after_a_wrong_order(desk)
    attempt = desk.shows.attempt
    for act in ("flight", "keys", "4"):
        await desk.tap(desk.take(act))
    assert "catches her flight" in desk.words
    await desk.tap(call(choose_language, "ar"))
    await desk.tap(call(resume_attempt, attempt))

    assert "تلحق" in desk.words


async def test_a_pause_in_the_middle_of_marking_keeps_the_ticks(desk: FrontDesk) -> None:
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.mark("blue"))
    before = desk.screen
    await desk.parts.router.command(desk.visitor(), "pause")
    await desk.tap(call(resume_attempt, desk.shows.attempt))

    assert desk.screen.buttons == before.buttons
    assert sum("●" in button.text for button in desk.screen.buttons) == 1


async def test_a_pause_stops_every_clock(desk: FrontDesk) -> None:
    """Whoever pauses does not think of which case is meant."""
    await at_counter(desk)
    desk.clock.passes(1)
    await desk.tap((await give(desk, "practice")).begin)
    await desk.parts.router.command(desk.visitor(), "pause")
    desk.clock.passes(LIMIT)

    assert await desk.overtime.send() == 0


async def test_a_pause_stops_the_case_that_moved_last(desk: FrontDesk) -> None:
    """With two under way, it is the one that somebody is in."""
    await at_counter(desk)
    practice = desk.shows.attempt
    desk.clock.passes(1)
    await desk.tap((await give(desk)).begin)
    desk.clock.passes(1)
    await desk.tap(call(resume_attempt, practice))
    await desk.tap(desk.take("ask"))
    reply = await desk.parts.router.command(desk.visitor(), "pause")

    assert reply.screen is not None
    assert reply.screen.buttons[0].action == call(resume_attempt, practice)


async def test_the_language_changes_and_ticks_stay(desk: FrontDesk) -> None:
    """The screen drawn again is in the new language, and events name the one that was read."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    attempt = desk.shows.attempt
    await desk.tap(desk.mark("blue"))
    await desk.tap(call(choose_language, "ar"))
    assert [
        button.text.partition(" ● ")[2] for button in desk.screen.buttons if "●" in button.text
    ] == ["حقيبة زرقاء سحّابها مكسور."]
    await desk.tap(desk.mark("tag"))
    await desk.tap(desk.finish())
    assert "قد تكون الحقيبة لها." in desk.words

    happened = await desk.parts.database.read(partial(events.of, attempt_id=attempt))
    assert [event.language for event in happened] == ["en", "en", "ar"]


async def test_withdrawn_case_can_be_continued_and_not_started(database_url: str) -> None:
    """Its edition is kept; who has none under way is told so."""
    async with front_desk(database_url) as desk:
        await at_counter(desk)
        attempt, take = desk.shows.attempt, desk.take("ask")
    async with front_desk(database_url, CaseLibrary({}), day=1) as desk:
        await desk.tap(call(begin_case, "kinds"))
        assert desk.shows.attempt == attempt
        await desk.tap(take)
        assert "Four things lie on the shelf." in desk.words
        assignment = await give(desk)
        await desk.tap(assignment.begin)
        assert "This case is no longer offered." in desk.words
        for action in (call(begin_case, "never-there"), call(case_card, "kinds")):
            await desk.tap(action)
            assert "This case is no longer offered." in desk.words


async def outside(desk: FrontDesk) -> Call:
    """Given to a cohort that the learner is not in."""
    return (await give(desk, member=False)).begin


async def left(desk: FrontDesk) -> Call:
    """Given to a cohort that the learner has left."""
    given, now = await give(desk), desk.clock.now()
    await desk.parts.database.write(
        lambda conn: cohorts.leave(conn, given.cohort, given.person, now)
    )
    return given.begin


async def nowhere(_desk: FrontDesk) -> Call:
    """Not given at all."""
    return call(begin_assignment, "AAAAAAAAAAAA")


@pytest.mark.parametrize("forged", [outside, left, nowhere])
async def test_unassigned_case_is_not_started(
    desk: FrontDesk, forged: Callable[[FrontDesk], Awaitable[Call]]
) -> None:
    """A modified client may send any button."""
    await desk.tap(await forged(desk))

    assert "no longer here" in desk.words
    assert await desk.parts.database.read(attempts.count) == 0


async def test_withdrawn_case_is_finished_and_not_started(desk: FrontDesk) -> None:
    under_way, fresh, now = await give(desk), await give(desk), desk.clock.now()
    await desk.tap(under_way.begin)
    attempt = desk.shows.attempt
    for value in (under_way, fresh):
        await desk.parts.database.write(
            partial(assignments.withdraw, assignment_id=value.id, at=now)
        )
    await desk.tap(fresh.begin)
    assert "Your trainer has taken this work back." in desk.words
    await desk.tap(under_way.begin)
    assert desk.shows.attempt == attempt
    assert await desk.parts.database.read(attempts.count) == 1


async def test_an_attempt_keeps_where_someone_worked_then(desk: FrontDesk) -> None:
    await change(desk, agency="clinics")
    await at_counter(desk)
    first = desk.shows.attempt
    await change(desk, agency="airport")
    await desk.tap((await give(desk)).begin)

    found = [(await kept(desk, name)).agency for name in (first, desk.shows.attempt)]
    assert found == ["clinics", "airport"]
