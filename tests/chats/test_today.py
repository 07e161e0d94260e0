"""Today: what is due, what is under way and what to practise, in one message that is edited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.chat.debrief.debrief_moments import retry_moment
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import LineRole, Screen
from bot.chat.learner.case_cards import assignment_card, begin_assignment, begin_case, case_card
from bot.chat.learner.personal_settings import set_language
from bot.chat.learner.today import (
    practice_page,
    practice_track,
    today_below,
    today_page,
    work_in_minutes,
)
from bot.chat.playing.play import confirm_answer, resume_attempt
from bot.telegram import render
from scenarios.case_library import CaseLibrary
from storage.people import people
from tests.helpers.assigned_work import give
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, at_counter, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.many_cases import TRACKS, a_case, many_cases, play_kinds
from tests.helpers.running import library
from tests.helpers.staff import leads

MOST_BUTTONS = 11  # one a row: more would push the text out of a small phone
SCREEN = 1200  # characters; about a screen and a half


def cards(screen: Screen) -> list[str]:
    """The scenarios whose cards a screen leads to."""
    return [
        each.action.values[0]
        for each in screen.buttons
        if isinstance(each.action, Call) and leads(each.action, case_card)
    ]


async def commanded(desk: FrontDesk, name: str) -> Screen:
    reply = await desk.parts.router.command(desk.visitor(), name)
    assert reply.screen is not None
    assert reply.place is ScreenPlacement.NEW
    desk.screen = reply.screen
    return reply.screen


async def test_seventeen_cases_and_much_to_do_stay_readable(sqlite_url: str) -> None:
    """Six assignments, two cases under way, nine tracks: every message fits, in both languages."""
    async with front_desk(sqlite_url, many_cases()) as desk:
        for n in range(6):
            await give(desk, scenario=f"case-{n}")
        for n in (7, 8):
            await desk.tap(call(begin_case, f"case-{n}"))
        for language in ("en", "ar"):
            await desk.tap(call(set_language, language))
            shown = [await commanded(desk, "today"), await commanded(desk, "practice")]
            for action in (
                call(work_in_minutes, 2),
                call(work_in_minutes, 10),
                call(practice_track, "health", 0),
            ):
                await desk.tap(action)
                shown.append(desk.screen)
            for screen in shown:
                assert len(screen.buttons) <= MOST_BUTTONS
                assert len(render.html(screen)) <= SCREEN


async def test_what_is_due_comes_first_then_what_is_under_way(database_url: str) -> None:
    """With the date in the person's own zone, and the attempt of an assignment in its place."""
    async with front_desk(database_url, many_cases(4)) as desk:
        await desk.tap(call(begin_case, "case-1"))
        given = await give(desk, scenario="case-0")
        screen = await commanded(desk, "today")
        first, second, third, fourth, *_ = (button.action for button in screen.buttons)
        assert leads(first, assignment_card)
        assert leads(second, resume_attempt)
        assert leads(third, case_card)
        assert leads(fourth, case_card)
        assert "due by Wednesday 2 December" in desk.words
        assert "Nothing is due" not in desk.words
        assert cards(screen) == ["case-3", "case-2"]  # foundation before advanced

        await desk.tap(given.begin)
        attempt = desk.shows.attempt
        screen = await commanded(desk, "today")
        assert screen.buttons[0].action == call(resume_attempt, attempt)
        assert "due by Wednesday 2 December · under way" in desk.words

        desk.clock.passes(timedelta(days=6, hours=1).total_seconds())
        await commanded(desk, "today")
        assert "due tomorrow" in desk.words
        desk.clock.passes(timedelta(days=3).total_seconds())
        await commanded(desk, "today")
        assert "was due on Wednesday 2 December" in desk.words


async def test_work_of_other_cohorts_is_nobody_elses(sqlite_url: str) -> None:
    """What was given to a cohort without the learner stands in no list and has no card."""
    async with front_desk(sqlite_url, many_cases(4)) as desk:
        given = await give(desk, scenario="case-0", member=False)
        screen = await commanded(desk, "today")
        assert "Nothing is due" in desk.words
        assert call(assignment_card, given.id) not in [button.action for button in screen.buttons]

        await desk.tap(call(assignment_card, given.id))
        assert "no longer here" in desk.words
        await desk.tap(call(begin_assignment, given.id))
        assert "no longer here" in desk.words


async def test_minutes_sort_what_fits(sqlite_url: str) -> None:
    """What fits wholly, then what fits to its next stop; what takes longer is left out."""
    long = library().scenarios["quiet-arrival"]  # ten minutes, with a stop after three
    both = CaseLibrary({long.id: long, "case-0": a_case("case-0")})
    async with front_desk(sqlite_url, both) as desk:
        await desk.tap(call(work_in_minutes, 2))
        assert cards(desk.screen) == ["case-0"]
        await desk.tap(call(work_in_minutes, 4))
        assert cards(desk.screen) == ["case-0", "quiet-arrival"]
        assert desk.words.index("Fits in a part") > desk.words.index("Lost property")
        await desk.tap(call(work_in_minutes, 10))
        assert cards(desk.screen) == ["case-0", "quiet-arrival"]
        assert "Fits in a part" not in desk.words

    async with front_desk(sqlite_url, CaseLibrary({long.id: long})) as desk:
        await desk.tap(call(work_in_minutes, 2))
        assert "The nearest to it" in desk.words
        assert "Its next part takes about 3 minutes." in desk.words
        assert "your place is kept" in desk.words
        assert cards(desk.screen) == ["quiet-arrival"]


