"""A small case with every kind of decision, in both languages, for whole conversations."""

from __future__ import annotations

from functools import cache

from scenarios.loader import load
from scenarios.model import Scenario

ENGLISH = """\
format: 1
id: kinds
language: en
title: "Lost property, 16:10"
track: airports
level: foundation
truth: no-concern
should_refer: do-not
your_part: "The lost property counter"
brief: "A quiet afternoon at the counter."
objectives: {notice: "Notice what is there"}
indicators: [DOC-01]
sources: [ICAO352]
cast:
  guest: {gender: f, name: ["Maya", "Rosa"]}
variables:
  trust: {start: 1, min: 0, max: 3}
start: counter
scenes:
  counter:
    text: "{guest} asks for a bag. A queue grows behind her."
    choose:
      prompt: "Your first step?"
      worth: {respond: 1}
      seconds: 30
      timeout:
        go: look
        error: missed
        feedback: "She steps aside for the next in line."
        why: "Waiting is an answer too."
      choices:
        ask:
          text: "Ask her what the bag looks like."
          short: "Ask about it"
          credit: 1
          feedback: "She draws it with her finger."
          why: "A description is quicker than a search."
          go: look
        send:
          text: "Send her to the end of the queue."
          short: "Send her back"
          error: missed
          feedback: "She looks at the clock."
          why: "Nobody was helped by that."
          go: look
  look:
    text: "Four things lie on the shelf."
    spot:
      prompt: "What fits her words?"
      worth: {recognise: 2}
      items:
        blue: {text: "A blue bag with a broken zip.", short: "Blue bag", sign: true}
        tag: {text: "A tag with her flight on it.", short: "Flight tag", sign: true}
        hat: {text: "A straw hat.", short: "Straw hat", sign: false, why: "She named no hat."}
        cup: {text: "A cup with a lid.", short: "Cup", sign: false, why: "Cups are left by many."}
      bands:
        all: {feedback: "You lift the blue bag.", go: steps}
        most: {feedback: "You lift a bag.", go: steps}
        few: {feedback: "You shake your head.", error: missed, go: steps}
        over-called: {feedback: "The counter is full of things.", error: over-called, go: steps}
  steps:
    stop: "The bag may be hers."
    text: "The form lies ready."
    order:
      prompt: "In which order?"
      worth: {protect: 2}
      steps:
        name: {text: "Ask for her name.", short: "Her name"}
        open: {text: "Open the bag together.", short: "Open together"}
        sign: "She signs."
      correct: [name, open, sign]
      before:
        - first: open
          then: sign
          error: unsafe
          critical: "What is signed for unseen may be missing."
      bands:
        exact: {feedback: "All is there.", go: talk}
        near: {feedback: "It takes a little longer.", go: talk}
        wrong: {feedback: "She opens the bag and looks for her keys.", go: talk}
  talk:
    text: "She has a minute to spare."
    interview:
      prompt: "A word with her?"
      worth: {respond: 2}
      ask: 2
      questions:
        flight:
          text: "When does your flight leave?"
          short: "When is your flight?"
          answer: "In an hour, she says."
          credit: 1
          add: {trust: 1}
        keys:
          text: "Is anything missing?"
          short: "Anything missing?"
          answer: "Nothing, she says."
          credit: 1
        blame:
          text: "Why did you leave it there?"
          short: "Why left there?"
          answer: "She shrugs."
          why: "A question that blames ends the talk."
      go: sure
  sure:
    text: "The next in line asks whether it was her bag."
    rate:
      prompt: "How sure are you?"
      worth: {recognise: 1}
      reasonable: [4, 5]
      bands:
        low: {feedback: "He raises his eyebrows.", go: home}
        fair: {feedback: "He nods.", go: home}
        high: {feedback: "He nods.", go: home}
endings:
  home: {outcome: safe, text: "{guest} catches her flight with everything she came with."}
"""

