"""Erase me: asked twice, done at once, and then it is as if they had never been there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert

from bot.app.playing.replay_check import ReplayCheck
from bot.app.playing.shown_turn import ShownTurn
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.own_erasure import ask_erase, confirm_erase, erase_me
from bot.chat.learner.today import today_below
from bot.chat.playing.play import resume_attempt, running_attempts
from bot.sandbox import Sandbox
from storage.db.tables import metadata
from storage.people import people
from tests.helpers.database_contents import contents, holding
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, at_counter, front_desk
from tests.helpers.learner import Learner, along, reference
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import served
from tests.helpers.staff import button

NAME = "Mariam Secret"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


def words_of(reply: Reply) -> str:
    assert reply.screen is not None
    return "\n".join(line.text for line in reply.screen.lines)


async def play(desk: FrontDesk) -> None:
    """One case to its end, and one that is under way."""
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
    desk.clock.passes(60)
    await at_counter(desk)


async def known(desk: FrontDesk) -> str:
    """The learner's id; they have a name now, and wait to be asked another."""

    def save(conn: Connection) -> str:
        person = people.by_account(conn, BOT, LEARNER)
        assert person is not None
        people.change(conn, person.id, awaits=f"name:{NAME}")
        row = {"person": person.id, "script": "latin", "name": NAME}
        conn.execute(insert(metadata.tables["names"]), row)
        return person.id

    return await desk.parts.database.write(save)


async def asked(desk: FrontDesk) -> Call:
    """Both questions; gives the last button."""
    first = await desk.tap(call(ask_erase))
    assert first.screen is not None
    assert call(confirm_erase) in [button.action for button in first.screen.buttons]
    return await asked_again(desk)


async def asked_again(desk: FrontDesk) -> Call:
    """The second question; gives its button."""
    second = await desk.tap(call(confirm_erase))
    assert second.screen is not None
    action: Call = button(second.screen, erase_me)
    return action


async def test_both_questions_explain_and_erase_nothing(desk: FrontDesk) -> None:
    """What is safe comes first, and both lead back."""
    await play(desk)
    before = await desk.parts.database.read(contents)
    first, second = await desk.tap(call(ask_erase)), await desk.tap(call(confirm_erase))

    for reply in (first, second):
        assert reply.screen is not None
        assert reply.screen.buttons[0].action == call(today_below)
        assert reply.place is ScreenPlacement.SAME
    assert "go at once" in words_of(first)
    assert "stay, as numbers without a name" in words_of(first)
    assert await desk.parts.database.read(contents) == before


async def test_nothing_of_them_is_left(desk: FrontDesk) -> None:
    """Neither their id nor their account, name or attempts; what they finished can be checked."""
    await play(desk)
    person = await known(desk)
    attempts = [
        attempt.id for attempt in await running_attempts(desk.parts.app, await _person(desk))
    ]
    before = await desk.parts.database.read(contents)
    ids = {row.split("'")[1] for row in before["attempts"]}
    assert len(ids) == 2
    assert set(attempts) < ids

    reply = await desk.tap(await asked(desk))
    assert "everything is erased" in words_of(reply)
    assert "Telegram keeps its own copy" in words_of(reply)
    await desk.parts.receipts.flush()
    rows = await desk.parts.database.read(contents)
    assert holding(rows, person) == {"erasures"}
    for secret in (NAME, *ids):
        assert holding(rows, secret) == set()
    assert rows["accounts"] == []
    assert rows["due"] == []
    assert len(rows["attempts"]) == 1
    checking = ReplayCheck(desk.parts.database, desk.parts.library)
    assert [attempt.wrong async for attempt in checking.attempts()] == [None]


async def _person(desk: FrontDesk) -> people.Person:
    person = await desk.parts.database.read(lambda conn: people.by_account(conn, BOT, LEARNER))
    assert person is not None
    return person


async def test_old_buttons_answer_as_to_a_stranger(desk: FrontDesk) -> None:
    """And make nobody; what was on its way changes nothing either."""
    await play(desk)
    last, attempt = desk.finish(), desk.shows.attempt
    begin, now = call(begin_case, "kinds"), await asked(desk)
    await desk.tap(now)
    before = await desk.parts.database.read(contents)

    desk.parts.receipts.note(ShownTurn(attempt, 0, 30), 500)
    await desk.parts.receipts.flush()
    for gone in (last, call(resume_attempt, attempt)):
        assert "no longer here" in words_of(await desk.tap(gone))
    for action in (begin, now, call(ask_erase)):
        assert "Write nothing about real people" in words_of(await desk.tap(action))
    assert await desk.parts.database.read(contents) == before


async def test_an_old_last_button_erases_nobody(desk: FrontDesk) -> None:
    """Ten minutes later, or tapped by the person who came after: it asks once more."""
    action = await asked(desk)
    desk.clock.passes(timedelta(minutes=10).total_seconds())
    reply = await desk.tap(action)
    assert "Once more" in words_of(reply)
    assert await _person(desk)

    for forged in (
        call(erase_me, action.arguments["asked_at"] + 10_000),
        call(erase_me, 1_000_000_000),
    ):
        assert "Once more" in words_of(await desk.tap(forged))
    assert await _person(desk)


async def test_the_last_admin_stays_until_there_is_another(desk: FrontDesk) -> None:
    """They are told so at the first question, or at an old button; and nothing is erased."""
    person = (await _person(desk)).id
    role = {"id": "r", "person": person, "role": "admin", "agency": "*",
            "granted_at": desk.clock.now()}  # fmt: skip

    def save(conn: Connection) -> None:
        conn.execute(insert(metadata.tables["roles"]), role)

    await desk.parts.database.write(save)
    before = await desk.parts.database.read(contents)
    first = await desk.parts.router.command(desk.visitor(), "erase")
    for reply in (first, await desk.tap(call(ask_erase)), await desk.tap(await asked_again(desk))):
        assert "the only admin" in words_of(reply)
    assert await desk.parts.database.read(contents) == before


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_through_the_bot_and_back_again_as_someone_new(
    sqlite_url: str, language: str
) -> None:
    """A case is finished, all is erased, and a new start is a new person."""
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(7_654_321_012), language)
        async with running_bot(sandbox, sqlite_url):
            await learner.arrives()
            await learner.opens("dream-job")
            await learner.plays(along(reference(library().scenarios["dream-job"])))
            await learner.phone.says("/erase")
            await learner.phone.waits_for(lambda chat: learner.button("1:pc"))
            await learner.phone.taps(learner.button("1:pc") or "")
            await learner.phone.waits_for(lambda chat: learner.button("1:px:"))
            await learner.phone.taps(learner.button("1:px:") or "")
            done = {"en": "Done: everything", "ar": "تم: مُسح"}[language]
            # The picture of the case may be drawn only now, and come after it.
            await learner.phone.waits_for(
                lambda _: any(done in text for text in learner.phone.texts())
            )
        async with running_bot(sandbox, sqlite_url):
            await learner.arrives()
            await learner.opens("dream-job")
