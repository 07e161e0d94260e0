"""A clean small case around a slider, in both languages."""

from __future__ import annotations

from functools import cache

from scenarios.loader import load
from scenarios.model import Scenario

ENGLISH = """\
format: 1
id: bus-stop
language: en
title: "Bus stop, 16:55"
track: transport
level: foundation
truth: not-a-case
should_refer: do-not
your_part: "The ticket window"
brief: "A hot afternoon at the station."
objectives: {weigh: "Weigh how urgent something is"}

cast:
  guest: {gender: m, name: ["Karim", "Santos"]}

start: bag
scenes:
  bag:
    text: "{guest} has gone. His bag stands beside the bench, and his bus leaves in five minutes."
    slider:
      prompt: "How urgent is it, from 0 to 100?"
      worth: {respond: 2}
      ends: {low: "It can wait", high: "This minute"}
      bands:
        later: {min: 0, max: 40, error: missed, feedback: "You note it.", why: "His bus goes soon."}
        soon: {min: 50, max: 70, credit: 0.5, feedback: "You look for help.", why: "Go yourself."}
        now:
          min: 80
          max: 100
          credit: 1
          feedback: "You run, and he sees you."
          why: "Five minutes are enough."
          go: found
      go: lost
endings:
  found: {outcome: safe, text: "{guest} waves from the window."}
  lost: {outcome: mixed, text: "The bus has left."}
"""

ARABIC = """\
language: ar
title: "موقف الحافلات، 16:55"
your_part: "شباك التذاكر"
brief: "عصر حار في المحطة."
objectives: {weigh: "تقدير مدى الاستعجال"}
cast:
  guest: ["كريم", "سانتوس"]
scenes:
  bag:
    text: "غادر {guest}. حقيبته بجانب المقعد، وحافلته تغادر بعد خمس دقائق."
    slider:
      prompt: "ما مدى الاستعجال من 0 إلى 100؟"
      ends: {low: "يمكن الانتظار", high: "في هذه الدقيقة"}
      bands:
        later: {feedback: "تُدوَّن الملاحظة.", why: "حافلته تغادر قريبًا."}
        soon: {feedback: "بحث عن زميل.", why: "الذهاب مباشرةً أسرع."}
        now: {feedback: "ركض وتلويح، وقد انتبه إليك.", why: "خمس دقائق تكفي."}
endings:
  found: {text: "يلوّح {guest} من النافذة."}
  lost: {text: "غادرت الحافلة."}
"""

FILES = {"scenario.yaml": ENGLISH, "ar.yaml": ARABIC}


@cache
def slider_case() -> Scenario:
    """The case, as the engine plays it."""
    loaded = load({name: text.encode() for name, text in FILES.items()})
    assert loaded.scenario is not None, loaded.findings
    return loaded.scenario
