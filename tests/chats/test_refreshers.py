"""What was learnt comes back: once, in people's own hours, and never as a nuisance."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection

from bot.app.refreshers.prompt_lifecycle import MOST
from bot.app.refreshers.prompt_schedule import A_WEEK
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.personal_settings import set_discreet, set_language
from bot.chat.learner.refresher_prompts import (
    answer_refresher,
    next_refresher,
    note_confidence,
    request_refresher,
)
from bot.locale import words
from storage.db import tables as t
from storage.people import people
from tests.helpers.recall_case import QUESTIONS
from tests.helpers.refresher_world import DAY, ZONE, RefresherWorld, best, poor, prompt_of, words_of
from tests.helpers.staff import leads

# --- What is kept of a story


async def test_the_first_answers_of_a_story_are_the_first_reviews(school: RefresherWorld) -> None:
    """Each with its grade: right, half right, wrong, and wrong where it would have endangered."""
    await school.plays("best0", "poor1", "half2", "poor3")

    found = {review.act: review for review in await school.reviews()}
    best_ones = {f"best{n}": 3 for n in range(4, QUESTIONS)}
    assert {act: review.grade for act, review in found.items()} == {
        "best0": 3, "poor1": 1, "half2": 2, "poor3": 1, **best_ones,
    }  # fmt: skip
    assert {review.told for review in found.values()} == {"story"}
    assert all(review.predicted is None for review in found.values())
    assert len(await school.known()) == QUESTIONS


async def test_playing_again_the_same_day_counts_once(school: RefresherWorld) -> None:
    """What is known by heart from this morning says nothing; two days later it does."""
    await school.plays()
    await school.plays("poor0")
    assert len(await school.reviews()) == QUESTIONS

    school.desk.clock.passes(2 * 86_400)
    await school.plays("poor0")
    later = [review for review in await school.reviews() if review.predicted is not None]
    assert len(later) == QUESTIONS
    assert all(0.8 < (review.predicted or 0) < 1 for review in later)


async def test_memory_is_rebuilt_from_its_reviews(school: RefresherWorld) -> None:
    """From the reviews alone, to the last digit."""
    await school.plays("poor0", "half1")
    await school.answers_all(await school.gets(), 1)
    before = await school.known()
    person = await school.person()

    from bot.app.refreshers.memory_updates import rebuild
    from scenarios.spaced_repetition.memory import DEFAULTS

    changed = await school.write(lambda conn: rebuild(conn, person.id, DEFAULTS))
    assert changed == 0
    assert await school.known() == before


# --- When, and how much


async def test_a_prompt_comes_when_something_is_due_in_a_slot(school: RefresherWorld) -> None:
    """Not before."""
    await school.plays()
    moment = await school.comes()
    assert moment is not None
    local = moment.astimezone(ZONE)
    assert 8 <= local.hour < 20
    assert local.weekday() not in (4, 5)
    assert await school.sends() is None

    screen = await school.gets()
    assert screen.lines[0].text == "A minute for you?"
    assert 1 <= len((await school.prompt()).items) <= MOST


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_first_line_reveals_nothing_of_the_question(
    school: RefresherWorld, language: str
) -> None:
    """An unasked prompt is one neutral line and a button; the button opens it."""
    await school.plays()
    await school.desk.tap(call(set_language, language))
    await school.goes_to(await school.comes())
    sent = await school.sends()

    assert sent is not None
    assert [line.text for line in sent.lines] == [words(language).say("A minute for you?")]
    assert [button.text for button in sent.buttons] == [words(language).say("Open")]
    asked = await school.opens(sent)
    assert leads(asked.buttons[0].action, answer_refresher)
    assert await school.answers_all(asked) == len((await school.prompt()).items)


async def test_learner_without_quiet_hours_is_asked_at_once(school: RefresherWorld) -> None:
    await school.plays()
    await school.desk.tap(call(set_discreet, False))
    await school.goes_to(await school.comes())
    sent = await school.sends()

    assert sent is not None
    assert sent.lines[0].text == "A minute to keep what you know"
    assert leads(sent.buttons[0].action, answer_refresher)


@pytest.mark.slow
async def test_never_more_than_one_a_day_and_three_a_week(school: RefresherWorld) -> None:
    """Over two months, whoever answers and however."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    made: list[datetime] = []
    for n in range(60 * 4):
        school.desk.clock.passes(6 * 3600)
        await school.goes_to(await school.comes() or school.now) if n % 3 == 0 else None
        screen = await school.sends()
        if screen is not None and leads(screen.buttons[0].action, next_refresher):
            made.append(school.now)
            await school.answers_all(await school.opens(screen), n % 2)

    assert len(made) >= 10
    assert all(later - before >= DAY for before, later in pairwise(made))
    for moment in made:
        week = [occasion for occasion in made if moment - 7 * DAY < occasion <= moment]
        assert len(week) <= A_WEEK


async def test_unasked_messages_share_one_a_day(school: RefresherWorld) -> None:
    """Whoever was told something today gets no prompt before tomorrow."""
    await school.plays()
    moment = await school.comes()
    assert moment is not None
    person = await school.person()
    await school.write(lambda conn: people.change(conn, person.id, told_at=moment))
    await school.goes_to(moment + timedelta(minutes=1))

    assert await school.sends() is None
    later = await school.comes()
    assert later is not None
    assert later >= moment + DAY


