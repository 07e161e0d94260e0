"""What trainers are told of a cohort's memory, what they wish for it, and its own days."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, TRAINER
from bot.app.onboarding.pasted_names import MOST_LETTERS
from bot.app.preferences.contact_hours import hours_for
from bot.app.progress.cohort_readiness import RETENTIONS
from bot.app.refreshers.deck import deck_of, memory_to_row
from bot.app.refreshers.forecast_quality import ForecastQuality, PromptLoad, SlotResponse
from bot.app.refreshers.prompt_schedule import KIND
from bot.chat.admin.forecasts import forecast_page, quality_screen
from bot.chat.admin.roles import role_list
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.trainer.cohorts.calendar_page import ask_days, calendar_page, clear_days
from bot.chat.trainer.cohorts.cohort_pages import cohort_list, cohort_page
from bot.chat.trainer.cohorts.member_pages import remove_member
from bot.chat.trainer.invitations.open_links import make_link
from bot.chat.trainer.readiness import (
    AHEAD,
    readiness_page,
    retention_page,
    set_retention,
)
from bot.locale import words
from bot.outbox.refresher_sending import RefresherSender
from bot.phrases.readiness_phrases import retention_cost
from scenarios.case_library import CaseLibrary
from scenarios.model import FORMS
from scenarios.spaced_repetition.calibration import Bin, Score
from scenarios.spaced_repetition.items import items
from scenarios.spaced_repetition.memory import Grade, replay_reviews
from scenarios.spaced_repetition.memory import Review as Answer
from scenarios.spaced_repetition.retention_forecast import RetentionForecast
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.outbox import jobs
from storage.people import people
from storage.people.roles import EVERYWHERE
from storage.refreshers import memories, prompts
from storage.refreshers.memories import Review
from storage.refreshers.prompts import ANSWERED, OPEN, Prompt
from tests.chats.test_training_screens import fits
from tests.helpers.assigning_world import bare
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.recall_case import recall_case
from tests.helpers.refresher_world import add_review
from tests.helpers.staff import AIRPORT, ZONE, Staff, button, has, text
from tests.helpers.training import token

COHORT = "cohort-00001"
SIGNATURES = tuple(items(recall_case()))
LEARNERS = [f"learner-{n}" for n in range(6)]
DAY = timedelta(days=1)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """A trainer, and a cohort of six learners who know nothing yet; the last has left it."""
    async with front_desk(database_url, CaseLibrary({"recalls": recall_case()})) as desk:
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        await found.person("admin", (ADMIN, EVERYWHERE))
        await found.person("local", (ADMIN, AIRPORT))
        for learner in LEARNERS:
            await found.person(learner, name="Sara Ahmed")
        now = desk.clock.now()

        def prepare(conn: Connection) -> None:
            cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, now), "trainer")
            for learner in LEARNERS:
                cohorts.join(conn, f"in-{learner}", COHORT, learner, now)
            cohorts.leave(conn, COHORT, LEARNERS[-1], now)

        await found.write(prepare)
        yield found


async def know(staff: Staff, learners: Sequence[str], *, told: str = "story", right: bool = True,
               predicted: float | None = None, days: int = 1, before: int = 0) -> None:  # fmt: skip
    """Let some learners have answered an item, yesterday or some days ago, and so long before."""
    at = staff.desk.clock.now() - days * DAY
    grade = Grade.GOOD if right else Grade.AGAIN

    def prepare(conn: Connection) -> None:
        for learner in learners:
            answer = Review(learner, "recalls", SIGNATURES[0], 0, at, told, "a", int(grade),
                            predicted=predicted)  # fmt: skip
            add_review(conn, answer)
            earlier = [Answer(grade, "same-move", at - before * DAY)] if before else []
            made = replay_reviews([*earlier, Answer(grade, "story", at)])
            memories.keep(conn, memory_to_row(learner, "recalls", SIGNATURES[0], made))

    await staff.write(prepare)


async def shown(staff: Staff, days: int = 0) -> str:
    return text((await staff.taps("trainer", call(readiness_page, COHORT, days))).screen)


# --- What stays


async def test_a_cohort_leads_there_and_back(staff: Staff) -> None:
    await staff.taps("trainer", call(cohort_list))
    cohort = await staff.taps("trainer", call(cohort_page, COHORT))
    stays = await staff.taps("trainer", button(cohort.screen, readiness_page))
    retention = await staff.taps("trainer", button(stays.screen, retention_page))
    assert has(retention.screen, readiness_page)
    assert has(stays.screen, cohort_page)
    days = await staff.taps("trainer", button(cohort.screen, calendar_page))
    assert has(days.screen, cohort_page)


async def test_readiness_is_shown_from_five_people(staff: Staff) -> None:
    """Not even how many there are; and whoever has left does not make five of four."""
    await know(staff, [*LEARNERS[:4], LEARNERS[-1]])
    page_text = await shown(staff)
    assert "it takes 5 members" in page_text
    assert not any(sign in page_text for sign in ("%", "●", "4 "))

    await know(staff, LEARNERS[4:5])
    page_text = await shown(staff)
    assert "Based on 5 of 5 members." in page_text
    assert "Recognise: stays, over 85% · 5 members" in page_text
    assert "Refer: too few to show" in page_text  # nobody was asked about it
    assert "decides no certificate" in page_text
    assert "Sara" not in page_text


@pytest.mark.parametrize(
    ("language", "fades"), [("en", "Recognise: fades, 70 to 85%"), ("ar", "تلاشٍ، بين 70 و85٪")]
)
async def test_fresh_failure_is_not_shown_as_readiness(
    staff: Staff, language: str, fades: str
) -> None:
    """Right after a case nearly everything is remembered; that is no news to a head of nursing."""
    await know(staff, LEARNERS[:5], right=False, days=0)
    await staff.write(lambda conn: people.change(conn, "trainer", language=language))
    page_text = await shown(staff)
    assert fades in bare(page_text)
    assert "●●●" not in page_text


async def test_five_become_four_when_one_is_let_out(staff: Staff) -> None:
    await know(staff, LEARNERS[:5])
    assert "●●●" in await shown(staff)
    await staff.taps("trainer", call(remove_member, COHORT, LEARNERS[0], keep_place=False))
    assert "it takes 5 members" in await shown(staff)


async def test_a_day_ahead_stands_beside_today(staff: Staff) -> None:
    """What was answered once is nearly gone in half a year."""
    await know(staff, LEARNERS[:5])
    page_text = await shown(staff, 180)
    assert "Recognise: stays, over 85%" in page_text
    assert "Recognise: needs review, under 70%" in page_text
    assert "24 May, if nothing is asked before then" in page_text
    assert await shown(staff, 17) == await shown(staff)  # a day that is not offered


async def test_forms_are_separate_and_each_needs_five(staff: Staff) -> None:
    await know(staff, LEARNERS[:5], told="same-move", days=5)
    await know(staff, LEARNERS[:1], told="same-move", days=5, right=False)
    await know(staff, LEARNERS[:4], told="new-setting", days=5)
    page_text = await shown(staff)
    assert "What was answered in 90 days, up to Saturday 21 November" in page_text
    assert "In new words: about 80% right" in page_text
    assert "In another setting: too few to show" in page_text
    assert "Look-alikes: too few to show" in page_text


async def test_an_answer_of_this_week_does_not_show_before_the_next(staff: Staff) -> None:
    """Or whoever looks twice would see whether the one who answered in between was right."""
    await know(staff, LEARNERS[:5], told="same-move", days=5)
    await know(staff, LEARNERS[:2], told="same-move", right=False)
    assert "about 100% right" in await shown(staff)
    staff.desk.clock.passes(5 * 86_400)
    assert "about 70% right" in await shown(staff)


@pytest.mark.parametrize("right", [True, False])
async def test_one_answer_among_many_reveals_nothing(staff: Staff, *, right: bool) -> None:
    """Whichever it was, both weeks look alike: no count, no percent, no interval gives it away."""
    await know(staff, LEARNERS[:5] * 4, told="same-move", days=5)
    await know(staff, LEARNERS[:5], told="same-move", days=5, right=False)
    before = await shown(staff)
    await know(staff, LEARNERS[:1], told="same-move", days=5, right=right)
    line = "In new words: about 80% right"
    assert line in before.splitlines()
    assert line in (await shown(staff)).splitlines()


# --- Retention target


async def test_a_wish_is_kept_and_holds_for_each_member(staff: Staff) -> None:
    """Whatever is wished, what can endanger someone is never let go further than usual."""
    await know(staff, LEARNERS[:5])
    before = await staff.taps("trainer", call(retention_page, COHORT))
    assert before.screen is not None
    assert [button.text for button in before.screen.buttons[:3]] == ["○ 90%", "● 95%", "○ 97%"]

    after = await staff.taps("trainer", call(set_retention, COHORT, 90))
    assert after.screen is not None
    assert [button.text for button in after.screen.buttons[:3]] == ["● 90%", "○ 95%", "○ 97%"]
    shelf = staff.desk.parts.library.scenarios
    deck = await staff.read(lambda conn: deck_of(conn, shelf, LEARNERS[0]))
    assert [item.retention for item in deck.items] == [0.9]
    assert await staff.read(lambda conn: cohorts.get(conn, COHORT).retention) == 0.9  # type: ignore[union-attr]


async def test_cost_of_a_target_is_shown_from_five_people(staff: Staff) -> None:
    await know(staff, LEARNERS[:4])
    page_text = text((await staff.taps("trainer", call(retention_page, COHORT))).screen)
    assert "once 5 members have answered" in page_text
    assert "learner and month" not in page_text
    await know(staff, LEARNERS[4:5])
    page_text = text((await staff.taps("trainer", call(retention_page, COHORT))).screen)
    assert page_text.count("per learner and month") == len(RETENTIONS)
    assert "known on an average day" in page_text
    assert "no more than 38 questions a month" in page_text


def test_overfull_target_is_reported() -> None:
    assert retention_cost(words("en"), 85, RetentionForecast(70.2, 38.5, 0.907)) == (
        "85%: about 70 questions per learner and month · about 38 of these fit · "
        "about 91% known on an average day"
    )


# --- Days and hours


async def calendar_of(staff: Staff) -> object:
    return await staff.read(lambda conn: cohorts.get(conn, COHORT).calendar)  # type: ignore[union-attr]


async def test_holidays_are_typed_seen_and_let_go(staff: Staff) -> None:
    """In digits of either script; and on them no member is written to."""
    asked = await staff.taps("trainer", call(ask_days, COHORT, "holidays"))
    assert "Such as: 2026-12-16 to 2026-12-17" in text(asked.screen)
    reply = await staff.says("trainer", "٢٠٢٦-١٢-١٥ إلى ٢٠٢٦-١٢-١٧")
    assert "15 December 2026 to 17 December 2026" in text(reply.screen)
    assert await calendar_of(staff) == {"holidays": ["2026-12-15", "2026-12-16", "2026-12-17"]}

    def next_hour(conn: Connection) -> datetime:
        person = people.get(conn, LEARNERS[0])
        assert person is not None
        return hours_for(conn, person).next(datetime(2026, 12, 14, 20, tzinfo=UTC))

    assert (await staff.read(next_hour)).date() == date(2026, 12, 20)  # past Friday and Saturday
    await staff.taps("trainer", button(reply.screen, clear_days))
    assert await calendar_of(staff) is None


async def test_unreadable_days_are_asked_again(staff: Staff) -> None:
    """With an example that itself would do, until it is right."""
    await staff.taps("trainer", call(ask_days, COHORT, "ramadan"))
    for typed in ("next month", "2026-02-30", "2027-03-09 to 2027-02-08"):
        page_text = text((await staff.says("trainer", typed)).screen)
        assert "Nothing was changed." in page_text
        assert "Such as: 2026-12-16 to 2027-01-14" in page_text
        assert await calendar_of(staff) is None
    again = await staff.desk.parts.router.other(staff.visitor("trainer"))  # a picture, say
    assert "When does Ramadan begin and end?" in text(again.screen)
    page_text = text((await staff.says("trainer", "2027-02-08 to 2027-03-09")).screen)
    assert "8 February 2027 to 9 March 2027" in page_text
    late = text((await staff.says("trainer", "2027-02-08 to 2027-03-09")).screen)
    assert "February" not in late  # nothing is awaited any more


async def test_shifts_are_set_and_taken_back(staff: Staff) -> None:
    await staff.taps("trainer", call(ask_days, COHORT, "shift"))
    reply = await staff.says("trainer", "ddnnoo 2026-12-01")
    assert "DDNNOO, repeated from 1 December 2026" in text(reply.screen)
    assert await calendar_of(staff) == {"shift": "DDNNOO", "since": "2026-12-01"}
    await staff.taps("trainer", call(clear_days, COHORT, "shift", date(2026, 12, 1)))
    assert await calendar_of(staff) is None


async def test_changing_one_kind_of_days_keeps_the_others(staff: Staff) -> None:
    for what, typed in (
        ("holidays", "2026-12-16"),
        ("ramadan", "2027-02-08 to 2027-03-09"),
        ("shift", "DDNNOO 2026-12-01"),
    ):
        await staff.taps("trainer", call(ask_days, COHORT, what))
        await staff.says("trainer", typed)
    await staff.taps("trainer", call(clear_days, COHORT, "ramadan", date(2027, 2, 8)))
    assert await calendar_of(staff) == {
        "holidays": ["2026-12-16"], "shift": "DDNNOO", "since": "2026-12-01",
    }  # fmt: skip


# --- What was promised before


@pytest.fixture
def sender(staff: Staff) -> RefresherSender:
    parts = staff.desk.parts
    return RefresherSender(BOT, parts.app, staff.desk.post)


async def days_of(staff: Staff) -> dict[str, date]:
    """On which day each learner's next prompt is promised, where a cohort is."""

    def load(conn: Connection) -> dict[str, date]:
        moments = {learner: jobs.due_at(conn, KIND, learner) for learner in LEARNERS}
        zone = ZoneInfo(ZONE)
        return {name: at.astimezone(zone).date() for name, at in moments.items() if at is not None}

    found: dict[str, date] = await staff.read(load)
    return found


