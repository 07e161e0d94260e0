"""An assignment from its plan to its summary, with a pause and a change: in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from bot.schedule.loop import Loop
from tests.helpers.assigning_world import bare
from tests.helpers.front_desk import ManualClock
from tests.helpers.learner import Learner, has_part
from tests.helpers.phones import class_with_phones
from tests.helpers.sandbox import Served

pytestmark = pytest.mark.slow

DAY = 86_400
SAID = {
    "en": {
        "plan": "For whom: Sara Ahmed\nHow: For practice\nLast day: Wednesday 2 December\n"
        "Passed from: 80%\nTries: 2 tries\nWhich try counts: The last",
        "trial": "1 person will be told",
        "unsent": "Nothing has been sent yet.",
        "told": "“Lost property, 16:10”, for practice",
        "reminded": "A reminder from Gates",
        "middle": "1 person is in the middle of it.",
        "paused": "Your trainer has paused “",
        "changed": "has another last day: due by Wednesday 9 December.",
        "added": "1 person will be notified, in their own hours.\nYusuf",
        "summary": "not done: 1",
        "stopped": "Nobody has been notified.",
    },
    "ar": {
        "plan": "لمن: سارة أحمد\nنوع المهمة: للتدريب\nاليوم الأخير: الأربعاء 2 ديسمبر\n"
        "نسبة الاجتياز: 80٪\nالمحاولات: محاولتان\nالمحاولة المحتسبة: الأخيرة",
        "trial": "شخص واحد",
        "unsent": "لم يُرسل شيء بعد.",
        "told": "«المفقودات، 16:10»، للتدريب",
        "reminded": "تذكير من Gates",
        "middle": "شخص واحد",
        "paused": "أوقف",
        "changed": "الأربعاء 9 ديسمبر",
        "added": "سيصل الخبر إلى شخص واحد، في الوقت الذي اختاره.\nيوسف حسن",
        "summary": "لم تُنجز: 1",
        "stopped": "لم يصل خبرها إلى أحد",
    },
}


@pytest.fixture(autouse=True)
def sooner_than_in_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or nothing would be reminded of for half a minute."""
    every = Loop.every

    def sooner(loop: Loop, seconds: float, *what: Any) -> None:
        every(loop, min(seconds, 0.5), *what)

    monkeypatch.setattr(Loop, "every", sooner)


async def comes(someone: Learner, said: str) -> None:
    """Wait until someone is told something."""
    await someone.phone.waits_for(lambda chat: said in bare(someone.text()))


async def to_the_cohort(trainer: Learner) -> None:
    await trainer.command("/cohorts")
    await trainer.turns_to(":co:")


def test_a_button_is_found_by_a_whole_part_of_its_data() -> None:
    """A plan has a random id, and that may begin like any choice."""
    assert not has_part("1:be:2aBcDeFgHiJk:tries", ":2")
    assert has_part("1:bi:2aBcDeFgHiJk:2", ":2")
    assert has_part("1:bi:2aBcDeFgHiJk:2", ":bi:")


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_from_a_plan_to_the_summary(
    sandbox: Served, sqlite_url: str, language: str, clock: ManualClock
) -> None:
    """Everything chosen; told, reminded, paused, gone on with, moved, and summed up."""
    wording = SAID[language]
    async with class_with_phones(sandbox, sqlite_url, language, clock) as phones:
        trainer, sara, yusuf = phones.trainer, phones.sara, phones.yusuf
        quiet = yusuf.newest()
        await to_the_cohort(trainer)
        for part in (":cs:", ":cd:"):
            await trainer.turns_to(part)
        for ask, choice in (
            (":day", ":bg:"),
            (":mark", ":80"),
            (":tries", ":2"),
            (":counts", ":last"),
        ):
            await trainer.turns_to(ask)
            await trainer.turns_to(choice)
        await trainer.turns_to(":bk:")
        await trainer.turns_to(":bm:")
        await trainer.turns_to(":sara-0000001:")
        assert wording["plan"] in bare(await trainer.turns_to(":bd:"))
        trial = bare(await trainer.turns_to(":bn:"))
        assert wording["trial"] in trial
        assert wording["unsent"] in trial
        await trainer.turns_to(":bo:")
        await comes(sara, wording["told"])

        clock.passes(4 * DAY)  # Sunday, three days before
        await comes(sara, wording["reminded"])
        await sara.turns_to(":ka:")
        await sara.tap(":kb:")

        await to_the_cohort(trainer)
        await trainer.turns_to(":cf:")
        assert wording["middle"] in bare(await trainer.turns_to(":cz:"))
        await trainer.turns_to(":freeze")
        clock.passes(DAY)  # Monday
        await comes(sara, wording["paused"])

        assert wording["trial"] in bare(await trainer.turns_to(":by:"))
        await trainer.turns_to(":bs:")
        await trainer.turns_to(":cf:")
        for part in (":bt:", ":day"):
            await trainer.turns_to(part)
        later = next(
            button for button in trainer.buttons() if has_part(button["callback_data"], ":bv:")
        )
        await trainer.turns_to(later["callback_data"])
        await trainer.turns_to(":bv:")
        for part in (":cf:", ":bt:", ":ga:"):
            await trainer.turns_to(part)
        await trainer.turns_to(":yusuf-000001:")
        asked = bare(await trainer.turns_to(":gb:"))  # and not done
        assert wording["added"] in asked
        assert trainer.button(":gc:")
        clock.passes(DAY)  # Tuesday
        await comes(sara, wording["told"] if language == "en" else "المفقودات، 16:10")

        clock.passes(9 * DAY)  # Thursday 10 December
        await comes(trainer, wording["summary"])
        await yusuf.phone.look()
        assert yusuf.newest() == quiet


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_mistaken_assignment_at_night_is_stopped_before_its_notice(
    sandbox: Served, sqlite_url: str, language: str, clock: ManualClock
) -> None:
    clock.passes(15 * 3600)  # close to midnight
    async with class_with_phones(sandbox, sqlite_url, language, clock) as phones:
        trainer = phones.trainer
        await to_the_cohort(trainer)
        for part in (":cs:", ":cd:", ":bn:", ":bo:"):
            await trainer.turns_to(part)
        assert SAID[language]["stopped"] in bare(await trainer.turns_to(":bq:"))
        before = {learner: learner.newest() for learner in (phones.sara, phones.yusuf)}
        clock.passes(9 * 3600)
        await trainer.command("/today")
        for learner, newest in before.items():
            await learner.phone.look()
            assert learner.newest() == newest
