"""RefresherSender whatever happens: crashes, clocks, two programs, and what once went wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.app.preferences.contact_hours import hours_for
from bot.app.refreshers import prompt_lifecycle
from bot.app.refreshers.prompt_lifecycle import MOST, PATIENCE
from bot.app.refreshers.prompt_schedule import KIND
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.personal_settings import set_rest_day
from bot.chat.learner.refresher_prompts import answer_refresher, next_refresher, request_refresher
from bot.chat.learner.refreshers import switch_refreshers
from bot.outbox.refresher_sending import LEASE
from scenarios.spaced_repetition.selection import AGAIN
from storage.db import tables as t
from storage.db.errors import StorageError
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Person
from storage.refreshers import memories, prompts
from storage.refreshers.prompts import ANSWERED, LEFT, Prompt
from tests.helpers.front_desk import BOT
from tests.helpers.recall_case import QUESTIONS
from tests.helpers.refresher_world import (
    DAY,
    ZONE,
    RefresherWorld,
    again,
    best,
    prompt_of,
    words_of,
)
from tests.helpers.staff import leads

# --- Whatever happens


async def test_undelivered_prompt_is_sent_again_and_not_counted(
    school: RefresherWorld,
) -> None:
    """A network that is down is not somebody who does not answer."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    school.post.end(None, ended=False)
    await school.refreshers.flush()
    count = select(func.count()).select_from(t.prompts)
    assert await school.read(lambda conn: conn.execute(count).scalar()) == 0
    assert (await school.person()).told_at is None

    screen = await school.gets()
    assert leads(screen.buttons[0].action, answer_refresher)
    assert (await school.rhythm()).unanswered == 0


async def test_unsent_prompt_is_retried_at_once(school: RefresherWorld) -> None:
    """Where the chat is muted, when that ends."""
    await school.plays()
    await school.goes_to(await school.comes())
    for unsent in (timedelta(), timedelta(minutes=3)):
        await school.refreshers.send()
        assert len(school.post.open) == 1
        school.post.end(None, ended=False, unsent=unsent)
    assert await school.sends() is None
    school.desk.clock.passes(180)
    assert await school.sends() is not None