async def test_every_case_is_reached_by_its_track(sqlite_url: str) -> None:
    """Tracks, their pages and the ways between them lead to all cases; one edits one message."""
    shelf = many_cases(17)
    extra = {f"more-{n}": a_case(f"more-{n}", "health") for n in range(12)}
    async with front_desk(sqlite_url, CaseLibrary({**shelf.scenarios, **extra})) as desk:
        found: set[str] = set()
        practice = await commanded(desk, "practice")
        waiting = [
            button.action for button in practice.buttons if leads(button.action, practice_track)
        ]
        assert len(waiting) == len(TRACKS)  # the one that nobody knows stands under another name
        seen = set(waiting)
        while waiting:
            reply = await desk.tap(waiting.pop())
            assert reply.place is ScreenPlacement.SAME
            found |= set(cards(desk.screen))
            ways = {button.action for button in desk.screen.buttons}
            assert {call(practice_page), call(today_page)} <= ways
            further = {way for way in ways if leads(way, practice_track)} - seen
            seen |= further
            waiting += further

    assert found == {*shelf.scenarios, *extra}


async def test_how_each_case_went_is_said(database_url: str) -> None:
    """New, worth another try, passed: of all tries the best, and moments tried again are none."""
    shelf = CaseLibrary({"kinds": kinds_case(), "case-0": a_case("case-0")})
    async with front_desk(database_url, shelf) as desk:
        await commanded(desk, "practice")
        assert desk.words.count("· new") == 2
        for well, state in ((False, "worth another try"), (True, "passed"), (False, "passed")):
            await at_counter(desk)
            await play_kinds(desk, well=well)
            await commanded(desk, "practice")
            assert f"· {state}" in desk.words
            assert cards(desk.screen) == ["case-0", "kinds"]  # what is new comes first


async def test_after_a_failure_today_offers_another_try_and_a_case_like_it(
    database_url: str,
) -> None:
    """Before all that is new, until it is passed; a case like it is of the same field."""
    shelf = many_cases(17)
    async with front_desk(database_url, shelf) as desk:
        await desk.tap(call(begin_case, "case-3"))
        await play_kinds(desk, well=False)
        await commanded(desk, "today")
        failed, alike, new = cards(desk.screen)
        assert failed == "case-3"
        assert shelf.scenarios[alike].track == "labour"
        assert new not in ("case-3", alike)
        headings = [line.text for line in desk.screen.lines if line.role is LineRole.HEADING]
        assert headings == ["Not passed yet", "A case like it", "For practice"]
        await desk.tap(call(work_in_minutes, 10))
        assert cards(desk.screen)[0] == "case-3"

        desk.clock.passes(60)
        await desk.tap(call(begin_case, "case-3"))
        await play_kinds(desk)
        await commanded(desk, "today")
        assert "Not passed yet" not in desk.words
        assert "case-3" not in cards(desk.screen)


async def test_after_a_failed_assessment_today_offers_a_case_like_it_alone(
    database_url: str,
) -> None:
    """Its one try is used."""
    shelf = many_cases(17)
    async with front_desk(database_url, shelf) as desk:
        given = await give(desk, scenario="case-3", pass_mark=100)
        await desk.tap(given.begin)
        for act in ("send", "!", ">", "+sign", "+open", "+name", "!", "blame", ".", "1"):
            await assessed(desk, act)
        await commanded(desk, "today")
        headings = [line.text for line in desk.screen.lines if line.role is LineRole.HEADING]
        assert headings == ["A case like it", "For practice"]
        assert shelf.scenarios[cards(desk.screen)[0]].track == "labour"
        assert "case-3" not in cards(desk.screen)


async def test_ones_own_field_of_work_comes_first(sqlite_url: str) -> None:
    """A nurse is offered the cases of nurses before others."""
    shelf = many_cases(17)
    async with front_desk(sqlite_url, shelf) as desk:
        await commanded(desk, "today")
        assert shelf.scenarios[cards(desk.screen)[0]].track != "health"

        def unit(conn: Connection) -> None:
            person = people.by_account(conn, BOT, LEARNER)
            assert person is not None
            people.change(conn, person.id, job="nursing")

        await desk.parts.database.write(unit)
        await commanded(desk, "today")
        assert cards(desk.screen)[0] in {"case-2", "case-11"}


