"""What goes wrong for one must not go wrong for others, and not at the next start either."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

CASE = "dream-job"


def change(url: str, statement: str) -> None:
    """Change the database behind the bot's back."""
    engine = create_engine(url)
    with engine.begin() as conn:
        conn.execute(text(statement))
    engine.dispose()


async def test_an_attempt_that_cannot_be_drawn_stops_nobody(
    sandbox: Served, sqlite_url: str
) -> None:
    """The bot starts, others are shown what they are owed, and its learner is told it is gone."""
    broken, other = Learner(sandbox.phone(1001), "en"), Learner(sandbox.phone(1002), "en")
    async with running_bot(sandbox, sqlite_url):
        for learner in (broken, other):
            await learner.arrives()
            await learner.opens(CASE)
    before = other.newest()["message_id"]
    data = broken.buttons()[0]["callback_data"]
    change(sqlite_url, "update attempts set shown_turn = -1")
    change(sqlite_url, f"update attempts set position = '[99]' where id = '{data.split(':')[2]}'")

    async with running_bot(sandbox, sqlite_url):
        await other.next_after(before)
        assert other.button(":t:")
        await broken.phone.taps(data)
        await broken.phone.waits_for_text("no longer here")
        await broken.phone.says("/practice")
        await broken.phone.waits_for(lambda chat: "Practice" in broken.text())


async def test_a_hiccup_of_telegram_at_the_start_is_survived(
    sandbox: Served, sqlite_url: str
) -> None:
    """Commands that could not be set keep nobody from playing."""
    await sandbox.fails(method="setMyCommands", kind="429", retry_after=3, times=3)
    await sandbox.fails(method="setMyDescription", kind="500", times=3)
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)

    assert learner.button(":t:")


async def test_beginning_again_after_a_release_resumes_the_older_edition(
    sandbox: Served, sqlite_url: str
) -> None:
    """A new edition makes no second attempt beside the one under way."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.finds(CASE)
        await learner.phone.taps(f"1:c:{CASE}")
        await learner.phone.waits_for(lambda chat: learner.button(":b:"))
        card = learner.newest()["message_id"]
        await learner.tap(":b:")
        here = learner.text()
    change(sqlite_url, "pragma foreign_keys = off")
    columns = "scenario, structure_hash, text_hashes, content, state, created_at"
    change(
        sqlite_url,
        f"insert into editions (hash, {columns}) select 'older', {columns} from editions "
        f"where scenario = '{CASE}'",
    )
    change(sqlite_url, "update attempts set edition = 'older'")

    async with running_bot(sandbox, sqlite_url):
        before = learner.newest()["message_id"]
        await learner.phone.taps(f"1:b:{CASE}", message_id=card)
        await learner.next_after(before)

    assert learner.text() == here