async def promised(staff: Staff, sender: RefresherSender) -> date:
    """Let everybody have a prompt promised; gives the day, which is one for all."""
    await know(staff, LEARNERS)
    await sender.sweep()
    found = await days_of(staff)
    assert list(found) == LEARNERS
    (day,) = set(found.values())
    return day


async def closes(staff: Staff, day: date) -> Reply:
    await staff.taps("trainer", call(ask_days, COHORT, "holidays"))
    return await staff.says("trainer", day.isoformat())


async def test_holiday_moves_scheduled_prompts_and_back(
    staff: Staff, sender: RefresherSender
) -> None:
    """Of its members alone; and nothing is sent for it."""
    day = await promised(staff, sender)
    told = await closes(staff, day)
    assert await sender.send() == 0
    moved = await days_of(staff)
    assert all(moved[learner] > day for learner in LEARNERS[:-1])
    assert moved[LEARNERS[-1]] == day  # who has left

    await staff.taps("trainer", button(told.screen, clear_days))
    assert await sender.send() == 0
    assert set((await days_of(staff)).values()) == {day}


async def test_hours_are_asked_again_before_anything_is_sent(
    staff: Staff, sender: RefresherSender
) -> None:
    """Though nobody had looked again at what was promised."""
    day = await promised(staff, sender)
    kept = {"holidays": [day.isoformat()]}

    def save(conn: Connection) -> list[datetime | None]:
        cohorts.change(conn, COHORT, calendar=kept)
        return [jobs.due_at(conn, KIND, learner) for learner in LEARNERS]

    staff.desk.clock.at = max(await staff.write(save))  # in the slot in which all would have come
    assert await sender.send() == 1  # to who has left
    found = await days_of(staff)
    assert all(found[learner] > day for learner in LEARNERS)
    assert await staff.read(lambda conn: prompts.last(conn, LEARNERS[0])) is None


