"""Today: what is due, what is under way and what to practise, in one message that is edited."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.chat.debrief.debrief_moments import retry_moment
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import assignment_card, begin_assignment, begin_case, case_card
from bot.chat.learner.moments import answer_moment, practise_moment
from bot.chat.learner.personal_settings import set_language, set_study_day
from bot.chat.learner.progress import progress_page
from bot.chat.learner.refresher_prompts import answer_refresher
from bot.chat.learner.today import (
    practice_page,
    practice_track,
    today_below,
    today_page,
    work_in_minutes,
)
from bot.chat.playing.play import confirm_answer, resume_attempt
from bot.lines import LineRole
from bot.locale import words
from bot.phrases.case_phrases import hook_of, title_of
from bot.telegram import render
from scenarios.case_library import CaseLibrary
from scenarios.languages import REQUIRED
from scenarios.spaced_repetition.items import Source, items
from storage.people import people
from storage.people.people import Person
from storage.refreshers import memories
from storage.refreshers.memories import Memory
from tests.chats.test_named_once import plain, repeated
from tests.helpers.assigned_work import give
from tests.helpers.database_contents import contents
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


async def the_person(desk: FrontDesk) -> Person:
    person = await desk.parts.database.read(lambda conn: people.by_account(conn, BOT, LEARNER))
    assert person is not None
    return person


def keep_due(conn: Connection, person: Person, source: Source, now: datetime) -> None:
    """Remember a decision as met a month ago, so that it is due."""
    at = now - timedelta(days=30)
    memory = Memory(
        person.id, source.scenario.id, source.signature, 1.0, 5.0, at, 1, 0, [], "case", False
    )
    memories.keep(conn, memory)


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


@pytest.mark.parametrize("language", REQUIRED)
async def test_a_title_is_said_once_and_its_number_opens_it(sqlite_url: str, language: str) -> None:
    """On Today, in the minutes and in the lists of practice: the buttons say the numbers alone."""
    shelf = library()
    say = words(language)
    titles = {plain(title_of(say, case)): case.id for case in shelf}
    async with front_desk(sqlite_url, shelf) as desk:
        await desk.tap(call(set_language, language))
        await desk.tap(call(begin_case, "dream-job"))
        for action in (
            call(today_page),
            call(work_in_minutes, 4),
            call(work_in_minutes, 10),
            call(practice_track, "airports", 0),
        ):
            await desk.tap(action)
            assert list(repeated(desk.screen)) == []
            heads = [plain(line.text).split("\n")[0] for line in desk.screen.lines]
            entries = dict(head.split(" · ", 1) for head in heads if re.match(r"\d+ · ", head))
            assert len(entries) >= 2
            assert all(plain(desk.words).count(title) == 1 for title in entries.values())
            ways = {
                re.sub(r"^.*: ", "", plain(button.text)): button.action
                for button in desk.screen.buttons
            }
            for number, title in entries.items():
                way = ways[number]
                if leads(way, case_card):
                    assert way.values[0] == titles[title]
                else:
                    assert (leads(way, resume_attempt), titles[title]) == (True, "dream-job")


async def test_due_work_comes_before_started_work(database_url: str) -> None:
    """With the date in the person's own zone; what was begun is what to continue with."""
    async with front_desk(database_url, many_cases(4)) as desk:
        await desk.tap(call(begin_case, "case-1"))
        assignment = await give(desk, scenario="case-0")
        screen = await commanded(desk, "today")
        first, second, third, fourth, *_ = (button.action for button in screen.buttons)
        assert leads(first, resume_attempt)
        assert leads(second, assignment_card)
        assert leads(third, case_card)
        assert leads(fourth, case_card)
        assert desk.words.index("Assigned to you") < desk.words.index("Under way")
        assert "due by Wednesday 2 December" in desk.words
        assert "Nothing is due" not in desk.words
        assert cards(screen) == ["case-3", "case-2"]  # foundation before advanced

        desk.clock.passes(60)
        await desk.tap(assignment.begin)
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
        assignment = await give(desk, scenario="case-0", member=False)
        screen = await commanded(desk, "today")
        assert "Nothing is due" in desk.words
        assert call(assignment_card, assignment.id) not in [
            button.action for button in screen.buttons
        ]

        await desk.tap(call(assignment_card, assignment.id))
        assert "no longer here" in desk.words
        await desk.tap(call(begin_assignment, assignment.id))
        assert "no longer here" in desk.words


async def test_available_minutes_sort_the_cases(sqlite_url: str) -> None:
    """What fits wholly, then what fits to its next stop; what takes longer is left out."""
    long = library().scenarios["quiet-arrival"]  # ten minutes, with a stop after three
    both = CaseLibrary({long.id: long, "case-0": a_case("case-0")})
    async with front_desk(sqlite_url, both) as desk:
        await desk.tap(call(work_in_minutes, 4))
        assert cards(desk.screen) == ["case-0", "quiet-arrival"]
        assert desk.words.index("Play part now") > desk.words.index("Lost property")
        await desk.tap(call(work_in_minutes, 10))
        assert cards(desk.screen) == ["case-0", "quiet-arrival"]
        assert "Play part now" not in desk.words

    longest = library().scenarios["the-scar"]
    async with front_desk(sqlite_url, CaseLibrary({longest.id: longest})) as desk:
        await desk.tap(call(work_in_minutes, 4))
        assert "save your place" in desk.words
        assert cards(desk.screen) == ["the-scar"]


