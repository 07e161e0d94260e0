"""A scenario of one's own, from a phone: sent, mended, looked at, shared, retyped, published."""

from __future__ import annotations

import io

import openpyxl
import pytest

from bot.chat.author import case_files
from tests.chats.test_training_conversations import NEW, Someone, admin_code, documents
from tests.helpers.assigning_world import bare
from tests.helpers.front_desk import ManualClock
from tests.helpers.publishing import case_zip, zipped
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served
from tests.helpers.small_case import ARABIC, BASE, edited

DAY = 86_400
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRONG = {
    "en": "scenario.yaml, 43:11: There is no scene or ending `nowhere`.",
    "ar": "لا يوجد مشهد ولا نهاية باسم",
}
DRAFT = {"en": "Saved as edition 1, a draft", "ar": "وهي مسودة"}
LOOK = {"en": "A preview as learners see it", "ar": "معاينة كما يراها المتدرّب"}
TITLE = {"en": "Night desk, 22:40", "ar": "مكتب الليل، 22:40"}
TYPED = {"en": "Foyer, 22:40", "ar": "بهو الفندق، 22:40"}
ONLY_TEXTS = {"en": "Only texts have changed", "ar": "تغيّرت النصوص وحدها"}
DECLINED = {"en": "was not approved: Too dark.", "ar": "لم تُقبل"}
PUBLISHED = {"en": "is published for everyone", "ar": "للجميع"}
CHECKING = {"en": "is being checked", "ar": "ويجري فحصه"}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


class Author(Someone):
    """A trainer who sends files."""

    async def sends(self, content: bytes, name: str, kind: str, until: str) -> str:
        """Send a document, and wait until there is a button with that part; gives the text."""
        before = self.newest()["message_id"]
        await self.phone.sends("document", name, content, kind)
        await self.phone.waits_for(
            lambda chat: self.newest()["message_id"] != before and self.button(until)
        )
        return self.text()

    async def answer_to(self, content: bytes, name: str) -> str:
        """Send a document, and wait until it is checked; gives the text of the answer."""
        before = self.newest()["message_id"]
        await self.phone.sends("document", name, content, "application/octet-stream")
        await self.phone.waits_for(
            lambda chat: (
                self.newest()["message_id"] != before
                and not any(checking in self.text() for checking in CHECKING.values())
            )
        )
        return self.text()

    async def opens_own(self) -> None:
        """Open the page of one's only scenario."""
        await self.command("/scenarios")
        await self.goes(":yo:", ":yh:")


