"""What stands in a button: the code of each action, and its fields in order.

A code is never given to another action: old buttons stay in chats for years.
"""

from __future__ import annotations

from bot.telegram.forms import (
    accounts,
    agencies,
    analysis,
    arriving,
    assigning,
    care,
    cascade,
    certifying,
    debrief,
    erasing,
    evaluating,
    evidence,
    exporting,
    facts,
    following,
    inviting,
    keeping,
    measuring,
    playing,
    publishing,
    refreshers,
    releasing,
    retention,
    room,
    today,
    training,
)
from bot.telegram.forms.parts import Forms

_PARTS = (
    accounts.FORMS,
    agencies.FORMS,
    analysis.FORMS,
    arriving.FORMS,
    assigning.FORMS,
    care.FORMS,
    cascade.FORMS,
    certifying.FORMS,
    debrief.FORMS,
    erasing.FORMS,
    evaluating.FORMS,
    evidence.FORMS,
    exporting.FORMS,
    facts.FORMS,
    inviting.FORMS,
    keeping.FORMS,
    following.FORMS,
    measuring.FORMS,
    playing.FORMS,
    publishing.FORMS,
    refreshers.FORMS,
    releasing.FORMS,
    retention.FORMS,
    room.FORMS,
    today.FORMS,
    training.FORMS,
)
FORMS: Forms = {code: form for part in _PARTS for code, form in part.items()}
assert len(FORMS) == sum(map(len, _PARTS)), "a code has two meanings"
