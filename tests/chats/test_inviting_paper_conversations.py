"""Answers from paper, until the day their owner has a phone: whole, in both languages."""

from __future__ import annotations

import pytest

from tests.chats.test_training_conversations import LINK, Someone, admin_code, documents
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

NAME = {"en": "Sara Ahmed", "ar": "سارة أحمد"}
ON_PAPER = {"en": "on paper", "ar": "على الورق"}
DONE = {"en": "Assigned: 1 done", "ar": "أُنجزت واحدة"}
CARDS = "cards-Gates-2026-11-25.pdf"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_paper_answers_are_found_by_their_owner(
    sandbox: Served, sqlite_url: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case of the library, entered question by question; with the code it is theirs."""
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    trainer, sara = Someone(sandbox.phone(1001), language), Someone(sandbox.phone(1002), language)
    async with running_bot(sandbox, sqlite_url):
        await trainer.comes(await admin_code())
        await trainer.phone.says("/admin")
        await trainer.phone.waits_for(lambda chat: trainer.button(":cg:trainer"))
        await trainer.goes(":cg:trainer", ":ci:trainer:airport-company")
        await trainer.phone.says(f"/start {await trainer.link(':ci:trainer:airport-company')}")
        await trainer.phone.says("/cohorts")
        await trainer.phone.waits_for(lambda chat: trainer.button(":cn:"))
        await trainer.goes(":cn:", ":cl")
        await trainer.phone.says("Gates")
        await trainer.phone.waits_for(lambda chat: trainer.button(":cv:"))
        await trainer.goes(":cv:", ":cp:")
        await trainer.goes(":cp:", ":cv:")
        await trainer.phone.says(NAME[language])
        await trainer.phone.waits_for(lambda chat: CARDS in documents(chat))
        await trainer.command("/cohorts")
        for part, until in (
            (":co:", ":cs:"), (":cs:", ":cd:"), (":cd:", ":bn:"), (":bn:", ":bo:"),
            (":bo:", ":bq:"), (":co:", ":cm:"), (":cm:", ":cq:"), (":cq:", ":il:"),
            (":il:", ":im:"),
        ):  # fmt: skip
            await trainer.goes(part, until)

        await trainer.turns_to(":im:")
        while not trainer.button(":ir:"):
            offered = (name for name in (":ip:", ":in:", ":io:") if trainer.button(name))
            part = next(offered)
            await trainer.turns_to(part)
        await trainer.turns_to(":ir:")
        assert NAME[language] in trainer.text()
        await trainer.goes(":cm:", ":cc:")
        assert any(ON_PAPER[language] in label for label in trainer.labels())

        await trainer.goes(":cc:", ":cw:")
        await trainer.phone.taps(trainer.button(":cw:") or "")
        await trainer.phone.waits_for(lambda chat: LINK.search(trainer.phone.texts()[-2]))
        link = LINK.search(trainer.phone.texts()[-2])  # before its card
        assert link is not None
        await sara.comes(link.group(1))
        await sara.phone.says("/progress")  # and news of the case may come before or after
        await sara.phone.waits_for(
            lambda chat: any(DONE[language] in text for text in sara.phone.texts())
        )