async def test_higher_target_moves_prompts_forward(staff: Staff, sender: RefresherSender) -> None:
    await staff.taps("trainer", call(set_retention, COHORT, 90))
    await know(staff, LEARNERS, before=7)
    await sender.sweep()
    before = await days_of(staff)
    await staff.taps("trainer", call(set_retention, COHORT, 97))
    await sender.send()
    after = await days_of(staff)
    assert all(after[learner] < before[learner] for learner in LEARNERS[:-1])
    assert after[LEARNERS[-1]] == before[LEARNERS[-1]]


async def test_plan_counts_each_members_own_days(staff: Staff, sender: RefresherSender) -> None:
    day, who = await promised(staff, sender), LEARNERS[-1]
    await closes(staff, day)
    link = token(await staff.taps("trainer", call(make_link, COHORT)))
    await staff.says(who, f"/start {link}")
    assert await sender.send() == 0
    assert (await days_of(staff))[who] > day

    await staff.taps("trainer", call(remove_member, COHORT, who, keep_place=False))
    assert await sender.send() == 0
    assert (await days_of(staff))[who] == day


# --- Whether forecasts are any good


async def test_viewer_of_all_roles_gets_the_forecast_link(staff: Staff) -> None:
    assert has((await staff.says("admin", "/admin")).screen, forecast_page)
    assert not has((await staff.says("local", "/admin")).screen, forecast_page)