async def test_two_minutes_bring_a_single_decision_and_no_case(database_url: str) -> None:
    """Another one each time, with an answer at once and no row; short questions come before."""
    async with front_desk(database_url, library()) as desk:
        before = await desk.parts.database.read(contents)
        met: list[str] = []
        await desk.tap(call(work_in_minutes, 2))
        for _ in range(5):
            answers = [
                button.action
                for button in desk.screen.buttons
                if leads(button.action, answer_moment)
            ]
            assert len(answers) >= 3
            assert not cards(desk.screen)
            met.append(answers[0].arguments["signature"])
            await desk.tap(answers[-1])
            assert "You chose: " in desk.words
            (again,) = [
                button.action
                for button in desk.screen.buttons
                if leads(button.action, practise_moment)
            ]
            await desk.tap(again)
        assert len(set(met)) == 5
        await desk.tap(call(today_page))
        assert await desk.parts.database.read(contents) == before

        person = await the_person(desk)
        source = next(iter(items(library().scenarios["dream-job"]).values()))
        await desk.parts.database.write(
            lambda conn: keep_due(conn, person, source, desk.clock.now())
        )
        reply = await desk.tap(call(work_in_minutes, 2))
        assert any(
            leads(button.action, answer_refresher)
            for button in (reply.screen or desk.screen).buttons
        )


async def test_continue_always_knows_something(database_url: str) -> None:
    """What is under way, assigned work, a failed case, a case like it, a new one; a moment."""
    async with front_desk(database_url, many_cases(6)) as desk:

        async def first() -> Call:
            screen = await commanded(desk, "today")
            assert screen.buttons[0].main
            assert sum(button.action == screen.buttons[0].action for button in screen.buttons) == 1
            return screen.buttons[0].action

        for n in range(5):
            action = await first()
            assert leads(action, case_card)
            if n == 2:
                assignment = await give(desk, "practice", scenario=action.values[0])
                assert await first() == call(assignment_card, assignment.id)
                await desk.tap(assignment.begin)
            else:
                await desk.tap(call(begin_case, action.values[0]))
            attempt, failed = desk.shows.attempt, action.values[0]
            assert await first() == call(resume_attempt, attempt)
            await desk.tap(call(resume_attempt, attempt))
            await play_kinds(desk, well=n != 0)
            desk.clock.passes(600)
            if n == 0:
                assert await first() == call(case_card, failed)
                assert "Not passed yet" in desk.words
                await desk.tap(call(begin_case, failed))
                await play_kinds(desk)
                desk.clock.passes(600)


async def test_passed_learner_still_has_a_next_step(sqlite_url: str) -> None:
    async with front_desk(sqlite_url, CaseLibrary({"kinds": kinds_case()})) as desk:
        await at_counter(desk)
        await play_kinds(desk)
        screen = await commanded(desk, "today")
        assert "Nothing is due. Here is what's next." in desk.words
        assert screen.buttons[0].action == call(practise_moment, "")
        await desk.tap(call(practise_moment, ""))
        assert call(today_page) in [button.action for button in desk.screen.buttons]


async def test_skills_show_their_gain(database_url: str) -> None:
    """A failed case afterwards takes nothing from them."""
    async with front_desk(database_url) as desk:
        await at_counter(desk)
        await play_kinds(desk, well=False)
        await commanded(desk, "today")
        assert "●○○" in desk.words
        for well in (True, False):
            desk.clock.passes(3600)
            await at_counter(desk)
            await play_kinds(desk, well=well)
            await commanded(desk, "today")
            assert "secure ●●● · at first not yet" in desk.words


async def test_the_week_counts_days_of_practice_and_blames_nobody(database_url: str) -> None:
    """Any day counts; it is full when as many days were practised as were chosen."""
    async with front_desk(database_url, many_cases(4)) as desk:
        await commanded(desk, "today")
        assert "This week" not in desk.words
        for day in (6, 1):
            await desk.tap(call(set_study_day, day, True))
        await commanded(desk, "today")
        assert "This week: 0 days, of 2 you chose." in desk.words
        await desk.tap(call(begin_case, "case-0"))
        await commanded(desk, "today")
        assert "This week: 1 day, of 2 you chose." in desk.words
        desk.clock.passes(timedelta(days=1).total_seconds())
        await desk.tap(call(begin_case, "case-1"))
        await commanded(desk, "today")
        assert "This week is full. Well done." in desk.words
        desk.clock.passes(timedelta(days=7).total_seconds())
        await commanded(desk, "today")
        assert "This week: 0 days, of 2 you chose." in desk.words