@pytest.mark.parametrize(
    "action",
    [
        call(work_in_minutes, 7),
        call(practice_track, "no-such", 0),
        call(practice_track, "health", 9999),
    ],
)
async def test_forged_buttons_lead_to_something_harmless(sqlite_url: str, action: Call) -> None:
    async with front_desk(sqlite_url, many_cases(17)) as desk:
        await desk.tap(action)
        assert call(today_page) in [button.action for button in desk.screen.buttons] or (
            call(practice_page) in [button.action for button in desk.screen.buttons]
        )


async def test_todays_own_buttons_edit_and_older_ones_leave_what_was_read(sqlite_url: str) -> None:
    """From a result or a pause, today comes below; within today it is one message."""
    async with front_desk(sqlite_url, many_cases(4)) as desk:
        assert (await desk.tap(call(today_below))).place is ScreenPlacement.NEW
        for action in (
            call(today_page),
            call(work_in_minutes, 4),
            call(practice_page),
            call(practice_track, "health", 0),
        ):
            assert (await desk.tap(action)).place is ScreenPlacement.SAME


async def test_without_cases_today_says_so(sqlite_url: str) -> None:
    async with front_desk(sqlite_url, CaseLibrary({})) as desk:
        await commanded(desk, "today")
        assert "There is no case here yet." in desk.words
        await commanded(desk, "practice")
        assert "There is no case here yet." in desk.words


async def test_a_case_that_is_given_twice_says_how_each_is_played(database_url: str) -> None:
    """On its line and its button, and once it is under way as well."""
    async with front_desk(database_url) as desk:
        assessment = await give(desk, "assessment")
        desk.clock.passes(60)
        await give(desk, "practice")
        screen = await commanded(desk, "today")
        labels = [button.text for button in screen.buttons]
        assert labels[:2] == [
            "Lost property, 16:10 · assessment",
            "Lost property, 16:10 · for practice",
        ]
        assert desk.words.count("assessment · About") == 1
        assert desk.words.count("for practice · About") == 1

        await desk.tap(assessment.begin)
        screen = await commanded(desk, "today")
        assert screen.buttons[0].text == "Resume: Lost property, 16:10 · assessment"


async def test_the_list_of_cases_marks_what_is_assigned(database_url: str) -> None:
    """It leads to that, and not past it."""
    async with front_desk(database_url, many_cases(4)) as desk:
        given = await give(desk, scenario="case-1")
        screen = await commanded(desk, "practice")
        assert desk.words.count("assigned · assessment · About") == 1
        assert call(assignment_card, given.id) in [button.action for button in screen.buttons]
        assert sorted(cards(screen)) == ["case-0", "case-2", "case-3"]


async def test_an_assessment_that_was_failed_is_not_worth_another_try(database_url: str) -> None:
    """It is not suggested, and stands in the list as what it was; once practised it is as any."""
    async with front_desk(database_url) as desk:
        given = await give(desk, pass_mark=100)
        await desk.tap(given.begin)
        for act in ("send", "!", ">", "+sign", "+open", "+name", "!", "blame", ".", "1"):
            await assessed(desk, act)
        screen = await commanded(desk, "today")
        assert "worth another try" not in desk.words
        assert cards(screen) == []
        screen = await commanded(desk, "practice")
        assert "· assessed" in desk.words
        assert cards(screen) == ["kinds"]

        await at_counter(desk)
        await play_kinds(desk, well=False)
        screen = await commanded(desk, "today")
        assert "worth another try" in desk.words
        assert cards(screen) == ["kinds"]


async def assessed(desk: FrontDesk, act: str) -> None:
    """Do an act and confirm it where that is asked."""
    if act.startswith("+"):
        await desk.tap(desk.mark(act[1:]))
    elif act == ">":
        await desk.tap(desk.go_on())
    else:
        await desk.tap(desk.finish() if act == "!" else desk.take(act))
    for button in desk.screen.buttons:
        if leads(button.action, confirm_answer):
            await desk.tap(button.action)
            return


async def test_a_moment_tried_again_is_resumed_from_today(database_url: str) -> None:
    """It says what it is there, and on each of its screens; the case itself stays beside it."""
    async with front_desk(database_url, many_cases(2)) as desk:
        await desk.tap(call(begin_case, "case-0"))
        attempt = desk.shows.attempt
        await play_kinds(desk, well=False)
        await desk.tap(call(retry_moment, attempt, 0))
        again = desk.shows.attempt
        assert desk.screen.lines[0].text == "A moment tried again; it changes no result."
        screen = await commanded(desk, "today")
        assert screen.buttons[0].action == call(resume_attempt, again)
        assert screen.buttons[0].text == "Resume: Lost property, 16:10 · a moment tried again"
        assert "a moment tried again · About" in desk.words
        assert cards(screen) == ["case-1"]

        await desk.tap(call(resume_attempt, again))
        assert desk.screen.lines[0].text == "A moment tried again; it changes no result."
        await desk.tap(call(begin_case, "case-0"))
        anew = desk.shows.attempt
        assert "tried again" not in desk.words
        screen = await commanded(desk, "today")
        assert {button.action for button in screen.buttons[:2]} == {
            call(resume_attempt, anew),
            call(resume_attempt, again),
        }