async def trained(sandbox: Served, admin: Someone, trainer: Author, sara: Someone) -> None:
    """An admin, a trainer with a cohort, and Sara in it."""
    await admin.comes(await admin_code())
    await admin.phone.says("/admin")
    await admin.phone.waits_for(lambda chat: admin.button(":cg:trainer"))
    await admin.goes(":cg:trainer", ":ci:trainer:airport-company")
    await trainer.comes(await admin.link(":ci:trainer:airport-company"))
    await trainer.phone.says("/cohorts")
    await trainer.phone.waits_for(lambda chat: trainer.button(":cn:airport-company"))
    await trainer.goes(":cn:airport-company", ":cl")
    await trainer.phone.says("Gates")
    await trainer.phone.waits_for(lambda chat: trainer.button(":cv:"))
    await trainer.goes(":cv:", ":ck:")
    await sara.comes(await trainer.link(":ck:"))
    await sara.tap_later()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_from_a_file_to_a_case_for_everyone(
    sandbox: Served,
    sqlite_url: str,
    language: str,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every step on phones, as people do them."""
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    admin, sara = Someone(sandbox.phone(1001), language), Someone(sandbox.phone(1003), language)
    trainer = Author(sandbox.phone(1002), language)
    async with running_bot(sandbox, sqlite_url):
        await trained(sandbox, admin, trainer, sara)

        await trainer.command("/scenarios")
        wrong = edited(("go: lift\n        accuse", "go: nowhere\n        accuse")).encode()
        reply = await trainer.sends(wrong, "scenario.yaml", "text/yaml", ":yl")
        assert WRONG[language] in reply
        reply = await trainer.sends(case_zip(), "night.zip", "application/zip", ":yp:")
        assert DRAFT[language] in reply

        await trainer.tap(":yp:")
        assert LOOK[language] in trainer.text()
        acts = iter(("ask", "ring"))
        await trainer.plays(lambda _data: next(acts))
        assert trainer.button(":yo:night-desk")

        await trainer.opens_own()
        await trainer.goes(":yh:", ":yx:")
        await trainer.turns_to(":yx:")
        clock.passes(60)  # since her first decision, which she left open
        await sara.command("/today")
        await sara.opens("night-desk")
        assert TITLE[language] not in bare(sara.text())  # the story, and no longer its card

        await trainer.opens_own()
        await trainer.phone.taps(trainer.button(":yt:") or "")
        await trainer.phone.waits_for(lambda chat: "night-desk-1.xlsx" in documents(chat))
        file = documents(trainer.phone.chat)["night-desk-1.xlsx"]
        book = openpyxl.load_workbook(
            io.BytesIO((await sandbox.http.get(f"/files/{file}")).content)
        )
        page = book["texts"]
        (row,) = (pair[0].row for pair in page.iter_rows() if pair[0].value == "title")
        page[f"{'C' if language == 'en' else 'D'}{row}"] = TYPED[language]
        out = io.BytesIO()
        book.save(out)
        reply = await trainer.sends(out.getvalue(), "night-desk-1.xlsx", XLSX, ":yi:night-desk:2")
        assert ONLY_TEXTS[language] in reply
        await trainer.goes(":yi:night-desk:2", ":yu:night-desk:2:0")
        assert {"en": "stays on edition 1", "ar": "على النسخة"}[language] in trainer.text()
        await trainer.goes(":yu:night-desk:2:0", ":yh:")
        await sara.command("/practice")
        await sara.turns_to(":hk:hotels")
        assert TITLE[language] in bare(sara.text())  # as she began it
        await sara.command("/resume")
        acts = iter(("ask", "ring"))
        await sara.plays(lambda _data: next(acts))
        await sara.command("/practice")
        await sara.turns_to(":hk:hotels")
        assert TYPED[language] in bare(sara.text())

        await trainer.goes(":yq:", ":everyone")
        await trainer.goes(":everyone", ":yb:")
        await admin.phone.waits_for_text(NEW[language])
        await admin.goes(":ya:", ":yd:")
        assert TYPED[language] in bare(admin.text())
        await admin.goes(":yd:", ":ya:")
        await admin.command("Too dark.")
        await trainer.phone.waits_for_text(NEW[language])
        assert DECLINED[language] in trainer.text()
        assert "Too dark." in trainer.text()

        clock.passes(DAY)  # one message a day that nobody asked for
        await trainer.goes(":yo:", ":yq:")
        await trainer.goes(":yq:", ":everyone")
        await trainer.goes(":everyone", ":yb:")
        await admin.phone.waits_for(lambda chat: admin.button(":ya:"))
        await admin.goes(":ya:", ":yy:")
        await admin.goes(":yy:", ":yc:")
        await admin.goes(":yc:", ":yv:0")
        clock.passes(3 * DAY)  # tomorrow is a rest day, and so is the day after
        await trainer.phone.waits_for_text(NEW[language])
        assert PUBLISHED[language] in trainer.text()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_slow_check_replaces_its_progress_message(
    sandbox: Served, sqlite_url: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left standing that says it is still being checked."""
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    monkeypatch.setattr(case_files, "PATIENCE", 0)
    admin, sara = Someone(sandbox.phone(1001), language), Someone(sandbox.phone(1003), language)
    trainer = Author(sandbox.phone(1002), language)
    async with running_bot(sandbox, sqlite_url):
        await trained(sandbox, admin, trainer, sara)
        reply = await trainer.sends(case_zip(), "night.zip", "application/zip", ":yp:")
        assert DRAFT[language] in reply
        assert not any(CHECKING[language] in text for text in trainer.phone.texts())


NESTED = "a: &a [x, x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(9))
HOSTILE: dict[str, tuple[bytes, dict[str, str]]] = {
    "bomb.zip": (
        zipped({"scenario.yaml": BASE, "zeros.bin": b"\0" * (9 << 20)}),
        {"en": "This zip is too large when unpacked", "ar": "محتوى هذا الملف المضغوط أكبر"},
    ),
    "paths.zip": (
        zipped({"../../scenario.yaml": BASE}),
        {"en": "lead outside its folder", "ar": "تقود إلى خارج مجلده"},
    ),
    "nested.yaml": (
        f"format: 1\n{NESTED}".encode(),
        {"en": "Anchors and aliases", "ar": "لا تُستعمل هنا المراسي"},
    ),
    "ar.zip": (
        zipped({"scenario.yaml": BASE, "ar.yaml": ARABIC.encode("cp1256", "replace")}),
        {"en": "Save the file as UTF-8.", "ar": "يُحفظ الملف بترميز UTF-8"},
    ),
    "huge.yaml": (
        b"format: 1\n" + b"# more\n" * 100_000,
        {"en": "larger than 256 kB; shorten it", "ar": "أكبر من 256 كيلوبايت"},
    ),
    "vast.yaml": (
        b"#" * ((1 << 20) + 1),
        {"en": "too large", "ar": "أكبر"},
    ),
    "table.ods": (
        zipped({"content.xml": "<x/>"}),
        {"en": "read as XLSX only", "ar": "إلا بصيغة XLSX"},
    ),
}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_hostile_files_are_answered_and_the_bot_goes_on(
    sandbox: Served, sqlite_url: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each gets its sentence, nothing of it is kept, and the next good file is taken."""
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    admin, sara = Someone(sandbox.phone(1001), language), Someone(sandbox.phone(1003), language)
    trainer = Author(sandbox.phone(1002), language)
    async with running_bot(sandbox, sqlite_url):
        await trained(sandbox, admin, trainer, sara)
        for name, (content, said) in HOSTILE.items():
            await trainer.command("/scenarios")
            told = bare(await trainer.answer_to(content, name))
            assert said[language] in told, name

        told = await trainer.sends(case_zip(), "night.zip", "application/zip", ":yp:")
        assert DRAFT[language] in told
        await trainer.opens_own()
        await trainer.phone.taps(trainer.button(":yt:") or "")
        await trainer.phone.waits_for(lambda chat: "night-desk-1.xlsx" in documents(chat))
        file = documents(trainer.phone.chat)["night-desk-1.xlsx"]
        book = openpyxl.load_workbook(
            io.BytesIO((await sandbox.http.get(f"/files/{file}")).content)
        )
        book["texts"]["C2"] = '=HYPERLINK("https://example.com","Foyer")'
        out = io.BytesIO()
        book.save(out)
        told = await trainer.answer_to(out.getvalue(), "night-desk-1.xlsx")
        assert {"en": "C2: This is a formula.", "ar": "هذه معادلة"}[language] in bare(told)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_back_to_an_earlier_edition(
    sandbox: Served, sqlite_url: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new structure is put in use, what is different is read, and it is taken back."""
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    admin, sara = Someone(sandbox.phone(1001), language), Someone(sandbox.phone(1003), language)
    trainer = Author(sandbox.phone(1002), language)
    async with running_bot(sandbox, sqlite_url):
        await trained(sandbox, admin, trainer, sara)
        await trainer.sends(case_zip(), "night.zip", "application/zip", ":yp:")
        await trainer.opens_own()
        await trainer.goes(":yk:", ":yo:")
        await trainer.phone.waits_for(
            lambda chat: any("photo" in entry for entry in chat["messages"])
        )
        await trainer.goes(":yo:", ":yh:")
        await trainer.goes(":yh:", ":yx:")
        await trainer.turns_to(":yx:")
        half = edited(("credit: {refer: 0.5}", "credit: {refer: 0.25}"))
        reply = await trainer.sends(case_zip(half), "night.zip", "application/zip", ":yi:")
        assert {"en": "1 choice changed", "ar": "تغيّر خيار واحد"}[language] in reply
        await trainer.goes(":yi:", ":yu:night-desk:2:0")
        await trainer.goes(":yu:", ":ye:")
        assert {"en": "In use: edition 2", "ar": "النسخة المستخدمة: 2"}[language] in bare(
            trainer.text()
        )
        await trainer.goes(":ye:", ":yi:night-desk:1")
        await trainer.goes(":yi:night-desk:1", ":yu:night-desk:1:0")
        await trainer.goes(":yu:", ":ye:")
        assert {"en": "In use: edition 1", "ar": "النسخة المستخدمة: 1"}[language] in bare(
            trainer.text()
        )
