"""From the first admin to a learner who is told: whole conversations, in both languages."""

from __future__ import annotations

import asyncio
import csv
import io
import re

import pytest

from tests.commands.calling import call
from tests.helpers.front_desk import ManualClock
from tests.helpers.learner import LATER, Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Json, Served

JOIN = re.compile(r"/join [0-9A-Z]{4}-[0-9A-Z]{4}")
LINK = re.compile(r"https://t\.me/\w+\?start=([A-Za-z0-9_-]{22})")
NEW = {"en": "There is something new here for you.", "ar": "لديك هنا شيء جديد."}
NAMES = {"en": "Sara Ahmed, Nursing\nLina Omar", "ar": "سارة أحمد، التمريض\nلينا عمر"}
COHORT = {"en": "Night shift", "ar": "مناوبة الليل"}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


class Someone(Learner):
    """A phone whose messages are changed in place."""

    async def goes(self, part: str, until: str) -> None:
        """Tap a button, and wait until there is one with that part."""
        data = self.button(part)
        assert data is not None, (part, self.buttons())
        await self.phone.taps(data, message_id=self.newest()["message_id"])
        await self.phone.waits_for(lambda chat: self.button(until))

    async def comes(self, token: str, says: str = "/start ") -> None:
        """Open an invitation, and accept the notice in one's language."""
        await self.phone.says(f"{says}{token}")
        await self.phone.waits_for(lambda chat: self.buttons())
        if other := self.button(f":n:{self.language}:"):
            await self.phone.taps(other)
        await self.phone.waits_for(lambda chat: self.button(f":a:{self.language}:"))
        await self.phone.taps(self.button(f":a:{self.language}:") or "")
        await self.phone.waits_for(lambda chat: not self.button(":a:"))

    async def tap_later(self) -> None:
        """Leave for later who one is."""
        await self.phone.waits_for(lambda chat: self.button(LATER))
        await self.phone.taps(self.button(LATER) or "")
        await self.phone.waits_for(lambda chat: not self.button(LATER))

    async def link(self, part: str) -> str:
        """Tap a button that makes a link; gives its token."""
        await self.phone.taps(self.button(part) or "")
        await self.phone.waits_for(lambda chat: LINK.search(self.text()))
        found = LINK.search(self.text())
        assert found is not None
        return found.group(1)


def sent(chat: Json) -> list[str]:
    """The kinds of files that came, in their order."""
    kinds = ("photo", "document")
    return [kind for entry in chat["messages"] for kind in kinds if kind in entry]


def documents(chat: Json) -> dict[str, str]:
    """The documents that came, by their names."""
    found = [entry["document"] for entry in chat["messages"] if "document" in entry]
    return {entry["file_name"]: entry["file_id"] for entry in found}


def made_today(chat: Json, kind: str, extension: str) -> str | None:
    """The newest document of a kind: it is named for its cohort and its day as well."""
    found = documents(chat).items()
    wanted = f"{kind}-", f".{extension}"
    ids = [file for name, file in found if name.startswith(wanted[0]) and name.endswith(wanted[1])]
    return ids[-1] if ids else None


async def admin_code() -> str:
    """What `basira people admin-code` prints."""
    asked = await asyncio.to_thread(call, "people", "admin-code")
    found = re.search(r"/start (\S+)", asked.stdout)
    assert found is not None, asked.output
    return found.group(1)


