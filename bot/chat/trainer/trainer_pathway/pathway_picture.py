"""What stands on the picture of the cascade. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.app.access.rights import MASTER, TRAINEE, TRAINER
from bot.app.certificates.trainer_lineage import Branch
from bot.chat.date_phrases import date_of
from bot.chat.labels import role_name
from bot.chat.trainer.trainer_pathway.pathway_screens import CascadeScreens, Seen
from bot.chat.trainer.trainer_pathway.pathway_view import Cascade
from bot.locale import Words
from bot.pictures.lineage import MOST, Rank, Row, Tree

_RANKS: dict[str, Rank] = {MASTER: "master-trainer", TRAINER: "trainer", TRAINEE: "trainee"}


def trees(
    speak: Words, screens: CascadeScreens, seen: Cascade, now: datetime, timezone: str
) -> list[Tree]:
    """The pictures of a cascade, so many to each that a phone can show them.

    Args:
        speak: The language.
        screens: Say until when something holds.
        seen: What is drawn.
        now: The moment.
        timezone: In which its days are told.
    """
    say = speak.say
    pairs = zip(seen.branches, seen.seen, strict=True)
    rows = [_row(speak, screens, branch, one, now) for branch, one in pairs]
    people = speak.count("{n} person", "{n} people", len(rows))
    legend = tuple((_RANKS[one], role_name(speak, one)) for one in (MASTER, TRAINER, TRAINEE))
    return [
        Tree(
            say("Who made whom a trainer"),
            f"{date_of(speak, now, timezone)} · {people}",
            say("people"),
            say("certificate"),
            legend,
            tuple(rows[first : first + MOST]),
        )
        for first in range(0, len(rows), MOST)
    ]


def _row(speak: Words, screens: CascadeScreens, branch: Branch, seen: Seen, now: datetime) -> Row:
    one = branch.trainer
    trainee, until = one.rank == TRAINEE, one.done.until
    parts = speak.say("{n} of 3 parts", n=len(one.shown(now)))
    return Row(
        seen.name,
        _RANKS[one.rank],
        branch.ends,
        "" if trainee else str(branch.reach),
        parts if trainee else screens.expiry(one),
        over=not trainee and until is not None and until <= now,
    )
