"""A case of eight questions with three recall forms each; the odd ones are critical."""

from __future__ import annotations

from scenarios.loader import load
from scenarios.model import Scenario

QUESTIONS = 8
HEAD = """\
format: 1
id: recalls
language: en
title: "Hall, 10:00"
track: health
level: foundation
truth: probable-trafficking
should_refer: refer
your_part: "A desk"
brief: "A morning."
objectives: {see: "See"}
cast:
  guest: {gender: f, name: ["Maya", "Rosa", "Amina"]}
start: q0
scenes:
"""
SCENE = """\
  q{n}:
    text: "{{guest}} waits, {n}."
    choose:
      prompt: "What now, {n}?"
      worth: {{recognise: 1, protect: 1}}
      choices:
        best{n}:
          text: "The best one, {n}"
          credit: 1
          feedback: "Good."
          why: "The best reason {n}."
        half{n}:
          text: "A fair one, {n}"
          credit: 0.5
          feedback: "Fair."
          why: "A fair reason {n}."
        poor{n}:
          text: "A poor one, {n}"
          error: missed
          {critical}feedback: "Poor."
          why: "No {n}."
      go: {to}
    recall:
      same-move: {{text: "{{guest}} again, {n}.", prompt: "And now, {n}?"}}
      new-setting:
        text: "Elsewhere, {n}."
        prompt: "There, {n}?"
        choices:
          there: {{text: "There best, {n}", credit: 1, why: "There {n}."}}
          not-there: {{text: "There poor, {n}", error: missed, why: "Not there {n}."}}
      look-alike:
        text: "It looks alike, {n}."
        prompt: "Here, {n}?"
        choices:
          leave: {{text: "Leave it, {n}", credit: 1, why: "Nothing here {n}."}}
          report: {{text: "Report it, {n}", error: over-called, why: "Too much {n}."}}
"""
END = """\
endings:
  end: {outcome: safe, text: "Over."}
"""


def recall_case() -> Scenario:
    scenes = "".join(
        SCENE.format(
            n=n,
            to=f"q{n + 1}" if n + 1 < QUESTIONS else "end",
            critical='critical: "It endangers."\n          ' if n % 2 else "",
        )
        for n in range(QUESTIONS)
    )
    loaded = load({"scenario.yaml": f"{HEAD}{scenes}{END}".encode()}, advice=False)
    assert loaded.scenario is not None, loaded.findings
    return loaded.scenario
