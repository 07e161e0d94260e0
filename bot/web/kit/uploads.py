"""Files that are chosen in a form."""

from __future__ import annotations

from bot.web.kit.context import BaseContext
from bot.web.kit.forms import FormError


def sent_file(ctx: BaseContext, name: str, largest: int) -> bytes:
    """The content of the file in a field; empty where none was chosen.

    Args:
        name: The field's.
        largest: Bytes of the largest file that the act takes.

    Raises:
        FormError: It is larger.
    """
    sent = ctx.form.files.get(name)
    if sent is None:
        return b""
    if sent.too_large:
        raise FormError(
            **{name: ctx.say("This file is larger than {n} MB.", n=max(1, largest >> 20))}
        )
    return sent.content
