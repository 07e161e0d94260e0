"""Texts used only by the terminal, in every required language.

Dataclasses instead of the catalogue: a missing text is a type error, and the
chat's catalogue has no keyboard texts.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kinds import PRESENTERS
from bot.chat.kinds.base import Asks
from scenarios.languages import DEFAULT


@dataclass(frozen=True, slots=True)
class Texts:
    """The terminal's own texts in one language; `{…}` are filled in."""

    language: str
    stop: Asks
    help: str
    paused: str
    critical: str
    score: str
    draft: str
    again: str

    def asks(self, kind: str) -> Asks:
        """The prompt for a kind of decision, or for a stop, whose kind is empty."""
        return PRESENTERS[kind].asks[self.language] if kind else self.stop


TEXTS: dict[str, Texts] = {
    "en": Texts(
        language="en",
        stop=Asks(
            hint="Enter to go on · ? help · p pause",
            how="Read as long as you like, then press Enter.",
            sorry="There is nothing to choose here. Enter goes on.",
        ),
        help=(
            "{how} There is no hurry. With p you stop at any time. Nothing is kept, and nobody "
            "sees how you practise."
        ),
        paused="Paused. Nothing is kept here. The same case again, names and all:",
        critical="This could endanger someone",
        score="Score: {percent}%",
        draft="A draft, without a score: it has more states than can be checked.",
        again="The same case again, names and all:",
    ),
    "ar": Texts(
        language="ar",
        stop=Asks(
            hint="المتابعة بمفتاح {enter} · ؟ مساعدة · ت توقف",
            how="بعد القراءة على مهل تكون المتابعة بمفتاح {enter}.",
            sorry="لا خيارات هنا، والمتابعة بمفتاح {enter}.",
        ),
        help=(
            "{how} لا داعي للعجلة، والتوقف ممكن في أي وقت بالحرف ت. لا يُحفظ شيء هنا، ولا يطّلع "
            "أحد على تدريبك."
        ),
        paused="توقفت الحالة، ولا يُحفظ شيء هنا. لإعادتها بالأسماء نفسها:",
        critical="تصرّف يعرّض الشخص للخطر",
        score="النتيجة: {percent}٪",
        draft="مسودة بلا نتيجة: أوضاعها أكثر من أن تُفحص كلها.",
        again="لإعادة الحالة بالأسماء نفسها:",
    ),
}


def texts_in(language: str) -> Texts:
    """The terminal's texts in a language, or in the default one where they are missing."""
    return TEXTS.get(language) or TEXTS[DEFAULT]
