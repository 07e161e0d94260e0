"""A small case in both languages, and edits of it.

Every test of the rules begins here, so that it shows only what it is about::

    case(edited(('go: gone', 'go: nowhere')))
"""

from __future__ import annotations

from functools import cache

from scenarios.case_library import load_library
from scenarios.loader import Loaded, load
from scenarios.model import Scenario

BASE = """\
format: 1
id: night-desk
language: en
title: "Night desk, 22:40"
track: hotels
level: foundation
truth: trafficking
should_refer: refer
your_part: "The night desk of a hotel"
brief: "A quiet night at the desk."
objectives:
  notice: "Notice who speaks for whom"
indicators: [DOC-01]
sources: [UNGIFT]

cast:
  guest: {gender: f, name: ["Maya", "Rosa"]}
  escort: {gender: m, name: ["Mr Karim", "Mr Santos"]}
  porter: {gender: m}

variables:
  trust: {start: 1, min: 0, max: 3}
  alone: {start: false}

start: gate
scenes:
  gate:
    text: |
      {escort} puts two passports on the desk. {guest} looks at the floor.
    choose:
      prompt: "Your first step?"
      worth: {recognise: 2}
      choices:
        ask:
          text: "Ask her in passing how the journey was."
          short: "Ask her"
          credit: 1
          add: {trust: 1}
          set: {alone: true}
          feedback: "She looks up at {guest}."
          why: "Everyday questions alert nobody."
          sources: [UNGIFT]
          go: lift
        accuse:
          text: "Ask him loudly what he is up to."
          short: "Accuse him"
          error: over-called
          critical: "It puts her in danger."
          add: {trust: -5}
          feedback: "He smiles."
          why: "Now he is warned."
          go: lift
        wave:
          text: "Hand over the keys."
          short: "Let them pass"
          credit: {recognise: 0.5}
          error: missed
          feedback: "They go."
          why: "Nobody asked her."
          go: gone
  lift:
    text: "The lift goes up. {guest} is out of sight."
    go:
      - {when: "trust >= 2", go: call}
      - {go: hall}
  hall:
    text: "The hall is empty."
    go: call
  call:
    stop: "You saw two passports in one hand."
    text:
      - when: "trust >= 2"
        text: "She trusts you."
      - text: "She avoids you."
    choose:
      prompt: "Who hears of it?"
      worth: {refer: 1, protect: 1}
      choices:
        ring:
          text: "Ring the duty manager quietly."
          short: "Ring quietly"
          credit: 1
          feedback: "She comes down."
          why: "Few people know."
        wait:
          text: "Wait until the morning."
          short: "Wait"
          error: missed
          critical: "By then she is gone."
          feedback: "The night passes."
          why: "Time is on his side."
          go: gone
        note:
          when: "alone and picked(gate, ask)"
          text: "Pass her a note."
          short: "Pass a note"
          credit: {refer: 0.5}
          error: unsafe
          feedback: "He reads it first."
          why: "Paper can be found."
          signs: [DOC-01]
      go:
        - {when: "picked(call, ring)", go: helped}
        - {go: doubt}
endings:
  helped: {outcome: safe, text: "{guest} is heard.", fact: UNGIFT}
  doubt: {outcome: mixed, text: "Nobody knows."}
  gone: {outcome: harmful, text: "They are gone."}
"""

ARABIC = """\
language: ar
title: "مكتب الليل، 22:40"
your_part: "مكتب الليل في الفندق"
brief: "ليلة هادئة في المكتب."
objectives:
  notice: "الانتباه إلى من يتكلم عن غيره"

cast:
  guest: ["مايا", "روزا"]
  escort: ["السيد كريم", "السيد سانتوس"]

scenes:
  gate:
    text: |
      يضع {escort} جوازين على المكتب، أما {guest} فتنظر إلى الأرض.
    choose:
      prompt: "ما خطوتك الأولى؟"
      choices:
        ask:
          text: "أسألها عابرًا عن السفر."
          short: "أسألها"
          feedback: "ترفع {guest} رأسها."
          why: "الأسئلة العادية لا تنبّه أحدًا."
        accuse:
          text: "أسأله بصوت عالٍ عمّا يفعل."
          short: "أتهمه"
          critical: "هذا يعرّضها للخطر."
          feedback: "يبتسم."
          why: "صار الآن حذرًا."
        wave:
          text: "أسلّم المفاتيح."
          short: "أدعهما يمران"
          feedback: "يمضيان."
          why: "لم يسألها أحد."
  lift:
    text: "يصعد المصعد، وتغيب {guest} عن النظر."
  hall:
    text: "الردهة خالية."
  call:
    stop: "رأيت جوازين في يد واحدة."
    text:
      - text: "هي تثق بك."
      - text: "هي تتجنبك."
    choose:
      prompt: "من يعلم بالأمر؟"
      choices:
        ring:
          text: "أتصل بالمدير المناوب بهدوء."
          short: "أتصل بهدوء"
          feedback: "تنزل إليك."
          why: "قليلون يعلمون."
        wait:
          text: "أنتظر حتى الصباح."
          short: "أنتظر"
          critical: "عندها تكون قد ذهبت."
          feedback: "يمضي الليل."
          why: "الوقت في صالحه."
        note:
          text: "أمرّر لها ورقة."
          short: "أمرّر ورقة"
          feedback: "يقرؤها قبلها."
          why: "الورقة قد تُكتشف."
endings:
  helped: {text: "تُسمع {guest} أخيرًا."}
  doubt: {text: "لا أحد يعلم."}
  gone: {text: "لقد ذهبا."}
"""


def case(yaml_text: str = BASE, ar: str | None = None) -> Loaded:
    """Load a case from its text and its Arabic file."""
    files = {"scenario.yaml": yaml_text.encode()}
    if ar is not None:
        files["ar.yaml"] = ar.encode()
    return load(files)


def edited(*edits: tuple[str, str], of: str = BASE) -> str:
    """Replace the first string of each pair, which must occur exactly once, by the second."""
    for old, new in edits:
        assert of.count(old) == 1, f"{old!r} stands {of.count(old)} times in the text"
        of = of.replace(old, new)
    return of


def scenario(*edits: tuple[str, str], of: str = BASE, ar: str | None = None) -> Scenario:
    """An edited case that can be played."""
    loaded = case(edited(*edits, of=of), ar)
    assert loaded.scenario is not None, "\n".join(map(str, loaded.findings))
    return loaded.scenario


@cache
def dream_job() -> Scenario:
    found = load_library().get("dream-job")
    assert found is not None
    return found