async def test_prompt_claimed_before_an_outage_is_sent_after_it(
    school: RefresherWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.plays()
    await school.goes_to(await school.comes())

    def away(_conn: Connection, _person: str) -> None:
        raise StorageError

    with monkeypatch.context() as out:
        out.setattr(people, "lock", away)
        with pytest.raises(StorageError):
            await school.refreshers.send()
    assert await school.sends() is not None


async def test_a_crash_before_the_sending_loses_nothing_and_doubles_nothing(
    school: RefresherWorld,
) -> None:
    """What was claimed by a program that died is handed out again when its lease is over."""
    await school.plays()
    await school.goes_to(await school.comes())

    def claimed(conn: Connection) -> Any:
        return jobs.claim(conn, school.now, LEASE, 10, (KIND,))

    assert len((await school.write(claimed)).due) == 1
    other = again(school.desk)
    assert await other.sends() is None
    school.desk.clock.passes(LEASE.total_seconds() + 1)
    assert await other.sends() is not None
    assert await again(school.desk).sends() is None


async def test_two_programs_send_one_prompt(school: RefresherWorld) -> None:
    """Whichever is first."""
    await school.plays()
    other = again(school.desk)
    await school.goes_to(await school.comes())
    found = [await school.sends(), await other.sends()]
    assert [screen is not None for screen in found] == [True, False]


@pytest.mark.parametrize("jump", [-3, 3])
async def test_a_clock_that_jumps_by_days_sends_no_second_one(
    school: RefresherWorld, jump: int
) -> None:
    """Neither back nor forth is there a flood."""
    await school.plays()
    await school.gets()
    school.desk.clock.at += jump * DAY
    sent = 0
    for _ in range(24):
        sent += await school.sends() is not None
        school.desk.clock.passes(3600)
    assert sent <= 1


async def test_blocked_learner_is_skipped_until_they_return(
    school: RefresherWorld,
) -> None:
    """Without a promise that is claimed over and over."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.write(lambda conn: people.block(conn, BOT, 1001, school.now))
    assert await school.sends() is None
    assert await school.comes() is None
    assert await school.refreshers.sweep() == 0

    await school.write(lambda conn: people.block(conn, BOT, 1001, None))
    assert await school.refreshers.sweep() == 1
    assert await school.comes() is not None


async def test_sweep_schedules_unscheduled_learners(school: RefresherWorld) -> None:
    """Such as after an older release."""
    await school.plays()
    person = await school.person()
    await school.write(lambda conn: jobs.cancel(conn, KIND, person.id))
    assert await school.refreshers.sweep() == 1
    assert await school.comes() is not None
    assert await school.refreshers.sweep() == 0


async def test_a_prompt_left_open_is_let_go_by_the_next(school: RefresherWorld) -> None:
    """There is one open at a time."""
    await school.plays()
    await school.gets()
    first = await school.prompt()
    await school.gets()
    person = await school.person()
    found = await school.write(lambda conn: prompts.get_for_update(conn, first.id, person.id))
    assert found is not None
    assert found.state == LEFT


# --- What once went wrong


async def test_deleted_item_is_skipped_for_good(school: RefresherWorld) -> None:
    """The next item can be answered, and a prompt of which nothing is left is over."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    await school.gets()
    prompt = await school.prompt()
    assert len(prompt.items) == MOST
    gone = [{**item, "signature": "gone"} for item in prompt.items]

    async def becomes(items: list[dict[str, Any]]) -> None:
        await school.write(lambda conn: conn.execute(t.prompts.update().values(items=items)))

    await becomes([gone[0], *map(dict, prompt.items[1:])])
    shown = await school.taps(call(next_refresher, prompt.id, 0))
    await school.taps(best(shown))
    assert len(await school.reviews()) == QUESTIONS + 1
    assert (await school.prompt()).turn == 2

    await becomes(gone)
    over = await school.taps(call(next_refresher, prompt.id, 2))
    assert "Done. Thank you." in words_of(over)
    assert (await school.prompt()).state == ANSWERED
    asked = await school.taps(call(request_refresher))
    assert leads(asked.buttons[0].action, answer_refresher)


async def test_a_crash_between_making_and_sending_is_no_silence(school: RefresherWorld) -> None:
    """What was made and never arrived is sent by the next program, and counted once."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()  # made; and the program dies before it is told how it went
    made = await school.prompt()
    assert made.shown_at is None

    other = again(school.desk)
    school.desk.clock.passes(LEASE.total_seconds() + 1)
    sent = await other.sends()
    assert sent is not None
    screen = await other.opens(sent)
    assert prompt_of(best(screen)) == made.id
    assert (await school.prompt()).shown_at is not None
    school.desk.clock.passes(LEASE.total_seconds() + 1)
    assert await other.sends() is None
    await school.taps(best(screen))
    assert (await school.rhythm()).unanswered == 0


async def test_after_a_crash_nothing_is_sent_out_of_hours(school: RefresherWorld) -> None:
    """What was made in the slot before is taken back, and comes in a later one."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()  # made; and the program dies before it is told how it went
    made = await school.prompt()
    person = await school.person()
    hours = await school.read(lambda conn: hours_for(conn, person))
    while hours.slot(school.now):
        school.desk.clock.passes(1800)

    other = again(school.desk)
    assert await other.sends() is None
    later = await school.comes()
    assert later is not None
    assert later >= made.made_at + DAY
    assert hours.slot(later)
    screen = await other.gets()
    assert prompt_of(best(screen)) != made.id
    assert (await school.rhythm()).unanswered == 0


async def test_unanswered_prompt_is_no_review_and_may_return(
    school: RefresherWorld,
) -> None:
    """After a week, in another form, as if it had not been put; and answered, it counts."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    known, reviews = await school.known(), await school.reviews()
    await school.gets()
    first = {item["signature"]: item["form"] for item in (await school.prompt()).items}
    assert await school.known() == known
    put = school.now
    screen = await school.gets()  # the first one was passed over
    while not (again_put := [x for x in (await school.prompt()).items if x["signature"] in first]):
        await school.answers_all(screen)
        known, reviews = await school.known(), await school.reviews()
        screen = await school.gets()

    second = await school.prompt()
    assert school.now - put >= AGAIN * DAY
    assert all(row["form"] != first[row["signature"]] for row in again_put)
    assert await school.known() == known
    assert await school.reviews() == reviews
    await school.answers_all(screen)
    assert len(await school.reviews()) == len(reviews) + len(second.items)


async def test_answered_prompt_counts_as_delivered(school: RefresherWorld) -> None:
    """Though its receipt was lost: no second one comes for that."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    await school.taps(best(await school.opens(school.post.sent[-1])))
    school.post.end(None, ended=False)
    await school.refreshers.flush()
    school.desk.clock.passes(3600)

    assert await school.sends() is None
    assert (await school.person()).told_at is not None
    assert len([review for review in await school.reviews() if review.prompt]) == 1


async def test_opened_prompt_counts_as_delivered(school: RefresherWorld) -> None:
    """Though its receipt was lost: whoever reads it can still answer it."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    asked = await school.opens(school.post.sent[-1])
    school.post.end(None, ended=False)
    await school.refreshers.flush()

    await school.taps(best(asked))
    assert len([review for review in await school.reviews() if review.prompt]) == 1


async def test_the_question_whether_to_go_on_comes_again_if_it_did_not_arrive(
    school: RefresherWorld,
) -> None:
    """Nobody is silenced by a question they never saw."""
    await school.plays()
    for _ in range(PATIENCE):
        await school.gets()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    assert call(switch_refreshers, on=True) in [
        button.action for button in school.post.sent[-1].buttons
    ]
    school.post.end(None, ended=False)
    await school.refreshers.flush()

    assert (await school.rhythm()).state == "on"
    assert await school.comes() is not None


async def test_changed_hours_apply_to_scheduled_prompts(school: RefresherWorld) -> None:
    """A day that becomes one of rest is one for what was promised as well."""
    await school.plays()
    moment = await school.comes()
    assert moment is not None
    day = moment.astimezone(ZONE).weekday()
    await school.taps(call(set_rest_day, day, on=True))
    await school.sends()
    later = await school.comes()
    assert later is not None
    assert later.astimezone(ZONE).weekday() != day


async def test_a_single_item_comes_back_at_growing_intervals(school: RefresherWorld) -> None:
    """Where nothing that is due asks for restraint, one item comes all the same."""
    await school.plays()
    keys = [(memory.scenario, memory.signature) for memory in await school.known()]

    def one_left(conn: Connection) -> None:
        for scenario, signature in keys[1:]:
            own = (t.memories.c.scenario == scenario, t.memories.c.signature == signature)
            conn.execute(t.memories.delete().where(*own))

    await school.write(one_left)
    asked = []
    for _ in range(6):
        screen = await school.gets()
        asked.append(school.now)
        await school.taps(best(screen))
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]
    (known,) = await school.known()
    assert (known.scenario, known.signature) == keys[0]


async def test_a_clock_that_ran_ahead_silences_nobody(school: RefresherWorld) -> None:
    """What it planned for another year is planned anew by the sweep."""
    await school.plays()
    person = await school.person()
    far = school.now + timedelta(days=400)

    def ahead(conn: Connection) -> None:
        jobs.cancel(conn, KIND, person.id)
        jobs.schedule(conn, jobs.ScheduledJob(person.id, KIND, person.id, far))

    await school.write(ahead)
    assert await school.refreshers.sweep() == 1
    comes = await school.comes()
    assert comes is not None
    assert comes < far


async def test_answer_older_than_the_memory_has_no_forecast(
    school: RefresherWorld,
) -> None:
    """Such as in a case that was left for days while a question was answered."""
    await school.plays()
    await school.desk.tap(call(begin_case, "recalls"))
    for n in range(QUESTIONS):
        await school.desk.tap(school.desk.take(f"best{n}"))
    person = await school.person()
    kept = (await school.known())[0]
    late = replace(
        (await school.reviews())[0],
        signature=kept.signature,
        at=school.now - timedelta(days=9),
        prompt="q",
    )

    from bot.app.refreshers.memory_updates import count
    from scenarios.spaced_repetition.memory import DEFAULTS

    assert await school.write(lambda conn: count(conn, late, DEFAULTS))
    found = await school.read(lambda conn: memories.reviews_of(conn, person.id))
    assert [review.predicted for review in found if review.prompt == "q"] == [None]


# --- Side by side


async def test_unrecorded_delivery_is_recorded_later(
    school: RefresherWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a prompt that arrived is not sent again for that."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    school.post.end(700, ended=True)
    database = school.desk.parts.database

    async def out_of_reach(unit: object) -> None:
        raise StorageError("out of reach")

    with monkeypatch.context() as broken:
        broken.setattr(database, "write", out_of_reach)
        with pytest.raises(StorageError):
            await school.refreshers.flush()
    assert (await school.prompt()).shown_at is None
    await school.refreshers.flush()

    assert (await school.prompt()).shown_at == school.now


async def test_unaskable_learner_blocks_no_other(
    school: RefresherWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several that are due together, the others are sent to all the same."""
    await school.plays()
    await school.goes_to(await school.comes())
    others = [await joins(school, number) for number in range(3)]
    making_of, failing = prompt_lifecycle.make, others[1]

    def make(conn: Connection, person: Person, *rest: Any) -> Prompt | None:
        if person.id == failing:
            raise ValueError("a fault of ours")
        return making_of(conn, person, *rest)

    monkeypatch.setattr(prompt_lifecycle, "make", make)

    assert await school.refreshers.send() == 3
    monkeypatch.undo()
    assert await school.refreshers.send() == 0  # claimed, for as long as its lease lasts
    school.desk.clock.at += LEASE
    assert await school.refreshers.send() >= 1


async def joins(school: RefresherWorld, number: int) -> str:
    """Somebody else comes, who knows what the learner knows and is due at the same moment."""
    first, known, now = await school.person(), await school.known(), school.now
    other = replace(first, id=f"other-{number}")

    def prepare(conn: Connection) -> None:
        people.add(conn, other, people.Account(BOT, 9000 + number, other.id))
        for memory in known:
            memories.keep(conn, replace(memory, person=other.id))
        jobs.schedule(conn, jobs.ScheduledJob(other.id, KIND, other.id, now))

    await school.write(prepare)
    return other.id
