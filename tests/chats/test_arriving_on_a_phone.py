"""Arriving by a link on a phone: the real bot over HTTP, its database and its logs."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from storage.cohorts import cohorts, invitations
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation, digest, new_token
from storage.people import people
from storage.people.people import Account, Person
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import Learner
from tests.helpers.program import BotProcess
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

NAME = {"en": ("Mariam Saleh", "مريم صالح"), "ar": ("مريم صالح", "Mariam Saleh")}
LEARNER = 100_200_300
SECRET = "a neighbour keeps her passport"
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture
def token(sqlite_url: str) -> str:
    """That of an invitation into a cohort, for one person."""
    made, now = new_token(), datetime(2026, 1, 1, tzinfo=UTC)
    engine = create_engine(sqlite_url)
    with engine.begin() as conn:
        people.add(conn, Person("trainer-0001", "en", "UTC", now), Account(1, 1, "trainer-0001"))
        group = Cohort("cohort-00001", "Autumn", "airport-company", "Asia/Bahrain", now)
        cohorts.create(conn, group, "trainer-0001")
        invitation = Invitation(digest(made), "cohort", now, cohort="cohort-00001", uses=1)
        invitations.create(conn, invitation)
    engine.dispose()
    return made


async def _arrives(learner: Learner, token: str) -> None:
    """By the link and the field of work to the first minute; then a name in both scripts."""
    phone = learner.phone
    await phone.says(f"/start {token}")
    await phone.waits_for_text("Autumn")
    if other := learner.button(f":n:{learner.language}:"):
        await learner.turns_to(other)
    await learner.turns_to(f":a:{learner.language}:")
    await learner.turns_to("1:ep:airport")
    assert learner.button(":hq:")
    await learner.command("/today")
    await learner.turns_to("1:en:0")
    for name in NAME[learner.language]:
        before = learner.newest()["message_id"]
        await phone.says(name)
        await learner.next_after(before)
    assert all(person in learner.text() for person in (*NAME[learner.language], "Autumn"))


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_link_leads_into_a_cohort_and_to_the_first_minute(
    sandbox: Served, sqlite_url: str, token: str, language: str
) -> None:
    """All that was said is kept; a second person finds the link used up, and arrives without."""
    first, second = (Learner(sandbox.phone(LEARNER + number), language) for number in (0, 1))
    async with running_bot(sandbox, sqlite_url):
        await _arrives(first, token)
        await second.phone.says(f"/start {token}")
        used = {"en": "used up", "ar": "استُنفد"}[language]
        await second.phone.waits_for(lambda chat: second.buttons())
        if other := second.button(f":n:{language}:"):
            await second.turns_to(other)
        assert used in second.text()
        await second.turns_to(f":a:{language}:")
        await second.turns_to(":el")
        assert second.button(":t:")

    engine = create_engine(sqlite_url)
    with engine.connect() as conn:
        rows = conn.execute(text("select cohort from memberships")).scalars().all()
        kept = conn.execute(text("select script, name from names order by script")).all()
    engine.dispose()
    assert rows == ["cohort-00001"]
    assert [tuple(row) for row in kept] == [("arabic", "مريم صالح"), ("latin", "Mariam Saleh")]


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_a_picture_and_a_typed_place_of_work_bring_their_questions_again(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """With the buttons, so that nobody has to leave; nothing of either is kept."""
    learner = Learner(sandbox.phone(LEARNER), language)
    phone = learner.phone
    async with running_bot(sandbox, sqlite_url):
        await phone.says("/start")
        await phone.waits_for(lambda chat: learner.buttons())
        if other := learner.button(f":n:{language}:"):
            await learner.turns_to(other)
        await learner.turns_to(f":a:{language}:")
        asked, labels = learner.newest(), learner.labels()
        await phone.sends("photo", "a.png", PIXEL, "image/png", SECRET)
        await learner.next_after(asked["message_id"])
        assert learner.labels() == labels
        assert asked["text"] in learner.text()

        place = asked["text"]
        assert place in await learner.command(SECRET)
        assert {"en": "tap a button", "ar": "أحد الأزرار"}[language] in learner.text()
        assert learner.labels() == labels
        await learner.turns_to("1:eg:airport-company")
        assert learner.button("1:ep:airport")

    path = Path(sqlite_url.removeprefix("sqlite:///"))
    files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    assert not any(SECRET.encode() in file.read_bytes() for file in files)


@pytest.mark.slow
async def test_tokens_and_names_are_in_no_log_and_tokens_in_no_database(
    sandbox: Served, sqlite_url: str, token: str
) -> None:
    """Nor where Telegram refuses what was to be shown, or a link is wrong."""
    learner, program = Learner(sandbox.phone(LEARNER), "en"), BotProcess(sandbox, sqlite_url)
    wrong = new_token()
    await program.start()
    try:
        await learner.phone.says(f"/start {wrong}")
        await learner.phone.waits_for_text("don't know this")
        await sandbox.fails(method="sendMessage", kind="500")
        await _arrives(learner, token)
    finally:
        program.asks_to_end()
        _, log = await program.ended()
        await program.gone()

    secrets = [token, wrong, digest(token), *NAME["en"], "Mariam", str(LEARNER), "Autumn"]
    assert [secret for secret in secrets if secret in log] == []
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    assert not any(token.encode() in file.read_bytes() for file in files)
    assert not any(wrong.encode() in file.read_bytes() for file in files)
