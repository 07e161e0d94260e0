"""A list as a file, from the trainer's phone to the learner's: whole, in both languages."""

from __future__ import annotations

import csv
import io

import pytest

from tests.chats.test_training_conversations import Someone, admin_code, documents
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

LIST = {
    "en": "Name in Latin letters;Field of work;Staff number\nSara Ahmed;Nursing;A-1\n123;;\n",
    "ar": "الاسم بالأحرف العربية;مجال العمل;الرقم الوظيفي\nسارة أحمد;التمريض;أ-1\n123;;\n",
}
CODING = {"en": "utf-8", "ar": "cp1256"}
WRONG = {"en": "row 3: no name in Latin letters: 123", "ar": "ليس اسمًا بالأحرف العربية"}
NAME = {"en": "Sara Ahmed", "ar": "سارة أحمد"}
CARDS, CODES = "cards-Gates-2026-11-25.pdf", "codes-Gates-2026-11-25.csv"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_roster_becomes_cards_and_a_card_joins_its_owner(
    sandbox: Served, sqlite_url: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong is told before; the code of the card is typed by its owner."""
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
        await trainer.goes(":cv:", ":ii:")
        await trainer.phone.taps(trainer.button(":ii:") or "")
        await trainer.phone.waits_for(lambda chat: len(documents(chat)) == 2)

        content = LIST[language].encode(CODING[language])
        await trainer.phone.sends("document", "list.csv", content, "text/csv")
        await trainer.phone.waits_for(lambda chat: trainer.button(":ij:"))
        assert WRONG[language] in trainer.text()
        await trainer.phone.taps(trainer.button(":ij:") or "")
        await trainer.phone.waits_for(lambda chat: CARDS in documents(chat))
        found = documents(trainer.phone.chat)
        content = (await sandbox.http.get(f"/files/{found[CODES]}")).content
        _, (name, _, typed, _) = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        assert name == NAME[language]

        await sara.comes(typed.lower(), says="")
        await sara.phone.waits_for_text(NAME[language])
        await trainer.phone.says("/cohorts")
        await trainer.phone.waits_for(lambda chat: trainer.button(":co:"))
        await trainer.goes(":co:", ":cm:")
        await trainer.goes(":cm:", ":cc:")
        assert any(NAME[language] in label for label in trainer.labels())
