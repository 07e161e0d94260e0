"""A fit forecasts better, is the same every time, and makes no flood."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.app.refreshers import deck, model_fitting
from bot.app.refreshers.prompt_schedule import A_WEEK, KIND
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_case
from bot.outbox.refresher_sending import RefresherSender
from scenarios.case_library import CaseLibrary
from scenarios.players import Dice
from scenarios.seeded_random import draw
from scenarios.spaced_repetition import fsrs_formulas
from scenarios.spaced_repetition.calibration import History
from scenarios.spaced_repetition.fsrs_formulas import Fsrs
from scenarios.spaced_repetition.memory import DEFAULTS, Grade, Parameters, Review, replay_reviews
from storage.outbox import jobs
from storage.people import people
from storage.refreshers import memories, prompts, recall_rates
from storage.refreshers import memories as kept
from storage.refreshers.model_fits import Fit
from storage.refreshers.prompts import ANSWERED, RefresherPreferences
from tests.helpers.front_desk import BOT, FrontDesk, front_desk
from tests.helpers.recall_case import QUESTIONS, recall_case

START = datetime(2026, 1, 4, 9, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Bahrain")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
FORGETFUL: Parameters = (0.1, 0.1, 0.1, 0.1, *DEFAULTS[4:])
"""By which a third is forgotten within a day, and so everything is due on the next."""
KEEN: Parameters = (1.5, 5.0, 20.0, 40.0, *DEFAULTS[4:])
"""By which people remember longer than is usual."""


def _fit(parameters: Parameters) -> Fit:
    return Fit("f1", START, parameters, {"reviews": 500})


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    """One learner who has played the case of eight items."""
    async with front_desk(database_url, CaseLibrary({"recalls": recall_case()})) as desk:
        await desk.tap(call(begin_case, "recalls"))
        for n in range(QUESTIONS):
            await desk.tap(desk.take(f"best{n}"))
        yield desk


async def _use(desk: FrontDesk, fit: Fit | None) -> int:
    parts = desk.parts
    return await model_fitting.use(parts.database, parts.library.scenarios, fit, desk.clock.at)


async def _person(desk: FrontDesk) -> str:
    return (await desk.parts.database.read(people.every))[0].id


async def test_memories_follow_a_fit_and_its_withdrawal(desk: FrontDesk) -> None:
    """From the answers alone; and the next prompt is planned by them."""
    person, database = await _person(desk), desk.parts.database
    before = await database.read(lambda conn: memories.of_person(conn, person))
    planned = await database.read(lambda conn: jobs.due_at(conn, KIND, person))

    assert await _use(desk, _fit(KEEN)) == 1
    after = await database.read(lambda conn: memories.of_person(conn, person))
    assert await database.read(deck.in_use) == KEEN
    assert all(KEEN[0] < memory.stability < KEEN[2] for memory in after)  # maybe guessed
    later = await database.read(lambda conn: jobs.due_at(conn, KIND, person))
    assert planned is not None
    assert later is not None
    assert later > planned

    assert await _use(desk, None) == 1
    assert await database.read(deck.in_use) == DEFAULTS
    assert await database.read(lambda conn: memories.of_person(conn, person)) == before
    assert await database.read(lambda conn: jobs.due_at(conn, KIND, person)) == planned


async def test_forgiven_absence_stays_forgiven_after_a_fit(desk: FrontDesk) -> None:
    """Or a fit would bring back at once what an absence had let go."""
    person, database = await _person(desk), desk.parts.database

    def save(conn: Connection) -> None:
        memory = memories.of_person(conn, person)[0]
        memories.keep(conn, replace(memory, forgiven_at=desk.clock.at))

    await database.write(save)
    await _use(desk, _fit(KEEN))

    found = await database.read(lambda conn: memories.of_person(conn, person))
    assert [memory.forgiven_at for memory in found] == [desk.clock.at, *[None] * (QUESTIONS - 1)]


async def test_fit_schedules_nothing_for_unscheduled_learners(desk: FrontDesk) -> None:
    """Such as whoever has blocked the bot; or whoever wants no prompts any more."""
    person, database = await _person(desk), desk.parts.database

    await database.write(lambda conn: jobs.cancel(conn, KIND, person))
    await _use(desk, _fit(FORGETFUL))
    assert await database.read(lambda conn: jobs.due_at(conn, KIND, person)) is None

    def save(conn: Connection) -> None:
        prompts.keep_preferences(conn, RefresherPreferences(person, "stopped"))
        jobs.schedule(conn, jobs.ScheduledJob(person, KIND, person, desk.clock.at))

    await database.write(save)
    await _use(desk, None)
    assert await database.read(lambda conn: jobs.due_at(conn, KIND, person)) is None


async def test_a_fit_by_which_all_is_due_makes_no_flood(desk: FrontDesk) -> None:
    """Eight items are due at once, and stay so: three prompts come in the week, on three days."""
    person, parts, clock = await _person(desk), desk.parts, desk.clock
    clock.at += 2 * HOUR
    await _use(desk, _fit(FORGETFUL))
    begun = clock.at
    own = await parts.database.read(
        lambda conn: deck.deck_of(conn, parts.library.scenarios, person)
    )
    ready = [item for item in own.items if item.is_due(begun + DAY, own.parameters)]

    sender = RefresherSender(BOT, parts.app, desk.post)
    while clock.at < begun + WEEK:
        if await sender.send():  # whoever answers is not taken to have gone
            await parts.database.write(lambda conn: _answered(conn, person, clock.at))
        clock.at += HOUR
    moments = await parts.database.read(lambda conn: prompts.made_since(conn, person, begun))

    assert len(ready) == QUESTIONS
    assert len(moments) == A_WEEK
    assert len({moment.astimezone(ZONE).date() for moment in moments}) == len(moments)


def _answered(conn: Connection, person: str, now: datetime) -> None:
    last = prompts.last(conn, person)
    assert last is not None
    prompts.move(conn, last.id, len(last.items), ANSWERED, now)


async def test_everybody_with_a_memory_is_found(desk: FrontDesk) -> None:
    """Once each."""
    assert await desk.parts.database.read(recall_rates.people_with_memories) == [
        await _person(desk)
    ]


# --- The fit itself


def _histories(truth: Parameters, items: int = 400) -> list[History]:
    """Answers of people who remember by some parameters, to items that come back on any day."""
    found = []
    for number in range(items):
        dice, model = Dice(3, str(number)), Fsrs(truth)
        right, at = dice.below(10) < 8, START
        stability, difficulty = model.first(fsrs_formulas.grade(right=right))
        reviews = [Review(Grade.GOOD if right else Grade.AGAIN, "story", at)]
        for _ in range(5):
            days = 1 + dice.below(30)
            at += timedelta(days=days)
            chance = model.retention(days, stability)
            right = dice.below(10**6) < chance * 10**6
            stability, difficulty = model.after(
                stability, difficulty, chance, fsrs_formulas.grade(right=right)
            )
            grade = Grade.GOOD if right else Grade.AGAIN
            reviews.append(Review(grade, ("same-move", "look-alike")[dice.below(2)], at))
        found.append(History(f"p{number % 40}", reviews))
    return found


def test_answers_are_grouped_by_item_and_person_and_days_are_whole() -> None:
    """Half a day is none, and a clock that was set back is none either."""
    rows = [
        kept.Review("p1", "hall", "s1", 0, START, "story", "a", 3),
        kept.Review("p1", "hall", "s1", 1, START + 1.5 * DAY, "same-move", "a", 1, sure=True),
        kept.Review("p1", "hall", "s1", 2, START + DAY, "same-move", "a", 2),
        kept.Review("p1", "hall", "s2", 0, START, "story", "a", 3),
        kept.Review("p2", "hall", "s2", 0, START, "story", "a", 3),
    ]
    found = model_fitting.histories(rows)

    assert [(history.person, len(history.reviews)) for history in found] == [
        ("p1", 3),
        ("p1", 1),
        ("p2", 1),
    ]
    assert found[0].reviews[1].sure
    assert model_fitting.answers(found[0]) == [(3, 0), (1, 1), (2, 0)]


async def test_a_fit_forecasts_better_also_of_people_it_has_not_seen() -> None:
    """And it is the same every time, to the last digit kept."""
    found = _histories(KEEN)
    first, again = [await model_fitting.fit(found, DEFAULTS) for _ in range(2)]
    before, after, others = (first.report[name] for name in ("before", "after", "held_out"))

    assert first == again
    assert after["log_loss"] < before["log_loss"]
    assert others["log_loss"] < before["log_loss"]
    assert after["rmse"] < before["rmse"]
    assert model_fitting.is_better(first.report)
    assert abs(first.parameters[2] - KEEN[2]) < abs(DEFAULTS[2] - KEEN[2])
    assert set(after["forms"]) == {"same-move", "look-alike"}
    assert (first.report["reviews"], first.report["people"]) == (2400, 40)
    assert replay_reviews(found[0].reviews, first.parameters).reviews == 6


@pytest.mark.slow
async def test_on_others_means_on_people_it_was_not_fitted_to() -> None:
    """Where each half remembers in its own way, neither foretells the other."""
    mixed = [
        keen if draw(0, keen.person) % 2 else forgetful
        for keen, forgetful in zip(_histories(KEEN), _histories(FORGETFUL), strict=True)
    ]
    found = await model_fitting.fit(mixed, DEFAULTS)

    assert found.report["held_out"]["log_loss"] > found.report["before"]["log_loss"]
    assert not model_fitting.is_better(found.report)


def test_single_day_of_reviews_changes_no_parameter() -> None:
    """The package would give up; the model's own parameters stay, but for their rounding."""

    assert model_fitting.optimised([[(3, 0), (3, 0), (1, 0)]] * 200) == pytest.approx(DEFAULTS)
    assert model_fitting.optimised([[(3, 0)]] * 400) == pytest.approx(DEFAULTS)


def test_failure_of_the_package_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does so by what is no exception, which no other process could be told of."""
    package = importlib.import_module(model_fitting.PACKAGE)

    class Panic(BaseException):
        """As the package raises it."""

    class Giving:
        """Gives up at once."""

        def __init__(self, parameters: list[float]) -> None:
            raise Panic("no way")

    monkeypatch.setattr(package, "FSRS", Giving)

    with pytest.raises(model_fitting.ModelFitError, match="no way"):
        model_fitting.optimised([[(3, 0), (3, 4)]])


@pytest.mark.slow
async def test_a_loop_goes_on_while_a_fit_is_made() -> None:
    """The package holds the interpreter, so it has one of its own."""
    import asyncio

    work = asyncio.ensure_future(model_fitting.fit(_histories(KEEN, 120), DEFAULTS))
    turns = 0
    while not work.done():
        await asyncio.sleep(0)
        turns += 1

    assert turns > 100
