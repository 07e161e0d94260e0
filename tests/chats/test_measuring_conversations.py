"""Before, after and months later on phones: planned, taken, kept shut, told; in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.locale import words
from bot.phrases.case_phrases import title_of
from tests.chats.test_assessment_on_a_phone import goes_on
from tests.chats.test_training_conversations import NEW, Someone, admin_code
from tests.helpers.assigning_world import bare
from tests.helpers.front_desk import ManualClock
from tests.helpers.learner import reference
from tests.helpers.measuring import FORMS, form, shelf
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served

DRY = {
    "en": (
        "Before the course: from now until Saturday 28 November",
        "After the course: Sunday 6 December to Saturday 19 December",
        "Months later: Friday 4 June 2027 to Thursday 17 June 2027",
        "1 person takes part.",
        "Fewer than 10",
        "Nothing has been sent yet.",
    ),
    "ar": (
        "قبل الدورة: من الآن حتى السبت 28 نوفمبر",
        "بعد الدورة: من الأحد 6 ديسمبر إلى السبت 19 ديسمبر",
        "بعد أشهر: من الجمعة 4 يونيو 2027 إلى الخميس 17 يونيو 2027",
        "شخص واحد",
        "العدد أقل من 10",
        "لم يُرسل شيء بعد.",
    ),
}
DONE = {"en": "Done: 1 of 1", "ar": "أُنجزت: 1 من 1"}
LATER = {"en": "Results come after the last one.", "ar": "تُعرض النتيجة بعد آخر اختبار."}
FEW = {
    "en": "Too few people: 10 are needed, there are 1.",
    "ar": "العدد قليل: المطلوب 10، والموجود 1.",
}
OVER = {"en": "Before and after: Airports", "ar": "قبل وبعد: المطارات"}
BACK = {"en": "Looking back", "ar": "مراجعة الحالة"}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


async def with_a_cohort(admin: Someone, trainer: Someone, sara: Someone) -> None:
    """A trainer with a cohort, and Sara in it."""
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


async def opens_tests(trainer: Someone, until: str) -> None:
    """Open what a cohort measures."""
    await trainer.command("/cohorts")
    await trainer.goes(":co:", ":ml:")
    await trainer.goes(":ml:", until)


async def takes_a_part(sara: Someone, language: str) -> str:
    """Be told of a part, and play it at its best; gives its form."""
    await sara.phone.waits_for(lambda chat: NEW[language] in sara.text() and sara.button(":ka:"))
    said = bare(sara.text())
    (taken,) = (name for name in FORMS if bare(title_of(words(language), form(name))) in said)
    await sara.goes(":ka:", ":kb:")
    await sara.tap(":kb:")
    for _, act in reference(form(taken)):
        if sara.button(":g:"):
            await sara.tap(":g:")
        await goes_on(sara, act)
    assert LATER[language] in sara.text()
    assert not sara.button(":do:")
    return taken


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_course_is_measured(
    sandbox: Served,
    sqlite_url: str,
    language: str,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Planned in six taps; two forms on a phone; nothing told before, everything after."""
    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    admin, trainer, sara = (Someone(sandbox.phone(1001 + n), language) for n in range(3))

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with running_bot(sandbox, sqlite_url, shelf()):
            yield

    async with running():
        await with_a_cohort(admin, trainer, sara)
        await opens_tests(trainer, ":mb:")
        steps = (":mb:", ":ma:"), (":ma:", ":md:"), (":md:", ":mt:"), (":mt:", ":ms:")
        for tapped, until in steps:
            await trainer.goes(tapped, until)
        said = bare(trainer.text())
        for part in DRY[language]:
            assert part in said
        await trainer.goes(":ms:", ":me:")
        first = await takes_a_part(sara, language)
        await opens_tests(trainer, ":mo:")
        await trainer.goes(":mo:", ":me:")
        assert DONE[language] in bare(trainer.text())

    clock.at = datetime(2026, 12, 6, 5, 30, tzinfo=UTC)
    async with running():
        second = await takes_a_part(sara, language)
        assert second != first
        await opens_tests(trainer, ":mo:")
        await trainer.goes(":mo:", ":mx:")
        assert not trainer.button(":mg:")

    clock.at = datetime(2026, 12, 20, 5, 30, tzinfo=UTC)
    async with running():
        await trainer.phone.waits_for(lambda chat: trainer.button(":mg:"))  # told that it closed
        await trainer.goes(":mg:", ":mo:")
        assert FEW[language] in bare(trainer.text())
        assert not trainer.button(":mp:")
        await sara.command("/progress")
        assert not sara.button(":mi:")

    clock.at = datetime(2027, 6, 21, 5, 30, tzinfo=UTC)
    async with running():
        await sara.phone.waits_for(lambda chat: sara.button(":mi:"))
        await sara.tap(":mi:")
        assert OVER[language] in bare(sara.text())
        await sara.turns_to(":do:")
        assert BACK[language] in sara.text()
