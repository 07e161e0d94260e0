"""My data: all of it, as a file for programs and one to read; kept nowhere and logged nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.own_data import my_data
from bot.files import OutgoingFile
from bot.sandbox import Sandbox
from storage.db.tables import metadata
from storage.people import people
from storage.personal_data import personal_data
from tests.helpers.database_contents import contents
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, at_counter, front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import served


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


async def files_of(reply: Reply) -> list[OutgoingFile]:
    assert reply.then is not None
    return [*await reply.then()]


async def person_id(desk: FrontDesk, **change: object) -> str:
    def save(conn: Connection) -> str:
        person = people.by_account(conn, BOT, LEARNER)
        assert person is not None
        if change:
            people.change(conn, person.id, **change)
        return person.id

    return await desk.parts.database.write(save)


class Reading(HTMLParser):
    """What a page says, and what it asks for from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.elsewhere: list[str] = []
        self.root: dict[str, str | None] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elsewhere += [name for name, _ in attrs if name in ("src", "href", "srcset", "data")]
        if tag in ("link", "script", "iframe", "img", "object", "form", "a"):
            self.elsewhere.append(tag)
        if tag == "html":
            self.root = dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_the_file_for_programs_has_every_row_and_column(desk: FrontDesk) -> None:
    """As the database has them."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    person = await person_id(desk)

    _, plain = await files_of(await desk.tap(call(my_data)))
    found = json.loads(plain.content)
    kept = await desk.parts.database.read(lambda conn: personal_data.everything(conn, person))
    assert found == json.loads(json.dumps(kept))
    assert found["people"][0]["id"] == person
    assert found["accounts"][0]["telegram_id"] == LEARNER
    assert len(found["attempts"]) == 1
    assert [entry["seq"] for entry in found["events"]] == [*range(len(found["events"]))]
    assert found["events"][0].keys() == set(metadata.tables["events"].columns.keys())


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
async def test_html_page_is_in_the_persons_language_and_loads_nothing(
    desk: FrontDesk, language: str, direction: str
) -> None:
    """It runs the right way, and has nothing from elsewhere; what was typed is no markup."""
    await at_counter(desk)
    await person_id(desk, language=language, agency="<b>airport</b>")

    readable, _ = await files_of(await desk.tap(call(my_data)))
    page = readable.content.decode()
    reading = Reading(page)
    assert reading.root == {"lang": language, "dir": direction}
    assert reading.elsewhere == []
    assert not re.search(r"url\(|@import|https?:", page)
    assert "<b>airport</b>" in reading.text
    assert {"en": "under way", "ar": "جارية"}[language] in reading.text
    assert {"en": "25 November 2026", "ar": "25 نوفمبر 2026"}[language] in reading.text
    assert str(LEARNER) in reading.text
    assert {"en": "Steps kept", "ar": "الخطوات المحفوظة"}[language] in reading.text


async def test_data_file_is_neither_stored_nor_logged(desk: FrontDesk) -> None:
    await at_counter(desk)
    before = await desk.parts.database.read(contents)
    with capture_logs() as logged:
        await files_of(await desk.tap(call(my_data)))

    assert logged == []
    assert await desk.parts.database.read(contents) == before


async def test_one_pair_of_data_files_is_made_at_a_time(desk: FrontDesk) -> None:
    """Whoever taps again while it is made gets no second one; afterwards they do."""
    first, second = await desk.tap(call(my_data)), await desk.tap(call(my_data))
    assert second.then is None
    assert second.screen == first.screen
    await files_of(first)
    assert (await desk.tap(call(my_data))).then is not None


async def test_missing_files_are_made_on_request(
    desk: FrontDesk,
) -> None:
    """As where too much waits for a chat, and what it asks for besides is left out."""
    assert (await desk.tap(call(my_data))).then is not None
    desk.clock.passes(301)
    assert (await desk.tap(call(my_data))).then is not None


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_both_files_arrive_in_the_chat(sqlite_url: str, language: str) -> None:
    """As documents, after the message that tells of them."""
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(1001), language)
        async with running_bot(sandbox, sqlite_url):
            await learner.arrives()
            await learner.phone.says("/mydata")
            await learner.phone.waits_for_text({"en": "Your data", "ar": "بياناتك"}[language])
            await learner.phone.waits_for(
                lambda chat: sum("document" in entry for entry in chat["messages"]) == 2
            )
        documents = [
            entry["document"] for entry in learner.phone.chat["messages"] if "document" in entry
        ]
        assert [document["file_name"] for document in documents] == ["basira.html", "basira.json"]
        found = await sandbox.http.get(f"/files/{documents[1]['file_id']}")
        assert found.json()["accounts"][0]["telegram_id"] == 1001
