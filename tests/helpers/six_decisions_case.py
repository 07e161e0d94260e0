"""A case of six decisions, long enough that passing it by a habit is no accident.

What is right stands first in four of them and is the longest in three, so no habit passes. Its last
decision is the example of the page on `lazy-player`.
"""

from __future__ import annotations

from tests.helpers.small_case import BASE

HEAD = BASE[: BASE.index("cast:\n")].replace("night-desk", "six-doors")
DOOR = """\
choices:
  wait: {text: "Wait for another day.", error: missed, feedback: "No.", why: "Days pass."}
  ask: {text: "Ask how she is.", credit: 1, feedback: "Yes.", why: "It opens doors."}
  shout: {text: "Shout at him.", error: unsafe, feedback: "No.", why: "He is warned."}
"""
RIGHT = 'credit: 1, feedback: "Yes.", why: "It opens doors."'
WRONG = 'error: missed, feedback: "No.", why: "It closes doors."'
# For each decision its choices in order; the right one is marked.
CHOICES = (
    ("*Sit down beside her", "Look away", "Go home"),
    ("*Lower your voice now", "Look up", "Go home"),
    ("*Stay", "Look at the clock", "Leave them there"),
    ("*Write it all down", "Forget", "Go home"),
    ("Speak to him only", "*Speak to her", "Go home"),
)


def _choices(texts: tuple[str, ...]) -> str:
    lines = [
        f'        {name}: {{text: "{text.lstrip("*")}", {RIGHT if "*" in text else WRONG}}}'
        for name, text in zip("abc", texts, strict=True)
    ]
    return "\n".join(["      choices:", *lines])


def _scene(number: int, choices: str, to: str) -> str:
    return (
        f'  s{number}:\n    text: "Door {number}."\n    choose:\n      prompt: "And now?"\n'
        f"      worth: {{recognise: 1}}\n{choices}\n      go: {to}\n"
    )


def _indented(block: str) -> str:
    return "\n".join(f"      {line}" for line in block.splitlines())


SCENES = [
    *(_scene(number, _choices(texts), f"s{number + 1}") for number, texts in enumerate(CHOICES)),
    _scene(5, _indented(DOOR), "done"),
]
SIX = f"""\
{HEAD}
start: s0
scenes:
{"".join(SCENES)}endings:
  done: {{outcome: safe, text: "The night is over."}}
"""