async def test_a_prompt_waits_while_a_case_is_under_way(school: RefresherWorld) -> None:
    """And comes in the next slot after it, never in the middle."""
    await school.plays()
    moment = await school.comes()
    await school.goes_to(moment)
    await school.desk.tap(call(begin_case, "recalls"))
    assert await school.sends() is None

    for n in range(QUESTIONS):
        await school.desk.tap(school.desk.take(f"best{n}"))
    assert (await school.gets()).lines[0].text == "A minute for you?"


async def test_late_prompt_is_rescheduled_and_never_sent_stale(school: RefresherWorld) -> None:
    """The program was down over the slot: the next one is as good."""
    await school.plays()
    moment = await school.comes()
    assert moment is not None
    await school.goes_to(moment + timedelta(hours=5))

    assert await school.sends() is None
    later = await school.comes()
    assert later is not None
    assert later > school.now
    assert leads((await school.gets()).buttons[0].action, answer_refresher)


async def test_one_of_three_items_asks_for_restraint(school: RefresherWorld) -> None:
    """In every prompt of three, and over the ends of prompts."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    forms: list[str] = []
    for _ in range(6):
        await school.answers_all(await school.gets())
        forms += [str(item["form"]) for item in (await school.prompt()).items]

    assert len(forms) >= 9
    for end in range(3, len(forms) + 1):
        assert "look-alike" in forms[end - 3 : end]


# --- How it is answered


async def test_answer_shows_its_reason_and_counts_once(school: RefresherWorld) -> None:
    """Tapped twice, or on a second copy of the message, it is one answer."""
    await school.plays()
    screen = await school.gets()
    answer = best(screen)
    told = await school.taps(answer)
    assert "Yes, that is it." in words_of(told)
    assert len(await school.reviews()) == QUESTIONS + 1

    await school.taps(answer)
    assert len(await school.reviews()) == QUESTIONS + 1
    (counted,) = (review for review in await school.reviews() if review.prompt)
    assert counted.predicted is not None


async def test_right_answer_shows_how_long_it_was_remembered(
    school: RefresherWorld,
) -> None:
    """A gain, which only time shows: nothing is said of an answer that is wrong."""
    await school.plays()
    await school.goes_to(await school.comes())
    school.desk.clock.passes(9 * 86_400)
    await school.sends()
    screen = await school.gets()
    told = await school.taps(best(screen))
    assert re.search(r"You remembered this after \S*(9|1\d)\S* days\.", words_of(told))

    screen = await school.taps(told.buttons[0].action)
    told = await school.taps(poor(screen))
    assert "You remembered" not in words_of(told)


async def test_wrong_answer_shows_a_better_one(school: RefresherWorld) -> None:
    """Wrong and sure comes back first."""
    await school.plays()
    screen = await school.gets()
    answer = poor(screen)
    told = await school.taps(answer, sure=True)
    assert "Look again." in words_of(told)
    assert "Better here:" in words_of(told)
    entry = (await school.prompt()).items[0]
    kept = {memory.signature: memory for memory in await school.known()}
    assert kept[entry["signature"]].sure

    school.desk.clock.passes(86_400 * 3)
    await school.taps(call(request_refresher))
    asked = await school.prompt()
    if asked.id == prompt_of(answer):  # the rest of the first prompt comes before anything new
        while leads(
            (screen := await school.taps(call(request_refresher))).buttons[0].action,
            answer_refresher,
        ):
            if (await school.prompt()).id != prompt_of(answer):
                break
            await school.taps(best(screen))
        asked = await school.prompt()
    assert asked.items[0]["signature"] == entry["signature"]


async def test_confidence_is_asked_before_the_result(
    school: RefresherWorld,
) -> None:
    """Nothing counts until it is answered, and the answer may still be changed."""
    await school.plays()
    screen = await school.gets()
    before = await school.reviews()
    asked = await school.taps(poor(screen), sure=None)
    assert "How sure are you?" in words_of(asked)
    assert "Better here:" not in words_of(asked)
    assert await school.reviews() == before
    assert [button.text for button in asked.buttons][-1] == "Change"
    told = await school.taps(best(screen), sure=True)

    assert "Yes, that is it." in words_of(told)
    assert not any("sure" in button.text.casefold() for button in told.buttons)


async def test_others_buttons_and_forged_ones_change_nothing(school: RefresherWorld) -> None:
    """A prompt of somebody else, a choice that is not offered, a turn that is not yet."""
    await school.plays()
    screen = await school.gets()
    answer = best(screen)
    prompt, turn, choice = answer.values
    before = await school.reviews()
    for forged in (
        ("nothing-0000", turn, choice),
        (prompt, turn, "nothing"),
        (prompt, 1, choice),
        (prompt, 99, choice),
    ):
        await school.taps(call(answer_refresher, *forged))
    await school.taps(call(note_confidence, prompt, 5, sure=True))
    await school.taps(call(next_refresher, prompt, 7))
    assert await school.reviews() == before


async def test_an_item_that_the_library_has_no_more_is_passed_over(school: RefresherWorld) -> None:
    """And the rest of the prompt goes on."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    screen = await school.gets()
    prompt = await school.prompt()
    gone = [{**item, "signature": "gone"} for item in prompt.items[:1]] + list(prompt.items[1:])

    def save(conn: Connection) -> None:
        conn.execute(t.prompts.update().values(items=gone))

    await school.write(save)
    shown = await school.taps(call(next_refresher, prompt.id, 0))
    assert words_of(shown) != words_of(screen)
    assert "There is no" not in words_of(shown)
