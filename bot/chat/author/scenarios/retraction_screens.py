"""Taking a scenario back: from those it was open to, or a draft altogether. Pure."""

from __future__ import annotations

from bot.chat.author.scenarios.actions import DeleteDraftNow, ShowOwn, WithdrawOwnNow
from bot.chat.author.scenarios.own_scenario_screens import Own
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words


def withdraw_screen(speak: Words, one: Own, given: int) -> Screen:
    """What withdrawing would mean."""
    say, id_ = speak.say, one.case.scenario
    lines = [
        Line(Role.TITLE, one.title),
        Line(
            Role.TEXT, say("Withdraw it? Nobody can begin it any more, and it is shared no longer.")
        ),
    ]
    if one.under_way:
        text = speak.count(
            "{n} attempt is under way and can be finished.",
            "{n} attempts are under way and can be finished.",
            one.under_way,
        )
        lines.append(Line(Role.TEXT, text))
    if given:
        text = speak.count(
            "It is assigned {n} time; that work cannot be begun any more.",
            "It is assigned {n} times; that work cannot be begun any more.",
            given,
        )
        lines.append(Line(Role.TEXT, text))
    return Screen(
        tuple(lines),
        (
            Button(say("Withdraw it"), WithdrawOwnNow(id_)),
            Button(say("Leave it"), ShowOwn(id_), main=True),
        ),
    )


def delete_screen(speak: Words, one: Own) -> Screen:
    """What deleting a draft would mean."""
    say, id_ = speak.say, one.case.scenario
    text = say("Delete the draft? All its editions go, and nobody can bring them back.")
    return Screen(
        (Line(Role.TITLE, one.title), Line(Role.TEXT, text)),
        (
            Button(say("Delete it"), DeleteDraftNow(id_)),
            Button(say("Leave it"), ShowOwn(id_), main=True),
        ),
    )
