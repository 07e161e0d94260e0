"""What is said of erasing somebody else. Pure."""

from __future__ import annotations

from bot.chat.admin.personal_data.actions import AskErase, AskEraseSure, EraseLater, StopErasing
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.account.actions import ShowAccount
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.cohorts.actions import ShowRoles
from bot.locale import Words
from bot.outbox.pending_erasure import ASKED, LEFT, WAIT


def ground_screen(speak: Words, person: str, name: str) -> Screen:
    """The first question: why."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Erase {name}?", name=name)),
            Line(
                Role.TEXT,
                say(
                    "Name, account, roles, cohorts and all that is planned go; what they finished "
                    "stays as numbers without a name. They are told at once, and can stop it for "
                    "{n} days. Other admins over them are told as well, in their hours.",
                    n=WAIT.days,
                ),
            ),
            Line(Role.TEXT, say("Why? They are told that too.")),
        ),
        (
            Button(say("Back"), ShowAccount(person), main=True),
            Button(say("They asked for it"), AskEraseSure(person, ASKED)),
            Button(say("They work here no more"), AskEraseSure(person, LEFT)),
        ),
    )


def sure_screen(speak: Words, person: str, name: str, ground: str, asked: int) -> Screen:
    """The second question."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Once more, to be sure: have {name} erased?", name=name)),
            Line(Role.TEXT, say("Once it is done there is no way back. It is recorded.")),
        ),
        (
            Button(say("Back"), AskErase(person), main=True),
            Button(say("Have them erased"), EraseLater(person, ground, asked)),
        ),
    )


def waiting_screen(speak: Words, person: str, name: str, day: str) -> Screen:
    """It is asked for."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("{name} is erased on {day}.", name=name, day=day)),
            Line(Role.TEXT, say("Until then they can stop it, and so can every admin over them.")),
        ),
        (
            Button(say("Stop the erasing"), StopErasing(person)),
            Button(say("All roles"), ShowRoles()),
        ),
    )


def last_admin_screen(speak: Words) -> Screen:
    """Without them nobody could give roles."""
    text = speak.say(
        "This is the last admin who can get in. Once somebody else is an admin too, it can be done."
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("All roles"), ShowRoles()),))


def stopped_screen(speak: Words, person: str, name: str) -> Screen:
    """An admin stopped it."""
    say = speak.say
    return Screen(
        (Line(Role.TEXT, say("{name} stays; nothing is erased.", name=name)),),
        (
            Button(say("All roles"), ShowRoles(), main=True),
            Button(say("Erase them after all"), AskErase(person)),
        ),
    )


def kept_screen(speak: Words) -> Screen:
    """They stopped it themselves."""
    return Screen(
        (Line(Role.TEXT, speak.say("It is stopped. Nothing of yours is erased.")),),
        (Button(speak.say("Today"), ShowToday(), main=True),),
    )
