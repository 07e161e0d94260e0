"""What only the terminal says, in every language.

A dataclass rather than the catalogue: a text that one of them lacks is an error of types, and the
phones' catalogue stays free of keyboards.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The terminal's own texts in one language; `{…}` are filled in."""

    choose: str
    go_on: str
    not_offered: str
    not_a_choice: str
    help: str
    paused: str
    critical: str
    score: str
    again: str


TEXTS: dict[str, Texts] = {
    "en": Texts(
        choose="{letters} · ? help · p pause",
        go_on="Enter to go on · ? help · p pause",
        not_offered="“{typed}” is not among the choices here: {letters}. ? shows help.",
        not_a_choice="There is nothing to choose here. Enter goes on.",
        help=(
            "Read what happens, then type the letter of what you would do, and Enter. "
            "There is no hurry. With p you stop at any time. Nothing is kept, and nobody sees "
            "how you practise."
        ),
        paused="Paused. Nothing is kept here. The same case again, names and all:",
        critical="This could endanger someone",
        score="Score: {percent}%",
        again="The same case again, names and all:",
    ),
    "ar": Texts(
        choose="{letters} · ؟ مساعدة · ت توقف",
        go_on="المتابعة بمفتاح {enter} · ؟ مساعدة · ت توقف",
        not_offered="«{typed}» ليس من الخيارات هنا: {letters}. وعلامة ؟ تعرض المساعدة.",
        not_a_choice="لا خيارات هنا، والمتابعة بمفتاح {enter}.",
        help=(
            "بعد قراءة ما يحدث يُكتب حرف الخيار، ثم يُضغط مفتاح {enter}. لا داعي للعجلة، والتوقف "
            "ممكن في أي وقت بالحرف ت. لا يُحفظ شيء هنا، ولا يطّلع أحد على تدريبك."
        ),
        paused="توقفت الحالة، ولا يُحفظ شيء هنا. لإعادتها بالأسماء نفسها:",
        critical="تصرّف يعرّض الشخص للخطر",
        score="النتيجة: {percent}٪",
        again="لإعادة الحالة بالأسماء نفسها:",
    ),
}
