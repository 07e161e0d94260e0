"""A case of one's own and one of the library, downloaded on a phone; what came is sent back."""

from __future__ import annotations

import pytest

from tests.chats.test_publishing_conversations import Author, trained
from tests.chats.test_training_conversations import Someone, documents
from tests.helpers.assigning_world import bare
from tests.helpers.publishing import case_zip
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

MAKING = {"en": "being prepared", "ar": "قيد الإعداد"}
SAME = {"en": "This is identical to edition 1", "ar": "هذا هو محتوى النسخة"}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


async def gets(sandbox: Served, author: Author, form: str, *names: str) -> list[bytes]:
    """Take one's case out in a form, and wait for these files; gives what is in them."""
    await author.opens_own()
    await author.goes(":xf:night-desk:1", f":xt:night-desk:1:{form}")
    await author.phone.taps(author.button(f":{form}") or "")
    await author.phone.waits_for(lambda chat: set(names) <= documents(chat).keys())
    found = documents(author.phone.chat)
    return [(await sandbox.http.get(f"/files/{found[name]}")).content for name in names]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_export_as_files_sheets_and_page(
    sandbox: Served, sqlite_url: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    admin, sara = Someone(sandbox.phone(1001), language), Someone(sandbox.phone(1003), language)
    trainer = Author(sandbox.phone(1002), language)
    async with running_bot(sandbox, sqlite_url):
        await trained(sandbox, admin, trainer, sara)
        await trainer.command("/scenarios")
        await trainer.sends(case_zip(), "night.zip", "application/zip", ":yp:")

        (files,) = await gets(sandbox, trainer, "yaml", "night-desk.zip")
        names = ("night-desk-en.pdf", "night-desk-ar.pdf")
        assert all(get[:4] == b"%PDF" for get in await gets(sandbox, trainer, "sheet", *names))
        (page,) = await gets(sandbox, trainer, "page", "night-desk.html")
        assert f'<html lang="{language}"'.encode() in page
        assert not any(MAKING[language] in text for text in trainer.phone.texts())

        await trainer.command("/scenarios")
        reply = await trainer.sends(files, "night-desk.zip", "application/zip", ":yo:")
        assert SAME[language] in bare(reply)
        await trainer.command("/scenarios")
        await trainer.goes(":xc:0", ":xf:")
        await admin.command("/scenarios")
        await admin.goes(":xc:0", ":xf:")
