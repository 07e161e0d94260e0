"""How the audit log names what a button does, and the object that it does it with."""

from __future__ import annotations

import re

from bot.chat.kit.actions import Action
from bot.chat.kit.routes import Call

# What an action is about, the closest first. What else it names may be a secret, such as a token.
NAMED = (
    "person",
    "attempt",
    "certificate",
    "agency",
    "role",
    "assignment",
    "session",
    "test",
    "approval",
    "place",
    "cohort",
    "scenario",
)


def name_of(action: Action) -> str:
    """What is recorded of a tap: the name of its action, such as ``make-link``."""
    if isinstance(action, Call):
        return action.name.replace("_", "-")
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(action).__name__).lower()


def _value(action: Action, kind: str) -> object:
    """What an action names as a kind of object."""
    if isinstance(action, Call):
        return action.arguments.get(f"{kind}_id")
    return getattr(action, kind, None)


def about(wish: object) -> tuple[str, str] | None:
    """The kind and the id of the closest object that an action names."""
    if not isinstance(wish, Action):
        return None
    named = ((kind, _value(wish, kind)) for kind in NAMED)
    return next(((kind, one) for kind, one in named if isinstance(one, str) and one), None)
