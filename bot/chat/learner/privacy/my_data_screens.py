"""What is said of one's own data, and before and after it is erased."""

from __future__ import annotations

from bot.chat.kit.actions import ShowList
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.privacy.actions import EraseMe, EraseNow, EraseSure, ShowMyData
from bot.locale import Words


def my_data_screen(speak: Words) -> Screen:
    """Two files are on their way."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Your data")),
            Line(
                Role.TEXT,
                say(
                    "Two files follow with all that is kept about you: one to read, and one for "
                    "programs. Whoever holds this phone can open them here, until they are deleted."
                ),
            ),
        ),
        (Button(say("Erase it all"), EraseMe()), Button(say("Today"), ShowList())),
    )


def erase_screen(speak: Words) -> Screen:
    """The first question: what goes, and what stays."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Erase all that is kept about you?")),
            Line(
                Role.TEXT,
                say(
                    "These go at once: your name, agency and job, your settings, cohorts and "
                    "roles, all that is planned for you, and every case that was not finished."
                ),
            ),
            Line(
                Role.TEXT,
                say(
                    "These stay, as numbers without a name: the cases you finished, with new "
                    "random ids and the month alone, to see which cases teach well."
                ),
            ),
            Line(
                Role.TEXT,
                say(
                    "Files that were made before stay with whoever has them: nobody can call them "
                    "back. Whoever made one in which you may stand is asked to delete it, and is "
                    "not told that it was you."
                ),
            ),
            Line(Role.NOTE, say("It cannot be undone. Work that you passed will not be known.")),
        ),
        (
            Button(say("Keep everything"), ShowList(), main=True),
            Button(say("First see my data"), ShowMyData()),
            Button(say("Erase…"), EraseSure()),
        ),
    )


def sure_screen(speak: Words, asked: int) -> Screen:
    """The second question."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Once more, to be sure: erase it all now?")),
            Line(Role.TEXT, say("After this there is no way back.")),
        ),
        (
            Button(say("Keep everything"), ShowList(), main=True),
            Button(say("Erase it all now"), EraseNow(asked)),
        ),
    )


def last_admin_screen(speak: Words) -> Screen:
    """Without them nobody could give roles."""
    text = speak.say(
        "You are the only admin here. Please make someone else an admin first; then all of yours "
        "can be erased."
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Today"), ShowList()),))


def erased_screen(speak: Words) -> Screen:
    """It is done."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Done: all of it is erased.")),
            Line(
                Role.TEXT,
                say(
                    "Telegram keeps its own copy of this chat. To delete that too: touch and hold "
                    "the chat in the list of chats, then Delete."
                ),
            ),
            Line(Role.TEXT, say("The door stays open: /start begins anew.")),
        )
    )
