"""The texts of the peers, as long as ours, and three buttons."""

from __future__ import annotations

import itertools

CHOICES = ("watch", "Watch from the desk"), ("ask", "Ask for the papers"), ("call", "Call")
SCENES = 12

_TURN = itertools.count()
_TEXT = (
    "<b>You chose: Ask and note</b>\n\n“A driver. We have no name, our agent knows him.” It goes "
    "on your pad, with the time.\n\n<blockquote>A vague job, all paid, nobody they can name: each "
    "sign is weak, but together they are worth a note.</blockquote>\n\n· · ·\n\nA man of about "
    "fifty joins them. In his hand are three passports. “If they ask: tourists, ten days.”\n\n"
    "<b>He saw that you heard. What now?</b>\n\n<b>A</b> · Wish all three a good trip.\n<b>B</b> · "
    "Ask him for the passports.\n<b>C</b> · Call the police at once. ({turn})"
)


def text() -> str:
    """The next screen's text as HTML, another each time."""
    return _TEXT.replace("{turn}", str(next(_TURN)))
