"""`/hide` removes what the bot wrote from the chat, and nothing else of anybody's."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.app.sent_messages import DELETABLE, SentMessages
from bot.chat.kit.request import Reply
from bot.telegram.calls import MOST_AT_ONCE, TakeManyAway
from bot.telegram.handlers import _calls
from scenarios.case_library import CaseLibrary
from storage import Database
from storage.outbox import sent_messages
from storage.people import people
from storage.people.people import Account, Person
from tests.helpers.front_desk import ManualClock
from tests.helpers.learner import Learner
from tests.helpers.recall_case import QUESTIONS, recall_case
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

SHELF = CaseLibrary({"recalls": recall_case()})
BOT, CHAT, OTHER = 1, 1001, 1002


async def register(database: Database, *chats: int) -> None:
    """Add a person with an account for each chat."""
    now = ManualClock().now()

    def add(conn: Connection) -> None:
        for chat in chats:
            person = Person(f"person-{chat}", language="en", timezone="UTC", created_at=now)
            people.add(conn, person, Account(BOT, chat, person.id))

    await database.write(add)


async def test_the_chat_is_emptied_and_the_case_goes_on(sandbox: Served, sqlite_url: str) -> None:
    """Also of what was sent before a restart; another person's chat stays as it is."""
    learner, other = Learner(sandbox.phone(CHAT), "en"), Learner(sandbox.phone(OTHER), "en")
    async with running_bot(sandbox, sqlite_url, SHELF):
        for each in (learner, other):
            await each.arrives()
            await each.opens("recalls")
    async with running_bot(sandbox, sqlite_url, SHELF):
        before = len((await other.phone.look())["messages"])
        await learner.answers("best0")
        await learner.command("/hide")
        await learner.phone.waits_for(
            lambda _: (
                [text for text in learner.phone.texts() if text[:1] != "/"]
                == ["Done. /start brings you back. Delete what is older than 48 hours yourself."]
            )
        )
        assert "/hide" not in learner.phone.texts()
        await other.phone.look()
        assert len(other.phone.texts()) == before

        await learner.command("/resume")
        for n in range(1, QUESTIONS):
            await learner.answers(f"best{n}")
        assert "Done, and passed." in learner.text()


async def test_stored_message_ids_are_deleted_without_asking_telegram(database: Database) -> None:
    """Each message once; those of other chats stay recorded."""
    await register(database, CHAT, OTHER)
    clock = ManualClock()
    sent = SentMessages(database, clock)
    sent.note(BOT, CHAT, 5)
    clock.at += DELETABLE - timedelta(seconds=1)
    sent.note(BOT, CHAT, 9)
    sent.note(BOT, CHAT, 8)
    sent.note(BOT, OTHER, 10)
    clock.at += timedelta(seconds=2)

    assert await sent.take(BOT, CHAT) == [8, 9]
    assert await sent.take(BOT, CHAT) == []
    assert await sent.take(BOT, OTHER) == [10]


async def test_old_messages_are_purged(database: Database) -> None:
    await register(database, CHAT)
    clock = ManualClock()
    sent = SentMessages(database, clock)
    sent.note(BOT, CHAT, 5)
    await sent.flush()
    now = clock.now()

    assert await database.write(lambda conn: sent_messages.purge(conn, now)) == 0
    later = now + timedelta(seconds=1)
    assert await database.write(lambda conn: sent_messages.purge(conn, later)) == 1


def test_telegram_is_asked_for_so_many_at_once() -> None:
    calls = _calls(CHAT, Reply(None, removes=tuple(range(2 * MOST_AT_ONCE + 1))), None)

    found = [len(call.message_ids) for call in calls if isinstance(call, TakeManyAway)]
    assert found == [MOST_AT_ONCE, MOST_AT_ONCE, 1]