async def test_forecasts_are_shown_from_five_people(staff: Staff) -> None:
    await know(staff, LEARNERS[:4], predicted=0.9)
    page_text = text((await staff.taps("admin", call(forecast_page))).screen)
    assert "Not enough answers" in page_text
    assert "%" not in page_text

    await know(staff, LEARNERS[4:5], predicted=0.8, right=False)
    screen = (await staff.taps("admin", call(forecast_page))).screen
    assert "5 answers · 5 people" in text(screen)
    assert "From 80 to 100%: forecast 88%, actual 80% · 5 answers" in text(screen)
    assert "Log loss: 0.41" in text(screen)
    assert has(screen, role_list)


async def test_prompts_are_counted_by_slot(staff: Staff) -> None:
    """Each slot of which five people got one, with how many of them were answered."""
    at = staff.desk.clock.now() - 14 * DAY

    def save(conn: Connection) -> None:
        for number, name in enumerate(LEARNERS[:5]):
            state = ANSWERED if number else OPEN
            prompts.add(conn, Prompt(f"m-{name}", name, at, "morning", "en", [], 0, state))
            if number:
                prompts.add(
                    conn, Prompt(f"e-{name}", name, at + DAY, "evening", "en", [], 0, state)
                )

    await staff.write(save)
    page_text = text((await staff.taps("admin", call(forecast_page))).screen)
    assert "in the morning: 80% of 5" in page_text
    assert "in the evening" not in page_text
    assert "0.9 prompts per learner and week; at most 2 in seven days." in page_text


