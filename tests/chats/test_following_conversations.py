"""From a cohort to one person and a nudge, and what a learner lets be seen: in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from bot.chat.kit.routes import call
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
)
from tests.helpers.following import BADLY
from tests.helpers.front_desk import ManualClock
from tests.helpers.learner import Learner
from tests.helpers.phones import COHORT, class_with_phones
from tests.helpers.sandbox import Json, Served

SAID = {
    "en": {
        "sara": "Sara Ahmed",
        "theme": "where someone could have been endangered:\n• Protect",
        "trains": "Omar Ali",
        "chosen": "Chosen: Send her back",
        "yusuf": "Yusuf Hasan",
        "nudge": "is there for you until",
        "gone": "no longer, shared with you",
    },
    "ar": {
        "sara": "سارة أحمد",
        "theme": "شخصًا للخطر:\n\u200f• الحماية",
        "trains": "عمر علي",
        "chosen": "الاختيار: أعيدها",
        "yusuf": "يوسف حسن",
        "nudge": "في انتظارك حتى",
        "gone": "غير متاح لك",
    },
}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


def bare(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def photos(chat: Json) -> int:
    return sum("photo" in entry for entry in chat["messages"])


def shown(someone: Learner) -> str:
    """What a screen says, in its text and on its buttons."""
    return bare("\n".join((someone.text(), *someone.labels())))


async def picture(someone: Learner, part: str) -> None:
    """Tap what sends a picture, and wait for it."""
    before = photos(someone.phone.chat)
    await someone.turns_to(part)
    await someone.phone.waits_for(lambda chat: photos(chat) > before)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_progress_one_person_a_path_and_a_nudge(
    sandbox: Served, sqlite_url: str, language: str, clock: ManualClock
) -> None:
    """The trainer looks, the learner shares and takes back, the late one is nudged."""
    wording = SAID[language]
    async with class_with_phones(sandbox, sqlite_url, language, clock) as phones:
        trainer, sara, yusuf = phones.trainer, phones.sara, phones.yusuf
        await trainer.command("/cohorts")
        await trainer.turns_to(":co:")
        await trainer.phone.taps(
            call(assign_case, COHORT, "kinds", "practice", date(2026, 12, 9)).data,
            message_id=trainer.newest()["message_id"],
        )
        for learner in (sara, yusuf):
            await learner.phone.waits_for(lambda _, learner=learner: learner.button(":ka:"))  # type: ignore[misc]
        await sara.turns_to(":ka:")
        await sara.tap(":kb:")
        answers = iter(BADLY)
        await sara.plays(lambda _data: next(answers))

        await trainer.command("/cohorts")
        await trainer.turns_to(":co:")
        await trainer.turns_to(":ws:")
        assert wording["sara"] in shown(trainer)
        await picture(trainer, ":wp:")
        await trainer.turns_to(":ws:")
        person = bare(await trainer.turns_to(":wx:"))
        assert person.startswith(wording["sara"])
        assert wording["theme"] in person
        assert not trainer.button(":wh:")

        await sara.turns_to(":do:")
        asked = bare(await sara.turns_to(":wj:"))
        assert wording["trains"] in asked
        await sara.turns_to(":wy:")
        await trainer.turns_to(":cc:")
        await trainer.turns_to(":wx:")
        path = trainer.button(":wh:")
        assert wording["chosen"] in bare(await trainer.turns_to(":wh:"))
        await sara.turns_to(":wy:")  # and takes it back
        await trainer.phone.taps(path or "", message_id=trainer.newest()["message_id"])
        await trainer.phone.waits_for(lambda chat: wording["gone"] in trainer.text())

        clock.passes(3 * 86_400)  # Saturday is a day of rest, Sunday is not
        clock.passes(86_400)
        await trainer.command("/cohorts")
        await trainer.turns_to(":co:")
        await trainer.turns_to(":ws:")
        await trainer.turns_to(":wb:")
        assert wording["yusuf"] not in shown(trainer)  # ten days are left
        await trainer.turns_to(":wo:")
        behind = shown(trainer)
        assert wording["yusuf"] in behind
        assert wording["sara"] not in behind
        await trainer.turns_to(":wk:")
        await trainer.turns_to(":we:")
        assert wording["nudge"] in bare(trainer.text())
        await trainer.turns_to(":wn:")
        await yusuf.phone.waits_for(lambda chat: wording["nudge"] in bare(yusuf.text()))

        await phones.supervisor.command("/team")
        assert "Gates" in shown(phones.supervisor)
        await phones.supervisor.turns_to(":wc:")
        cover = bare(await phones.supervisor.turns_to(":wa:"))
        assert wording["sara"] in cover
        assert wording["yusuf"] in cover
        assert wording["theme"] not in cover
