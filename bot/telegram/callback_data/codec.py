"""What a button carries: an action in at most 64 bytes, and back again from anyone.

A modified client can send any bytes, so reading is strict, and what is read is only a wish: the
service checks who asks, whose attempt it is, the turn, and that the choice is offered.
"""

from __future__ import annotations

from dataclasses import MISSING, fields

from bot.chat.kit.actions import Action
from bot.chat.kit.routes import Call
from bot.chat.routes import ROUTES
from bot.telegram.callback_data import FORMS

VERSION = "1"
MOST_BYTES = 64


_CODES = {
    kind: (code, tuple((one.name, part) for one, part in zip(fields(kind), parts, strict=True)))
    for code, (kind, parts) in FORMS.items()
}


def write(action: Action) -> str:
    """The action as callback data."""
    if isinstance(action, Call):
        return action.data
    code, named = _CODES[type(action)]
    data = ":".join((VERSION, code, *(one.encode(getattr(action, name)) for name, one in named)))
    assert len(data.encode()) <= MOST_BYTES, data
    return data


def read(data: str) -> Action | None:
    """The action that callback data asks for; None where it is not of our making."""
    if len(data.encode("utf-8", "replace")) > MOST_BYTES:
        return None
    if (call := ROUTES.read(data)) is not None:
        return call
    version, _, rest = data.partition(":")
    code, *texts = rest.split(":")
    kind, parts = FORMS.get(code, (None, ()))
    if version != VERSION or kind is None or not _needed(kind) <= len(texts) <= len(parts):
        return None
    told = list(zip(parts, texts, strict=False))
    if not all(part.pattern.fullmatch(text) for part, text in told):
        return None
    return kind(*(part.decode(text) for part, text in told))


def _needed(kind: type[Action]) -> int:
    """How many fields a button has to carry; one made before there were more has the defaults."""
    return sum(one.default is MISSING for one in fields(kind))
