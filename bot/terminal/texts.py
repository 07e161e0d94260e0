"""What only the terminal says, in every language.

Dataclasses rather than the catalogue: a text that a language lacks is an error of types, and the
phones' catalogue stays free of keyboards.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asks:
    """How something is asked for at the keyboard."""

    hint: str  # above the line where one types
    how: str  # in the help, and after an empty line
    sorry: str  # after what is not understood


@dataclass(frozen=True, slots=True)
class Texts:
    """The terminal's own texts in one language; `{…}` are filled in."""

    stop: Asks
    choose: Asks
    spot: Asks
    order: Asks
    interview: Asks
    rate: Asks
    help: str
    paused: str
    critical: str
    score: str
    draft: str
    again: str

    def asks(self, kind: str) -> Asks:
        """How a kind of decision is asked for, or a stop, whose kind is empty."""
        kinds = {
            "": self.stop,
            "choose": self.choose,
            "spot": self.spot,
            "order": self.order,
            "interview": self.interview,
            "rate": self.rate,
        }
        return kinds[kind]


TEXTS: dict[str, Texts] = {
    "en": Texts(
        stop=Asks(
            hint="Enter to go on · ? help · p pause",
            how="Read as long as you like, then press Enter.",
            sorry="There is nothing to choose here. Enter goes on.",
        ),
        choose=Asks(
            hint="{letters} · ? help · p pause",
            how="Read what happens, then type the letter of what you would do, and Enter.",
            sorry="“{typed}” is not among the choices here: {letters}. ? shows help.",
        ),
        spot=Asks(
            hint="{letters} · several at once, - for none · ? help · p pause",
            how=(
                "Type the letters of all that you noticed, such as A C, and Enter; "
                "type - where you noticed nothing."
            ),
            sorry=(
                "“{typed}” does not fit here: {letters}, several at once, or - for none. "
                "? shows help."
            ),
        ),
        order=Asks(
            hint="{letters} · all of them, in your order · ? help · p pause",
            how="Type the letters of all steps, the first step first, such as B C A, and Enter.",
            sorry=(
                "“{typed}” does not have every step once. All are needed, in your order: "
                "{letters}. ? shows help."
            ),
        ),
        interview=Asks(
            hint="{letters} · . to end the talk · ? help · p pause",
            how=(
                "Type the letter of a question, and Enter. "
                "With a full stop (.) you end the talk, at any time."
            ),
            sorry=(
                "“{typed}” is not among the questions here: {letters}, or . to end the talk. "
                "? shows help."
            ),
        ),
        rate=Asks(
            hint="{letters} · ? help · p pause",
            how="Type a digit from 1 to 5 for how sure you are, and Enter.",
            sorry="“{typed}” is none of the steps here: {letters}. ? shows help.",
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
        stop=Asks(
            hint="المتابعة بمفتاح {enter} · ؟ مساعدة · ت توقف",
            how="بعد القراءة على مهل تكون المتابعة بمفتاح {enter}.",
            sorry="لا خيارات هنا، والمتابعة بمفتاح {enter}.",
        ),
        choose=Asks(
            hint="{letters} · ؟ مساعدة · ت توقف",
            how="بعد قراءة ما يحدث يُكتب حرف الخيار، ثم يُضغط مفتاح {enter}.",
            sorry="«{typed}» ليس من الخيارات هنا: {letters}. وعلامة ؟ تعرض المساعدة.",
        ),
        spot=Asks(
            hint="{letters} · عدة حروف معًا، أو - إن لم يُلاحَظ شيء · ؟ مساعدة · ت توقف",
            how=(
                "تُكتب حروف كل ما لوحظ، مثل أ ج، ثم يُضغط مفتاح {enter}. "
                "وإن لم يُلاحَظ شيء تُكتب الشرطة (-)."
            ),
            sorry=(
                "«{typed}» غير متاح هنا. المتاح: {letters}، حرف أو عدة حروف معًا، "
                "أو الشرطة (-) إن لم يُلاحَظ شيء. "
                "وعلامة ؟ تعرض المساعدة."
            ),
        ),
        order=Asks(
            hint="{letters} · كلها بالترتيب المختار · ؟ مساعدة · ت توقف",
            how="تُكتب حروف الخطوات كلها بدءًا من الأولى، مثل ب ج أ، ثم يُضغط مفتاح {enter}.",
            sorry=(
                "ليست في «{typed}» كل خطوة مرة واحدة. المطلوب حروف الخطوات كلها بالترتيب "
                "المختار: {letters}. وعلامة ؟ تعرض المساعدة."
            ),
        ),
        interview=Asks(
            hint="{letters} · النقطة (.) لإنهاء الحديث · ؟ مساعدة · ت توقف",
            how=(
                "يُكتب حرف السؤال، ثم يُضغط مفتاح {enter}. وإنهاء الحديث ممكن في أي وقت بالنقطة (.)."
            ),
            sorry=(
                "«{typed}» ليس من الأسئلة هنا. المتاح: {letters}، أو النقطة (.) لإنهاء الحديث. "
                "وعلامة ؟ تعرض المساعدة."
            ),
        ),
        rate=Asks(
            hint="{letters} · ؟ مساعدة · ت توقف",
            how="يُكتب رقم من 1 إلى 5 بحسب درجة الاقتناع، ثم يُضغط مفتاح {enter}.",
            sorry="«{typed}» ليس من الدرجات هنا: {letters}. وعلامة ؟ تعرض المساعدة.",
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
