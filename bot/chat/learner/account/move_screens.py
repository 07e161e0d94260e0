"""What is said of moves to another account. Pure."""

from __future__ import annotations

from bot.chat.kit.actions import ShowList
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.account.actions import AllowMoveNow, StopMove, StopMoveOf
from bot.locale import Words


def stopped_screen(speak: Words, *, any_waited: bool) -> Screen:
    """Nothing moves any more, and no code is good by which it could."""
    say = speak.say
    lines = [
        Line(
            Role.TITLE,
            say("Stopped. Your place stays with this account.")
            if any_waited
            else say("Nothing is being moved now."),
        )
    ]
    if any_waited:
        text = say(
            "Whoever asked for it is told. If nobody asked you before, please tell an admin or "
            "another trainer."
        )
        lines.append(Line(Role.TEXT, text))
    return Screen(tuple(lines), (_today(speak),))


def allow_screen(speak: Words, transfer: str) -> Screen:
    """Whether everything is to move at once."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Move everything of yours to the other account now?")),
            Line(
                Role.TEXT,
                say(
                    "Please say yes only if you opened the code yourself. Everything goes there, "
                    "what you practised for yourself too, and this account opens none of it any "
                    "more."
                ),
            ),
        ),
        (
            Button(say("No, stop it"), StopMove(), main=True),
            Button(say("Yes, move everything"), AllowMoveNow(transfer)),
        ),
    )


def allowed_screen(speak: Words) -> Screen:
    """It is done, and this account is nobody's any more."""
    return Screen((Line(Role.TEXT, speak.say("Done. Everything is with the other account now.")),))


def not_waiting_screen(speak: Words) -> Screen:
    """There is no such move any more."""
    text = speak.say("This move is no longer waiting, and nothing was changed.")
    return Screen((Line(Role.TEXT, text),), (_today(speak),))


def called_off_screen(speak: Words) -> Screen:
    """Whoever opened a code has let the move go."""
    text = speak.say(
        "Called off: no place moves to this account. Whoever made the code is told, and it is good "
        "no more."
    )
    return Screen((Line(Role.TEXT, text),), (_today(speak),))


def stopped_for_screen(speak: Words, name: str) -> Screen:
    """Somebody who answers for them has stopped it."""
    text = speak.say(
        "Stopped. The place of {name} stays where it is, and they are told.", name=name
    )
    return Screen((Line(Role.TEXT, text),), (_today(speak),))


def agreed_screen(speak: Words, name: str, transfer: str) -> Screen:
    """A second admin has said yes, and can still stop it."""
    text = speak.say(
        "Noted: the place of {name} may move. It still waits its day, and can be stopped until "
        "then.",
        name=name,
    )
    stop = Button(speak.say("Stop the move"), StopMoveOf(transfer))
    return Screen((Line(Role.TEXT, text),), (stop, _today(speak)))


def too_many_screen(speak: Words) -> Screen:
    """No further code for a place that is taken."""
    text = speak.say(
        "As many codes as there may be in a day were made for this place. Another one can be made "
        "tomorrow; the last one is still good, unless it was stopped."
    )
    return Screen((Line(Role.TEXT, text),), (_today(speak),))


def _today(speak: Words) -> Button:
    return Button(speak.say("Today"), ShowList())
