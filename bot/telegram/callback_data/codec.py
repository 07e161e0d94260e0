"""Calls of handlers as callback data.

A modified client can send any bytes, so reading is strict; whether the call is allowed is checked
where it is served.
"""

from __future__ import annotations

from bot.chat.kit.actions import Action
from bot.chat.kit.routes import Call
from bot.chat.routes import ROUTES


def write(action: Action) -> str:
    assert isinstance(action, Call), action
    return action.data


def read(data: str) -> Call | None:
    """What callback data asks for; None where it is no button of ours."""
    return ROUTES.read(data)