# --- Fit


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_full_pages_fit_in_a_message(staff: Staff, language: str) -> None:
    """Figures of everything that five learners can have answered, and the longest name."""
    for form in FORMS:
        await know(staff, LEARNERS[:5], told=form, days=5)

    def save(conn: Connection) -> None:
        people.change(conn, "trainer", language=language)
        cohorts.change(conn, COHORT, name="ن" * MOST_LETTERS)

    await staff.write(save)
    for action in (
        *(call(readiness_page, COHORT, days) for days in AHEAD),
        call(retention_page, COHORT),
    ):
        screen = (await staff.taps("trainer", action)).screen
        assert screen is not None
        fits(screen)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_quality_of_forecasts_fits_in_a_message(language: str) -> None:
    speak = words(language)
    bins = [Bin(n / 5, n / 5 + 0.2, 10**6, 0.5, 0.5) for n in range(5)]
    slots = [
        SlotResponse(name, 9, 10**6, 10**5)
        for name in ("morning", "midday", "evening", "asked", "")
    ]
    quality = ForecastQuality(10**6, Score(10**7, 0.5, 0.1), bins, PromptLoad(9, 9, 2.5, 3), slots)
    fits(quality_screen(speak, quality))
    fits(quality_screen(speak, replace(quality, score=None, bins=[], load=None, slots=[])))