ARABIC = """\
language: ar
title: "المفقودات، 16:10"
your_part: "مكتب المفقودات"
brief: "عصر هادئ في المكتب."
objectives: {notice: "ملاحظة ما هو موجود"}
cast:
  guest: ["مايا", "روزا"]
scenes:
  counter:
    text: "تسأل {guest} عن حقيبة. ويطول الطابور خلفها."
    choose:
      prompt: "ما خطوتك الأولى؟"
      timeout:
        feedback: "تتنحى جانبًا لمن بعدها."
        why: "الانتظار جواب أيضًا."
      choices:
        ask:
          text: "أسألها عن شكل الحقيبة."
          short: "أسأل عنها"
          feedback: "ترسمها بإصبعها."
          why: "الوصف أسرع من البحث."
        send:
          text: "أعيدها إلى آخر الطابور."
          short: "أعيدها"
          feedback: "تنظر إلى الساعة."
          why: "لم ينفع ذلك أحدًا."
  look:
    text: "على الرف أربعة أشياء."
    spot:
      prompt: "ما الذي يطابق وصفها؟"
      items:
        blue: {text: "حقيبة زرقاء سحّابها مكسور.", short: "حقيبة زرقاء"}
        tag: {text: "بطاقة عليها رحلتها.", short: "بطاقة الرحلة"}
        hat: {text: "قبعة من القش.", short: "قبعة قش", why: "لم تذكر قبعة."}
        cup: {text: "كوب له غطاء.", short: "كوب", why: "ينسى كثيرون الأكواب."}
      bands:
        all: {feedback: "ترفع الحقيبة الزرقاء عن الرف."}
        most: {feedback: "تُرفع حقيبة عن الرف."}
        few: {feedback: "لا شيء على الرف لها."}
        over-called: {feedback: "امتلأ المكتب بالأشياء."}
  steps:
    stop: "قد تكون الحقيبة لها."
    text: "النموذج جاهز."
    order:
      prompt: "الترتيب الأنسب؟"
      steps:
        name: {text: "السؤال عن اسمها.", short: "اسمها"}
        open: {text: "فتح الحقيبة معها.", short: "فتحها معها"}
        sign: "توقيعها."
      before:
        open-sign:
          critical: "ما يوقَّع عليه دون رؤيته قد يكون ناقصًا."
      bands:
        exact: {feedback: "كل شيء موجود."}
        near: {feedback: "يستغرق الأمر وقتًا أطول قليلًا."}
        wrong: {feedback: "تفتح الحقيبة وتبحث عن مفاتيحها."}
  talk:
    text: "لديها دقيقة."
    interview:
      prompt: "حديث قصير معها؟"
      questions:
        flight: {text: "متى تغادر رحلتك؟", short: "متى رحلتك؟", answer: "تقول: بعد ساعة."}
        keys: {text: "هل ينقص شيء؟", short: "هل ينقص شيء؟", answer: "تقول: لا شيء."}
        blame:
          text: "لماذا تركتها هناك؟"
          short: "لماذا تركتها؟"
          answer: "تهز كتفيها."
          why: "السؤال الذي يلوم ينهي الحديث."
  sure:
    text: "يسأل التالي في الطابور: هل كانت حقيبتها؟"
    rate:
      prompt: "ما مدى ثقتك؟"
      bands:
        low: {feedback: "يرفع حاجبيه."}
        fair: {feedback: "يهز رأسه موافقًا."}
        high: {feedback: "يهز رأسه موافقًا."}
endings:
  home: {text: "تلحق {guest} برحلتها ومعها كل ما جاءت به."}
"""

FILES = {"scenario.yaml": ENGLISH, "ar.yaml": ARABIC}


@cache
def kinds_case() -> Scenario:
    """The case, as the engine plays it."""
    loaded = load({name: text.encode() for name, text in FILES.items()})
    assert loaded.scenario is not None, loaded.findings
    return loaded.scenario
