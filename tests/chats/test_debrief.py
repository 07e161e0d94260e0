"""Looking back at the desk: what is told of an ended attempt, to whom, and what is kept of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.app.playing import records
from bot.app.playing.replay_check import ReplayCheck, ReplayFault
from bot.chat.debrief.aftercare import tick_note
from bot.chat.debrief.debrief_moments import (
    better_answer,
    moment_card,
    moment_grounds,
    moment_reason,
    retry_moment,
)
from bot.chat.debrief.debrief_overview import look_back, show_ending
from bot.chat.debrief.replay import replay_moments
from bot.chat.debrief.worked_example import worked_example
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case, case_card_below
from bot.chat.learner.personal_settings import set_language
from bot.chat.playing.attempt_drawing import draw_attempt
from bot.lines import LineRole
from bot.locale import words
from scenarios.case_library import CaseLibrary
from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.score import Band
from storage.people import people
from storage.playing import attempts, events, outcomes
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, front_desk
from tests.helpers.kinds_case import ENGLISH, kinds_case
from tests.helpers.small_case import edited
from tests.helpers.staff import button, has, leads, text

HARD = replace(kinds_case(), hard=("threats",))
BAD = ("send", "blue+hat", "name+sign+open", "blame+keys", "1")
GOOD = ("ask", "blue+tag", "name+open+sign", "flight+keys", "4")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url, CaseLibrary({"kinds": HARD})) as front:
        yield front


async def play(desk: FrontDesk, answers: tuple[str, ...] = BAD) -> str:
    """Play the case of all kinds to its end; gives the attempt."""
    await desk.tap(call(begin_case, "kinds"))
    return await on(desk, answers)


async def on(desk: FrontDesk, answers: tuple[str, ...]) -> str:
    attempt = desk.shows.attempt
    first, items, steps, questions, sure = answers
    await desk.tap(desk.take(first))
    await marked(desk, items)
    await desk.tap(desk.go_on())
    await marked(desk, steps)
    for act in (*questions.split("+"), sure):
        await desk.tap(desk.take(act))
    return attempt


async def marked(desk: FrontDesk, parts: str) -> None:
    for part in parts.split("+"):
        await desk.tap(desk.mark(part))
    await desk.tap(desk.finish())


async def person_id(desk: FrontDesk) -> str:
    found = await desk.parts.database.read(lambda conn: people.by_account(conn, BOT, LEARNER))
    assert found is not None
    return found.id


def labels(screen: Screen) -> list[str]:
    return [button.text for button in screen.buttons]


def said(screen: Screen, role: LineRole) -> list[str]:
    return [line.text for line in screen.lines if line.role is role]


async def test_the_ending_leads_back_and_is_followed_by_a_picture(desk: FrontDesk) -> None:
    """The picture comes after the screen, says bands, and is the same for the same bands."""
    await desk.tap(call(begin_case, "kinds"))
    attempt = desk.shows.attempt
    await desk.tap(desk.take("send"))
    await marked(desk, "blue+tag")
    await desk.tap(desk.go_on())
    await marked(desk, "name+open+sign")
    for act in ("flight", "keys"):
        await desk.tap(desk.take(act))
    reply = await desk.tap(desk.take("4"))

    assert reply.then is not None
    (file,) = await reply.then()
    assert file.picture
    assert file.content.startswith(b"\x89PNG")
    assert has(desk.screen, look_back)
    assert button(desk.screen, look_back) == call(look_back, attempt)
    assert "Respond with dignity: nearly ●●○" in desk.words


async def test_the_first_screen_is_short_and_in_place_of_the_ending(desk: FrontDesk) -> None:
    """What went well, one thing to change, and what could have endangered someone."""
    attempt = await play(desk, ("ask", *BAD[1:]))
    ending = desk.screen
    reply = await desk.tap(call(look_back, attempt))

    assert reply.place is ScreenPlacement.SAME
    assert said(desk.screen, LineRole.HEADING) == [
        "What went well",
        "Worth another try",
        "What could have endangered someone",
    ]
    assert said(desk.screen, LineRole.CRITICAL) == ["What is signed for unseen may be missing."]
    assert "Ask about it" in desk.words
    assert "In which order?\n1 · Her name\n2 · She signs." in desk.words
    assert "1 · Her name\n2 · Open together" not in desk.words  # it may be tried again first
    assert "4 moments to look at" in labels(desk.screen)
    back = await desk.tap(call(show_ending, attempt))
    assert back.place is ScreenPlacement.SAME
    assert desk.screen.lines[: len(ending.lines)] == ending.lines
    await desk.tap(
        call(show_ending, attempt)
    )  # what is asked below it the first time is asked once
    assert desk.screen == ending


async def test_cards_are_gone_through_where_credit_was_lost(desk: FrontDesk) -> None:
    """Next and back in place; at the ends there is no way further."""
    attempt = await play(desk, ("ask", *BAD[1:]))
    await desk.tap(call(look_back, attempt))
    await desk.tap(button(desk.screen, moment_card))
    titles = [desk.screen.lines[0].text]
    prompts = said(desk.screen, LineRole.PROMPT)
    while "Next moment" in labels(desk.screen):
        action = desk.screen.buttons[labels(desk.screen).index("Next moment")].action
        reply = await desk.tap(action)
        assert reply.place is ScreenPlacement.SAME
        titles += [desk.screen.lines[0].text]
        prompts += said(desk.screen, LineRole.PROMPT)

    assert titles == [f"Looking back: {n} of 4" for n in range(1, 5)]
    assert prompts == [
        "What fits her words?",
        "In which order?",
        "A word with her?",
        "How sure are you?",
    ]
    before = desk.screen.buttons[labels(desk.screen).index("Previous moment")].action
    await desk.tap(before)
    assert desk.screen.lines[0].text == "Looking back: 3 of 4"


async def test_show_all_goes_through_every_decision(desk: FrontDesk) -> None:
    attempt = await play(desk, ("ask", *BAD[1:]))
    await desk.tap(call(moment_card, attempt, 0, every=True))

    assert desk.screen.lines[0].text == "Looking back: 1 of 5"
    assert "This was the best choice." in desk.words
    assert "Better:" not in desk.words


@pytest.mark.parametrize(
    ("items", "english", "arabic"),
    [
        ("blue", "Besides “Blue bag” also: “Flight tag”.", "إضافةً إلى"),
        ("blue+hat", "Instead of “Straw hat”: “Flight tag”.", "بدلًا من"),
        ("hat+cup", "Instead of “Straw hat, Cup”: “Blue bag, Flight tag”.", "بدلًا من"),
        ("blue+tag+hat", "Better without “Straw hat”.", "الأفضل من دون"),
    ],
)
async def test_correct_ticks_stay_correct_in_the_debrief(
    desk: FrontDesk, items: str, english: str, arabic: str
) -> None:
    """Nothing is told to be done instead of what was right."""
    first, _, *rest = GOOD
    attempt = await play(desk, (first, items, *rest))
    await desk.tap(call(better_answer, attempt, 1, every=False))
    assert english in said(desk.screen, LineRole.TEXT)
    await desk.tap(call(set_language, "ar"))
    await desk.tap(call(better_answer, attempt, 1, every=False))
    assert any(arabic in name for name in said(desk.screen, LineRole.TEXT))


async def test_moment_can_be_retried_before_the_better_answer_is_shown(
    desk: FrontDesk,
) -> None:
    """The reason is behind a tap, and so are signs and sources behind the reason."""
    attempt = await play(desk)
    await desk.tap(call(moment_card, attempt, 0, every=False))
    assert "You chose: Send her back" in text(desk.screen)
    assert "Ask her what the bag looks like." not in text(desk.screen)
    assert labels(desk.screen)[:2] == ["Try this moment again", "Show the better answer"]
    await desk.tap(button(desk.screen, better_answer))
    card = text(desk.screen)
    assert "Better:\nAsk her what the bag looks like." in card
    assert "Nobody was helped by that." not in card
    await desk.tap(button(desk.screen, moment_reason))
    assert said(desk.screen, LineRole.REASON) == [
        "Send her back: Nobody was helped by that.",
        "Ask about it: A description is quicker than a search.",
    ]
    assert button(desk.screen, better_answer) == call(better_answer, attempt, 0, every=False)
    await desk.tap(call(moment_grounds, attempt, 0, every=False))
    assert "No sign or source is named" in desk.words
    assert button(desk.screen, moment_reason) == call(moment_reason, attempt, 0, every=False)


async def test_nothing_lost_leaves_nothing_to_go_through(desk: FrontDesk) -> None:
    attempt = await play(desk, GOOD)
    await desk.tap(call(look_back, attempt))

    assert "Best choice every time." in desk.words
    assert "Show all moments" in labels(desk.screen)
    assert not has(desk.screen, worked_example)


async def test_after_danger_there_is_a_worked_example(desk: FrontDesk) -> None:
    attempt = await play(desk)
    await desk.tap(call(look_back, attempt))
    example = button(desk.screen, worked_example)
    turn = example.arguments["turn"]
    await desk.tap(example)

    assert desk.screen.lines[0].text == "How it is done well: 1 of 3"
    assert "from a moment where someone could have been endangered" in desk.words
    assert "1 · Her name\n2 · Open together\n3 · She signs." in desk.words
    await desk.tap(call(worked_example, attempt, turn, 2))
    assert "4 · rather sure" in desk.words
    await desk.tap(call(worked_example, attempt, turn, 99))  # forged
    assert desk.screen.lines[0].text == "How it is done well: 3 of 3"
    await desk.tap(call(worked_example, attempt, 0, 0))  # nobody was endangered there
    assert desk.screen.lines[0].text == "Looking back"


async def test_a_moment_is_tried_again_and_changes_no_result(desk: FrontDesk) -> None:
    """It begins where the question was put, can be played again from its events, counts nowhere."""
    attempt = await play(desk)
    person = await person_id(desk)
    before = await desk.parts.database.read(lambda conn: outcomes.finished(conn, person))
    steps_turn = 3
    reply = await desk.tap(call(retry_moment, attempt, steps_turn))
    again = desk.shows.attempt

    assert reply.place is ScreenPlacement.NEW
    assert again != attempt
    assert "In which order?" in said(desk.screen, LineRole.PROMPT)
    await desk.tap(call(retry_moment, attempt, steps_turn))  # tapped twice
    assert desk.shows.attempt == again
    await marked(desk, "name+open+sign")
    for act in ("flight", "keys"):
        await desk.tap(desk.take(act))
    end = await desk.tap(desk.take("4"))

    assert "It changes no result, and counts nowhere." in desk.words
    assert "●" not in desk.words
    assert end.then is None
    assert button(desk.screen, look_back) == call(look_back, attempt)
    assert await desk.parts.database.read(lambda conn: outcomes.finished(conn, person)) == before
    assert await wrong(desk) == [None, None]
    kept = await desk.parts.database.read(lambda conn: attempts.get(conn, again))
    assert kept is not None
    assert (kept.mode, kept.replays, kept.assignment) == ("replay", attempt, None)


async def test_the_first_moment_tried_again_has_its_start(desk: FrontDesk) -> None:
    """The start has the same turn as the first decision, and comes before it."""
    attempt = await play(desk)
    await desk.tap(call(retry_moment, attempt, 0))
    again = desk.shows.attempt
    kept = await desk.parts.database.read(lambda conn: events.of(conn, again))
    assert [event.kind for event in kept] == [records.STARTED]

    await on(desk, GOOD)
    assert await wrong(desk) == [None, None]


async def wrong(desk: FrontDesk) -> list[ReplayFault | None]:
    checking = ReplayCheck(desk.parts.database, desk.parts.library)
    return [attempt.wrong async for attempt in checking.attempts()]


async def test_new_retry_closes_the_previous_one(desk: FrontDesk) -> None:
    attempt = await play(desk)
    await desk.tap(call(retry_moment, attempt, 3))
    first = desk.shows.attempt
    await desk.tap(call(retry_moment, attempt, 0))
    person = await person_id(desk)
    running = await desk.parts.database.read(lambda conn: attempts.running(conn, person))

    assert [entry.id for entry in running] == [desk.shows.attempt]
    assert first != desk.shows.attempt


async def test_the_ending_counts_nothing_twice(desk: FrontDesk) -> None:
    """What could have endangered someone is in the verdict; beside it, too little and too much."""
    await play(desk)
    (verdict,) = said(desk.screen, LineRole.HEADING)
    assert verdict.startswith("Not passed: 1 of your choices")
    assert "You held back: " in desk.words
    assert "unsafe" not in desk.words


async def test_from_an_example_the_next_dangerous_moment_is_a_tap_away(sqlite_url: str) -> None:
    """If it was not in the example; the last one leads back to the overview."""
    async with front_desk(sqlite_url, CaseLibrary({"kinds": two_dangers()})) as desk:
        attempt = await play(desk)
        await desk.tap(call(look_back, attempt))
        await desk.tap(button(desk.screen, worked_example))
        assert "The next such moment" not in labels(desk.screen)
        # Counter, look, steps: that was dangerous too.
        await desk.tap(call(worked_example, attempt, 0, 2))
        assert "In which order?" in said(desk.screen, LineRole.PROMPT)
        at = labels(desk.screen).index("The next such moment")
        further = desk.screen.buttons[at].action
        assert leads(further, worked_example)
        await desk.tap(further)
        assert "A word with her?" in said(desk.screen, LineRole.PROMPT)
        assert isinstance(further, Call)
        await desk.tap(call(worked_example, attempt, further.arguments["turn"], 9))
        assert "The next such moment" not in labels(desk.screen)


def two_dangers() -> Scenario:
    """The case of all kinds, with danger in its first and its last but one decision as well."""
    english = edited(
        ('feedback: "She looks at the clock."', 'critical: "A."\n          feedback: "Hm."'),
        ('answer: "She shrugs."', 'error: unsafe\n          critical: "B."\n          answer: "."'),
        of=ENGLISH,
    )
    loaded = load({"scenario.yaml": english.encode()})
    assert loaded.scenario is not None, loaded.findings
    return loaded.scenario


async def test_an_example_opens_below_and_the_debrief_stays(sqlite_url: str) -> None:
    """Its card is a message of its own, so whoever was looking back can go on doing so."""
    example = replace(HARD, id="aloud", edition="an example", use="worked")
    async with front_desk(sqlite_url, CaseLibrary({"kinds": HARD, "aloud": example})) as desk:
        attempt = await play(desk)
        debrief = (await desk.tap(call(look_back, attempt))).screen
        shown = await desk.tap(button(debrief, case_card_below))
        assert shown.place is ScreenPlacement.NEW
        assert button(shown.screen, begin_case) == call(begin_case, "aloud")
        again = await desk.tap(button(debrief, moment_card))
        assert again.place is ScreenPlacement.SAME


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("last", "counted"), [(Band.SECURE, False), (Band.NEARLY, True)])
async def test_fully_secure_debrief_counts_no_mistakes(
    desk: FrontDesk, language: str, last: Band, counted: bool
) -> None:
    """A count would contradict it; that something is worth a look does not."""
    await desk.tap(call(set_language, language))
    attempt = await play(desk, GOOD)
    found = await desk.parts.database.read(lambda conn: attempts.get(conn, attempt))
    assert found is not None
    assert found.result is not None
    bands = {"recognise": Band.SECURE, "respond": last}
    told = replace(found.result, detail={**found.result.detail, "bands": bands, "missed": 1})
    screen = await draw_attempt(desk.parts.app, replace(found, language=language, result=told))

    speak = words(language)
    words_ = "\n".join(said(screen, LineRole.TEXT))
    assert (speak.say("You held back: {n}", n=1) in words_) is counted
    assert (speak.say("Something may still be worth a look.") in words_) is not counted


async def test_all_moments_are_replayed_on_one_message(desk: FrontDesk) -> None:
    """Each with what was chosen; a better answer stays hidden until it is tapped."""
    attempt = await play(desk)
    await desk.tap(call(look_back, attempt))
    reply = await desk.tap(button(desk.screen, replay_moments))

    assert reply.place is ScreenPlacement.SAME
    prompts = said(desk.screen, LineRole.PROMPT)
    assert [prompt.partition(" · ")[0] for prompt in prompts] == ["1", "2", "3", "4", "5"]
    assert "Send her back" in said(desk.screen, LineRole.TEXT)
    hidden = next(line.text for line in desk.screen.lines if line.hidden)
    assert hidden.startswith("Better: Ask her what the bag looks like.")
    assert "She looks at the clock." in said(desk.screen, LineRole.EARLIER)[0]
    assert button(desk.screen, look_back) == call(look_back, attempt)


async def test_the_note_is_held_against_criteria_that_its_author_ticks(desk: FrontDesk) -> None:
    """Ticks are in the buttons and nowhere else."""
    attempt = await play(desk)
    await desk.tap(call(tick_note, attempt, 0b0001))
    assert "1 of 4. Add what is missing." in desk.words
    ticks = [each for each in labels(desk.screen) if each[2:] in ("●", "○")]
    assert ticks == ["A ●", "B ○", "C ○", "D ○"]
    untick = next(each for each in desk.screen.buttons if each.text == "A ●")
    assert untick.action == call(tick_note, attempt, 0)
    await desk.tap(call(tick_note, attempt, 0b1111))
    assert "Your note has all it needs." in desk.words
    await desk.tap(call(tick_note, attempt, 9999))  # forged
    assert desk.screen.buttons
