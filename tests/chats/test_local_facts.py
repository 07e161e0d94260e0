"""A case shows the lines that a place has confirmed, and its events name which version."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.chat.kit.notices import NoticeContext
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_case
from bot.locale import words
from bot.phrases.contact_sentences import as_read, examples_of
from scenarios.case_library import CaseLibrary
from scenarios.loader import load
from storage.agencies import local_contacts
from storage.people import people
from storage.playing import events
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, front_desk
from tests.helpers.small_case import ARABIC, edited, scenario

LINE = "protection-line"
CASE = scenario(
    ('text: "The hall is empty."', 'text: "The hall is empty. You have {fact:protection-line}."')
)


async def confirmed(desk: FrontDesk, words: str) -> None:
    """Somebody answers for this wording, everywhere, for a month."""
    now = desk.clock.now()

    def prepare(conn: Connection) -> None:
        fact = local_contacts.add(
            conn, local_contacts.EVERYWHERE, LINE, {"en": words}, "a letter", now
        )
        local_contacts.confirm(conn, fact, "the duty officer", now, now + timedelta(days=30))

    await desk.parts.database.write(prepare)


async def versions(desk: FrontDesk) -> object:
    """The facts that the last event names."""
    attempt = desk.shows.attempt
    found = await desk.parts.database.read(lambda conn: events.of(conn, attempt))
    return found[-1].facts


async def test_confirmed_fact_is_shown_with_its_version(database_url: str) -> None:
    """Neutral words and version 0 until then; a newer wording takes the place of an older one."""
    async with front_desk(database_url, CaseLibrary({CASE.id: CASE})) as desk:
        await desk.tap(call(begin_case, CASE.id))
        await desk.tap(desk.take("accuse"))
        assert "You have the protection line." in desk.words
        assert await versions(desk) == {LINE: 0}

        for words in ("desk 4", "desk 7"):
            await confirmed(desk, words)
            desk.clock.passes(1)
            resumed = await desk.parts.router.command(desk.visitor(), "resume")
            assert resumed.screen is not None
            assert f"You have {words}." in "\n".join(line.text for line in resumed.screen.lines)


async def test_an_attempt_after_the_confirmation_names_its_version(database_url: str) -> None:
    """An expired one is neutral again."""
    async with front_desk(database_url, CaseLibrary({CASE.id: CASE})) as desk:
        await confirmed(desk, "desk 4")
        await desk.tap(call(begin_case, CASE.id))
        await desk.tap(desk.take("accuse"))
        assert "You have desk 4." in desk.words
        assert await versions(desk) == {LINE: 1}

        desk.clock.passes(31 * 86_400)
        late = await desk.parts.router.command(desk.visitor(), "resume")
        assert late.screen is not None
        assert "You have the protection line." in "\n".join(line.text for line in late.screen.lines)


async def test_examples_of_a_line_are_sentences_of_cases_in_every_language(
    sqlite_url: str,
) -> None:
    """Of a case in one language there are none."""
    english = edited(('text: "The hall is empty."', 'text: "It is dark. {fact:police} come. Go."'))
    arabic = ARABIC.replace("الردهة خالية.", "الظلام شديد. تأتي {fact:police}. انتظار.")
    both = load({"scenario.yaml": english.encode(), "ar.yaml": arabic.encode()}).scenario
    assert both is not None
    assert examples_of("police", [CASE]) == []
    examples = examples_of("police", [both])
    texts = {"en": "999 officers", "ar": "شرطة المطار"}
    async with front_desk(sqlite_url) as desk:
        now = desk.clock.now()
        fact = local_contacts.Fact("", "police", 1, texts, "a call", None, None, None, now)

        def sentences(conn: Connection) -> dict[str, list[str]]:
            learner = people.by_account(conn, BOT, LEARNER)
            assert learner is not None
            ctx = NoticeContext(desk.parts.app, conn, learner, words("en"), now)
            return as_read(ctx, fact, local_contacts.EVERYWHERE, examples)

        read = await desk.parts.database.read(sentences)
    assert "In danger now: first 999 officers." in read["en"]
    assert read["en"][-1] == "999 officers come."
    assert read["ar"][-1] == "تأتي شرطة المطار."
