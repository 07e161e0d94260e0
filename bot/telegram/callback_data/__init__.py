"""What stands in a button: the code of each action, and its fields in order.

A code is never given to another action: old buttons stay in chats for years.
"""

from __future__ import annotations

from bot.telegram.callback_data import (
    play,
    today,
)
from bot.telegram.callback_data.fields import Forms

_PARTS = (
    play.FORMS,
    today.FORMS,
)
FORMS: Forms = {code: form for part in _PARTS for code, form in part.items()}
assert len(FORMS) == sum(map(len, _PARTS)), "a code has two meanings"
