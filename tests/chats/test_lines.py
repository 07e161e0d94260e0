"""Lines: shown with who answers for them, or said plainly not to be there; and nobody knows who
asked about themselves.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.app.agencies.contact_lookup import PROCEDURE, REAL_CASE, SUPPORT, ContactText, contacts
from bot.chat.kit.request import Reply, ScreenPlacement, Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.learner.helplines import about_me, cover_up, real_case, support
from storage.agencies import local_contacts
from storage.agencies.local_contacts import EVERYWHERE
from storage.people import people
from storage.people.people import Person
from tests.helpers.assigning_world import bare
from tests.helpers.database_contents import contents, rows_of
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, at_counter, front_desk
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

STRANGER = 2002
NUMBER = "1700 0000"
NOT_CONFIRMED = "confirmed here yet"
# Every number of the brief that nobody has confirmed.
UNCONFIRMED = ("995", "555", "998", "999", "17506055", "80001144", "171032")
TELLING = ("traffick", "exploit", "اتجار", "استغلال")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


def words_of(reply: Reply) -> str:
    assert reply.screen is not None
    return "\n".join(line.text for line in reply.screen.lines)


async def learner_of(desk: FrontDesk, **change: object) -> Person:
    """The learner at the desk, changed so."""

    def save(conn: Connection) -> Person:
        person = people.by_account(conn, BOT, LEARNER)
        assert person is not None
        if change:
            people.change(conn, person.id, **change)
        return people.get(conn, person.id) or person

    return await desk.parts.database.write(save)


async def keep(desk: FrontDesk, agency: str, name: str, *, by: str | None = "Duty manager") -> None:
    """A fact of that name, confirmed or not, good for a day."""
    now = desk.clock.now()
    texts = {"en": f"the {name} of it, {NUMBER}", "ar": f"خط {name}، {NUMBER}"}

    def prepare(conn: Connection) -> None:
        fact = local_contacts.add(conn, agency, name, texts, "the handbook", now)
        if by is not None:
            local_contacts.confirm(conn, fact, by, now, now + timedelta(days=1))

    await desk.parts.database.write(prepare)


@pytest.mark.parametrize("action", [call(support), call(real_case), call(about_me)])
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_while_nothing_is_confirmed_no_number_is_shown(
    desk: FrontDesk, action: Call, language: str
) -> None:
    """Not even one that somebody has entered."""
    await learner_of(desk, agency="airport", language=language)
    for agency in ("airport", EVERYWHERE):
        for name in ("agency-line", "support-line", "procedure", "protection-line", "police"):
            await keep(desk, agency, name, by=None)

    words = words_of(await desk.tap(action))
    assert {"en": NOT_CONFIRMED, "ar": "لم يُؤكَّد هنا بعد"}[language] in words
    assert not any(character.isdigit() for character in words)


@pytest.mark.parametrize(
    ("action", "name"), [(call(support), "support-line"), (call(real_case), "agency-line")]
)
async def test_confirmed_helpline_names_its_confirmer(
    desk: FrontDesk, action: Call, name: str
) -> None:
    """Until it expires; and of no other agency."""
    await learner_of(desk, agency="airport")
    await keep(desk, "clinic", name, by="Somebody Else")
    assert NOT_CONFIRMED in words_of(await desk.tap(action))

    await keep(desk, "airport", name)
    words = words_of(await desk.tap(action))
    assert f"the {name} of it, {NUMBER}" in words
    assert "Confirmed by Duty manager on 25 November 2026." in words
    assert NOT_CONFIRMED not in words

    desk.clock.passes(86_400)
    assert NUMBER not in words_of(await desk.tap(action))


async def test_the_groups_of_a_number_keep_their_order_in_arabic(desk: FrontDesk) -> None:
    """Each number is one run from left to right."""
    await learner_of(desk, agency="airport", language="ar")
    await keep(desk, "airport", "support-line")

    words = words_of(await desk.tap(call(support)))
    assert f"\u2068{NUMBER}\u2069" in words
    assert "نوفمبر 2026" in words


async def test_the_procedure_stands_with_the_line_once_it_is_confirmed(desk: FrontDesk) -> None:
    await learner_of(desk, agency="airport")
    assert "How to pass it on" not in words_of(await desk.tap(call(real_case)))
    await keep(desk, "airport", "procedure")

    words = words_of(await desk.tap(call(real_case)))
    assert f"How to pass it on\nthe procedure of it, {NUMBER}" in words


async def test_other_use_cases_read_the_same_contacts(desk: FrontDesk) -> None:
    """In a language, neutral where nobody answers for one."""

    async def read() -> dict[str, ContactText]:
        return await desk.parts.database.read(
            lambda conn: contacts(conn, "airport", "ar", desk.clock.now())
        )

    found = await read()
    for name, words in (
        (REAL_CASE, "خط جهة عملك"),
        (SUPPORT, "دعم العاملين في جهة عملك"),
        (PROCEDURE, "الإجراء المتّبع في جهة عملك"),
    ):
        told = found[name]
        assert (told.text, told.confirmed_at, told.confirmed_by) == (words, None, None)

    await keep(desk, "airport", "agency-line", by=None)
    assert (await read())[REAL_CASE].confirmed_at is None
    await keep(desk, "airport", "agency-line")
    told = (await read())[REAL_CASE]
    assert (told.confirmed_by, told.confirmed_at) == ("Duty manager", desk.clock.now())


async def ask_about_me(desk: FrontDesk, telegram_id: int) -> list[Reply]:
    """Everything of it: the command, the button, and taking it away."""
    router = desk.parts.router

    def visitor() -> Visitor:
        return Visitor(BOT, telegram_id, next(desk.updates), "ar", "Somebody")

    return [
        await router.command(visitor(), "me", ""),
        await router.tap(visitor(), call(about_me)),
        await router.tap(visitor(), call(cover_up)),
    ]


@pytest.mark.parametrize("who", [LEARNER, STRANGER])
async def test_asking_for_help_leaves_no_trace(desk: FrontDesk, who: int) -> None:
    """Not one row differs afterwards, and nothing at all is logged; no person is made."""
    await at_counter(desk)
    await learner_of(desk, awaits="name:latin")
    before = await desk.parts.database.read(contents)

    with capture_logs() as logged:
        replies = await ask_about_me(desk, who)

    assert all(reply.screen for reply in replies)
    assert logged == []
    assert await desk.parts.database.read(contents) == before


@pytest.mark.parametrize("who", [LEARNER, STRANGER])
async def test_reply_lists_confirmed_helplines_for_everybody(desk: FrontDesk, who: int) -> None:
    """For whoever asks, with their dates."""
    for name in ("protection-line", "police"):
        await keep(desk, EVERYWHERE, name)

    words = words_of((await ask_about_me(desk, who))[0])
    assert words.count(NUMBER) == 2
    assert "Duty manager" in words


async def test_first_lines_reveal_nothing_to_onlookers(desk: FrontDesk) -> None:
    """In both languages, and so does what comes in its place."""
    for language in ("en", "ar"):
        await learner_of(desk, language=language)
        about, _, left = await ask_about_me(desk, LEARNER)
        staff, real = await desk.tap(call(support)), await desk.tap(call(real_case))
        assert left.place is ScreenPlacement.SAME
        for reply in (about, staff, real, left):
            assert not any(word in words_of(reply).casefold() for word in TELLING)
            assert not any(number in words_of(reply) for number in UNCONFIRMED)


def said(chat: Any) -> list[str]:
    """What still stands of whatever the person wrote."""
    own = [entry for entry in chat["messages"] if not entry["from"]["is_bot"]]
    return [entry["text"] for entry in own if not entry.get("deleted")]


async def test_a_command_that_cannot_be_deleted_is_answered_all_the_same(
    sandbox: Served, sqlite_url: str
) -> None:
    """Such as one that is gone already."""
    learner = Learner(sandbox.phone(1001), "en")
    asked = await learner.phone.says("/me")
    async with sandbox.bot() as bot:
        await bot.delete_message(1001, asked["message_id"])
    async with running_bot(sandbox, sqlite_url):
        await learner.phone.waits_for_text("For yourself")
        await learner.command("/help")
        assert said(await learner.phone.look()) == ["/help"]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_anyone_finds_it_before_the_notice_and_takes_it_away(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """Through the real bot: a newcomer asks and reads; "/me" is gone, and the message harmless."""
    learner = Learner(sandbox.phone(1001), language)
    await sandbox.http.post("/people", json={"id": 1001, "language_code": language})
    async with running_bot(sandbox, sqlite_url):
        await learner.phone.says("/help")
        await learner.phone.waits_for(lambda chat: learner.buttons())
        before = rows_of(sqlite_url)
        with capture_logs() as logged:
            await learner.phone.says("/me")
            await learner.phone.waits_for_text({"en": "For yourself", "ar": "لك وحدك"}[language])
            await learner.phone.waits_for(lambda chat: "/me" not in said(chat))
            await learner.phone.taps(learner.button("1:pl") or "")
            title = {"en": "Basira · بصيرة", "ar": "بصيرة · Basira"}[language]
            await learner.phone.waits_for(lambda chat: title in bare(learner.text()))
        assert logged == []
        assert rows_of(sqlite_url) == before

        await learner.phone.look()
        assert (
            len([entry for entry in learner.phone.chat["messages"] if entry["from"]["is_bot"]]) == 2
        )
        assert [button["callback_data"] for button in learner.buttons()] == ["1:l"]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_support_is_a_command_in_both_languages(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    learner = Learner(sandbox.phone(1001), language)
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.phone.says("/support")
        await learner.phone.waits_for_text(
            {"en": "Support for you", "ar": "الدعم المتاح لك"}[language]
        )
        await learner.tap("1:pr")
        assert {"en": "For a real case", "ar": "للحالات الحقيقية"}[language] in learner.text()


async def test_today_reports_agencies_without_a_helpline(desk: FrontDesk) -> None:
    """What it means, and what to do instead; nobody reads it where it does not matter."""
    told = "Your agency has not confirmed a line for real cases yet. In a real case,"

    async def today() -> str:
        return words_of(await desk.parts.router.command(desk.visitor(), "today"))

    assert told not in await today()  # of nobody's agency nothing can be said
    await learner_of(desk, agency="police")
    assert f"{told} ask your supervisor" in await today()
    await keep(desk, "police", REAL_CASE, by=None)
    assert told in await today()
    await keep(desk, "police", REAL_CASE)
    assert told not in await today()
    desk.clock.passes(timedelta(days=2).total_seconds())
    assert told in await today()  # it has expired
    await learner_of(desk, language="ar")
    assert "لم تؤكّد جهة عملك" in await today()
    await keep(desk, EVERYWHERE, REAL_CASE)
    assert "التدريب مستمر" not in await today()
