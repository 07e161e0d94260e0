"""What stands in a button: no action of the older form is left."""

from __future__ import annotations

from bot.telegram.callback_data.fields import Forms

FORMS: Forms = {}