async def test_story_hooks_stand_in_lists_of_cases(sqlite_url: str) -> None:
    """The beginning of each story, in full, on pages that fit a phone."""
    async with front_desk(sqlite_url, library()) as desk:
        await desk.tap(call(practice_track, "airports", 0))
        shown = cards(desk.screen)
        assert shown
        for case in shown:
            assert hook_of(words("en"), library().scenarios[case]) in desk.words
        assert len(render.html(desk.screen)) <= SCREEN


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_list_of_fields_takes_few_rows(sqlite_url: str, language: str) -> None:
    """Short labels stand in two columns."""
    async with front_desk(sqlite_url, library()) as desk:
        await desk.tap(call(set_language, language))
        screen = await commanded(desk, "practice")
        rows = sum(not button.beside for button in screen.buttons)
        assert len(screen.buttons) >= 12
        assert rows <= 8


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


async def test_status_of_each_case_is_shown(database_url: str) -> None:
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


async def test_failed_case_offers_another_try_and_a_similar_case(
    database_url: str,
) -> None:
    """Before all that is new, until it is passed; a case like it is of the same field."""
    shelf = many_cases(17)
    async with front_desk(database_url, shelf) as desk:
        await desk.tap(call(begin_case, "case-3"))
        await play_kinds(desk, well=False)
        await commanded(desk, "today")
        failed, alike = cards(desk.screen)
        assert failed == "case-3"
        assert shelf.scenarios[alike].track == "labour"
        headings = [line.text for line in desk.screen.lines if line.role is LineRole.HEADING]
        assert headings[:2] == ["Not passed yet", "A case like it"]
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
        assignment = await give(desk, scenario="case-3", pass_mark=100)
        await desk.tap(assignment.begin)
        for act in ("send", "!", ">", "+sign", "+open", "+name", "!", "blame", ".", "1"):
            await assessed(desk, act)
        await commanded(desk, "today")
        headings = [line.text for line in desk.screen.lines if line.role is LineRole.HEADING]
        assert headings[:2] == ["A case like it", "For practice"]
        assert shelf.scenarios[cards(desk.screen)[0]].track == "labour"
        assert "case-3" not in cards(desk.screen)


async def test_own_field_of_work_comes_first(sqlite_url: str) -> None:
    """A nurse is offered the cases of nurses before others."""
    shelf = many_cases(17)
    async with front_desk(sqlite_url, shelf) as desk:
        await commanded(desk, "today")
        assert shelf.scenarios[cards(desk.screen)[0]].track != "health"

        def save(conn: Connection) -> None:
            person = people.by_account(conn, BOT, LEARNER)
            assert person is not None
            people.change(conn, person.id, job="nursing")

        await desk.parts.database.write(save)
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


async def test_current_buttons_edit_and_older_ones_send_anew(sqlite_url: str) -> None:
    """From a result or a pause, today comes below; within today it is one message."""
    async with front_desk(sqlite_url, many_cases(4)) as desk:
        assert (await desk.tap(call(today_below))).place is ScreenPlacement.NEW
        for action in (
            call(today_page),
            call(work_in_minutes, 4),
            call(practice_page),
            call(practice_track, "health", 0),
            call(progress_page),
        ):
            assert (await desk.tap(action)).place is ScreenPlacement.SAME


async def test_without_cases_today_says_so(sqlite_url: str) -> None:
    async with front_desk(sqlite_url, CaseLibrary({})) as desk:
        await commanded(desk, "today")
        assert "There is no case here yet." in desk.words
        await commanded(desk, "practice")
        assert "There is no case here yet." in desk.words


async def test_case_assigned_twice_shows_both_modes(database_url: str) -> None:
    """On its line, and once it is under way as well."""
    async with front_desk(database_url) as desk:
        assessment = await give(desk, "assessment")
        desk.clock.passes(60)
        await give(desk, "practice")
        screen = await commanded(desk, "today")
        assert [button.text for button in screen.buttons[:2]] == ["Continue: 1", "2"]
        assert desk.words.count("assessment · About") == 1
        assert desk.words.count("for practice · About") == 1

        await desk.tap(assessment.begin)
        screen = await commanded(desk, "today")
        assert screen.buttons[0].text == "Continue: 1"
        assert desk.words.count("assessment · About") == 1


async def test_case_list_marks_assigned_cases(database_url: str) -> None:
    """It leads to that, and not past it."""
    async with front_desk(database_url, many_cases(4)) as desk:
        assignment = await give(desk, scenario="case-1")
        screen = await commanded(desk, "practice")
        assert desk.words.count("assigned · assessment · About") == 1
        assert call(assignment_card, assignment.id) in [button.action for button in screen.buttons]
        assert sorted(cards(screen)) == ["case-0", "case-2", "case-3"]


async def test_failed_assessment_is_not_suggested_for_another_try(database_url: str) -> None:
    """It is not suggested, and stands in the list as what it was; once practised it is as any."""
    async with front_desk(database_url) as desk:
        assignment = await give(desk, pass_mark=100)
        await desk.tap(assignment.begin)
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
        assert screen.buttons[0].text == "Continue: 1"
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
