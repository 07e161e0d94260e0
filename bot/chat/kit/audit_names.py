"""Names of acts and objects in the audit log."""

from __future__ import annotations

from bot.chat.kit.routes import Call

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
"""Kinds of objects that are recorded, the closest first. What else a button names may be a secret,
such as a token."""


def audit_name(call: Call) -> str:
    """The audited name of a tap: that of its handler, such as ``make-link``."""
    return call.name.replace("_", "-")


def audited_object(call: Call) -> tuple[str, str] | None:
    """The kind and the id of the closest object that a button names."""
    named = ((kind, call.arguments.get(f"{kind}_id")) for kind in NAMED)
    return next(((kind, id_) for kind, id_ in named if isinstance(id_, str) and id_), None)