async def personal_codes(sandbox: Served, trainer: Someone) -> list[str]:
    """The codes of the file that came."""
    await trainer.phone.waits_for(lambda chat: made_today(chat, "codes", "csv"))
    file = made_today(trainer.phone.chat, "codes", "csv")
    content = (await sandbox.http.get(f"/files/{file}")).content
    _, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return [link.partition("?start=")[2] for _, link, _ in rows]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_first_admin_to_notified_learner(
    sandbox: Served, sqlite_url: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code, a trainer, a cohort, a link and codes, an assignment, and what learners see."""
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    admin, trainer, by_link, by_code = (
        Someone(sandbox.phone(1001 + n), language) for n in range(4)
    )
    async with running_bot(sandbox, sqlite_url):
        await admin.comes(await admin_code())
        await admin.phone.says("/admin")
        await admin.phone.waits_for(lambda chat: admin.button(":cg:trainer"))
        await admin.goes(":cg:trainer", ":ci:trainer:airport-company")
        await trainer.comes(await admin.link(":ci:trainer:airport-company"))

        await trainer.phone.says("/cohorts")
        await trainer.phone.waits_for(lambda chat: trainer.button(":cn:airport-company"))
        await trainer.goes(":cn:airport-company", ":cl")
        await trainer.phone.says(COHORT[language])
        await trainer.phone.waits_for(lambda chat: trainer.button(":cv:"))
        assert trainer.text().startswith(COHORT[language])

        await trainer.goes(":cv:", ":ck:")
        await trainer.link(":ck:")
        assert COHORT[language] in trainer.text()
        code = JOIN.search(trainer.text())
        assert code is not None
        await trainer.phone.taps(trainer.button(":ih:") or "")
        await trainer.phone.waits_for(lambda chat: sent(chat) == ["photo", "document"])
        await by_link.comes(code.group(), says="")
        await by_link.tap_later()

        await trainer.phone.says("/cohorts")
        await trainer.phone.waits_for(lambda chat: trainer.button(":co:"))
        await trainer.goes(":co:", ":cv:")
        await trainer.goes(":cv:", ":cp:")
        await trainer.goes(":cp:", ":cv:")
        await trainer.phone.says(NAMES[language])
        first, _ = await personal_codes(sandbox, trainer)
        await by_code.comes(first)

        await trainer.phone.says("/cohorts")
        await trainer.phone.waits_for(lambda chat: trainer.button(":co:"))
        await trainer.goes(":co:", ":cs:")
        await trainer.goes(":cs:", ":cd:")
        await trainer.goes(":cd:", ":bn:")
        await trainer.goes(":bn:", ":bo:")
        assert {"en": "2 people will be told", "ar": "شخصين"}[language] in trainer.text()
        await trainer.goes(":bo:", ":bq:")

        for learner in (by_link, by_code):
            await learner.phone.waits_for_text(NEW[language])
            assert COHORT[language] in learner.text()
            await learner.goes(":ka:", ":kb:")
            await learner.phone.says("/today")
            await learner.phone.waits_for(lambda chat, entry=learner: entry.button(":ka:"))  # type: ignore[misc]

        await trainer.goes(":bq:", ":cj:")  # it was a mistake, and both had been told
        told = {"en": "2 people have been told of it", "ar": "وصل خبرها إلى شخصين"}[language]
        assert told in trainer.text()
        await by_link.command("/today")
        assert not by_link.button(":ka:")
        await trainer.goes(":cj:", ":cf:")

        await trainer.goes(":co:", ":cm:")  # and one of the two is let out
        await trainer.goes(":cm:", ":cc:")
        await trainer.goes(":cc:", ":c1:")
        await trainer.goes(":c1:", ":c2:")
        yes = trainer.buttons()[-1]["callback_data"]  # whoever it is, with their place
        await trainer.goes(yes, ":co:")
        await trainer.goes(":co:", ":cs:")
        person = {"en": "1 member", "ar": "عضو واحد"}[language]
        waiting = {"en": "1 more is expected", "ar": "شخص واحد بانتظار الانضمام"}[language]
        assert f"{person} · {waiting}" in trainer.text()


async def test_a_restart_between_assigning_and_telling_loses_and_doubles_nothing(
    sandbox: Served,
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    clock: ManualClock,
) -> None:
    """Assigned at night, the bot stops and comes back by day: told once, and not again."""
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    admin, learner = Someone(sandbox.phone(1001), "en"), Someone(sandbox.phone(1002), "en")
    morning, clock.at = clock.at, clock.at.replace(hour=0)
    async with running_bot(sandbox, sqlite_url):
        await admin.comes(await admin_code())
        await admin.phone.says("/admin")
        await admin.phone.waits_for(lambda chat: admin.button(":cg:trainer"))
        await admin.goes(":cg:trainer", ":ci:trainer:airport-company")
        token = await admin.link(":ci:trainer:airport-company")
        await admin.phone.says(f"/start {token}")
        await admin.phone.says("/cohorts")
        await admin.phone.waits_for(lambda chat: admin.button(":cn:"))
        await admin.goes(":cn:", ":cl")
        await admin.phone.says("Gates")
        await admin.phone.waits_for(lambda chat: admin.button(":cv:"))
        await admin.goes(":cv:", ":ck:")
        await learner.comes(await admin.link(":ck:"))
        await learner.tap_later()
        await admin.goes(":co:", ":cs:")
        for part, until in ((":cs:", ":cd:"), (":cd:", ":bn:"), (":bn:", ":bo:"), (":bo:", ":bq:")):
            await admin.goes(part, until)
    clock.at = morning
    async with running_bot(sandbox, sqlite_url):
        await learner.phone.waits_for_text(NEW["en"])
    async with running_bot(sandbox, sqlite_url):
        await learner.phone.says("/today")
        await learner.phone.waits_for(lambda chat: learner.button(":ka:"))
    assert sum(NEW["en"] in text for text in learner.phone.texts()) == 1
