"""Names of acts and objects in the audit log."""

from __future__ import annotations

from bot.chat.kit.routes import Call


def audit_name(call: Call) -> str:
    """The audited name of a tap: that of its handler, such as ``make-link``."""
    return call.name.replace("_", "-")
