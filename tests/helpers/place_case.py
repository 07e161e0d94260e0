"""A case that depends on a local fact: the duty to report to the police."""

from __future__ import annotations

from scenarios.model import Scenario
from tests.helpers.small_case import ARABIC, BASE, edited, scenario

FACT = "duty-to-report"
_CHOICES = """\
        force:
          when: "duty == none or duty == injury"
          text: "Call the police although she says no."
          short: "Call the police"
          error: over-called
          critical: "She trusts nobody after that."
          feedback: "She is silent."
          why: "The decision here is hers."
        call:
          when: "duty == unconfirmed"
          text: "Call the police, whatever she says."
          short: "Call the police"
          error: over-called
          credit: {refer: 0.25}
          feedback: "She is silent."
          why: "What the law asks here is not confirmed; ask who knows it."
        report:
          when: "duty == all"
          text: "Tell her what the law asks, and call the police."
          short: "Call the police"
          credit: 1
          feedback: "She asks what comes next."
          why: "She heard it before she spoke."
"""
_ARABIC = """\
        force:
          text: "أتصل بالشرطة رغم أنها ترفض."
          short: "أتصل بالشرطة"
          critical: "لن تثق بأحد بعد ذلك."
          feedback: "تصمت."
          why: "القرار هنا لها."
        call:
          text: "أتصل بالشرطة مهما قالت."
          short: "أتصل بالشرطة"
          feedback: "تصمت."
          why: "لم يُؤكَّد ما يوجبه القانون هنا، فاسأل من يعرفه."
        report:
          text: "أخبرها بما يوجبه القانون وأتصل بالشرطة."
          short: "أتصل بالشرطة"
          feedback: "تسأل عمّا يأتي بعد ذلك."
          why: "سمعت بذلك قبل أن تتكلم."
"""
_NOTE = BASE[BASE.index("        note:\n") : BASE.index('      go:\n        - {when: "picked(call')]
_NOTE_ARABIC = ARABIC[ARABIC.index("        note:\n") : ARABIC.index("endings:\n")]

PLACE = edited(
    (
        'short: "Ring quietly"\n          credit: 1',
        'short: "Ring quietly"\n          credit: {refer: 1, protect: 0.5}',
    ),
    ("  trust: {start: 1", f"  duty: {{fact: {FACT}}}\n  trust: {{start: 1"),
    (_NOTE, _CHOICES),
    (
        'when: "picked(call, ring)", go: helped',
        'when: "picked(call, ring) or picked(call, report)", go: helped',
    ),
    (
        'doubt: {outcome: mixed, text: "Nobody knows."}',
        'doubt: {outcome: mixed, text: "Nobody knows. The rule: {fact:duty-to-report}."}',
    ),
    (
        'text: "{guest} is heard.", fact: UNGIFT}',
        'text: [{when: "duty == all", text: "The law was kept."}, {text: "{guest} is heard."}]}',
    ),
    ("          sources: [UNGIFT]\n", "          sources: [UNGIFT]\n          signs: [DOC-01]\n"),
)
PLACE_ARABIC = edited(
    (_NOTE_ARABIC, _ARABIC),
    ('doubt: {text: "لا أحد يعلم."}', 'doubt: {text: "لا أحد يعلم. {fact:duty-to-report}."}'),
    (
        'helped: {text: "تُسمع {guest} أخيرًا."}',
        'helped: {text: [{text: "رُوعي القانون."}, {text: "تُسمع {guest} أخيرًا."}]}',
    ),
    of=ARABIC,
)


def place_case(*edits: tuple[str, str]) -> Scenario:
    return scenario(*edits, of=PLACE, ar=PLACE_ARABIC)
