"""What is told of moves to another account, to all whom they concern."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.app.onboarding import account_transfer, second_approval
from bot.app.ports import Clock
from bot.chat.display_names import called
from bot.chat.kit.actions import ShowList
from bot.chat.kit.screen import Button
from bot.chat.labels import person_name
from bot.chat.learner.account.actions import AgreeToMove, AllowMove, StopMove, StopMoveOf
from bot.locale import Words
from bot.outbox.notices import News, Teller
from storage.cohorts import cohorts, invitations
from storage.people import account_transfers, names, people
from storage.people.people import Person


def tellers(clock: Clock) -> Mapping[str, Teller]:
    """All of them, by what they tell."""

    def is_moving(
        conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        transfer, now = account_transfers.get(conn, what["transfer"]), clock.now()
        if transfer is None or transfer.person != person.id:
            return None
        # Who is told late has as long from then on, however often it is tried.
        late = what["first"] or transfer.told_at is None
        account_transfers.note_notified(
            conn, transfer.id, now, now + account_transfer.WAIT if late else transfer.moves_at
        )
        return News(
            speak.say(
                "Somebody is moving your place to another Telegram account. If it is not you: one "
                "tap stops it. If nobody says no, it moves a day from now."
            ),
            Button(speak.say("Not me: stop it"), StopMove(), main=True),
            Button(speak.say("It is me"), AllowMove()),
        )

    return {
        account_transfer.CODE: _code,
        account_transfer.MOVING: is_moving,
        account_transfer.WATCHED: _watched,
        account_transfer.STOPPED: _stopped,
        account_transfer.MOVED: _moved,
        account_transfer.LEFT: _left,
        account_transfer.SIGNED_OUT: _signed_out,
        account_transfer.WAY_BACK: _way_back,
        account_transfer.OUT: _out,
    }


def _code(conn: Connection, speak: Words, _person: Person, what: Mapping[str, Any]) -> News | None:
    if not invitations.is_open(conn, what["invitation"]):
        return None
    return News(
        speak.say(
            "A new code was made by which your place can move to another Telegram account. If you "
            "did not ask for it: one tap makes it good no more."
        ),
        Button(speak.say("Not me: stop it"), StopMove(), main=True),
    )


def _watched(
    conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
) -> News | None:
    transfer = account_transfers.get(conn, what["transfer"])
    if transfer is None:
        return None
    text = speak.say(
        "The place of {name} is moving to another Telegram account, by a code that a colleague "
        "made. If that cannot be right, it can be stopped.",
        name=_known_as(conn, speak, person, transfer.person),
    )
    stop = Button(speak.say("Stop the move"), StopMoveOf(transfer.id))
    if person.id not in second_approval.could_agree(conn, transfer):
        return News(text, stop)
    more = speak.say(
        "Their roles come along, so it moves only if an admin who did not make the code says yes. "
        "Please ask them first, by another way than this."
    )
    agree = Button(speak.say("Yes, it is them"), AgreeToMove(transfer.id))
    return News(f"{text} {more}", stop, agree)


def _signed_out(
    conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
) -> News | None:
    if people.get(conn, what["person"]) is None:
        return None
    return News(
        speak.say(
            "{colleague} signed {name} out everywhere, as when a phone is lost. If that cannot be "
            "right, please ask them both.",
            colleague=_name(conn, speak, what["by"]),
            name=_known_as(conn, speak, person, what["person"]),
        )
    )


def _out(conn: Connection, speak: Words, person: Person, _what: Mapping[str, Any]) -> News | None:
    if people.has_account(conn, person.id):
        return None  # they are back already
    return News(
        speak.say(
            "This account was signed out of Basira by an admin or a trainer, as when a phone is "
            "lost. Nothing of yours is lost, and a new code from one of them brings it back here. "
            "If you did not ask for it, please tell an admin or another trainer now."
        )
    )


def _way_back(
    conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
) -> News | None:
    if people.get(conn, what["person"]) is None:
        return None
    return News(
        speak.say(
            "{admin} made a code, as an admin, by which the place of {name} can move to another "
            "Telegram account. You are told when it is opened, and can stop it then.",
            admin=_name(conn, speak, what["by"]),
            name=_known_as(conn, speak, person, what["person"]),
        )
    )


def _stopped(conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]) -> News:
    if person.id == what["person"]:
        return News(
            speak.say(
                "A move of your place to another account was stopped, and not by you. Your place "
                "stays with this account."
            )
        )
    if what.get("opened"):
        return News(
            speak.say(
                "The move of a place to this account was stopped. The code for it is good no more."
            )
        )
    return News(
        speak.say(
            "The move of a place to another account was stopped: {name}. The code for it is good "
            "no more.",
            name=_known_as(conn, speak, person, what["person"]),
        )
    )


def _moved(_conn: Connection, speak: Words, _person: Person, _what: Mapping[str, Any]) -> News:
    to_list = Button(speak.say("What there is to do"), ShowList(), main=True)
    return News(speak.say("Your place is with this account now."), to_list)


def _left(_conn: Connection, speak: Words, _person: Person, _what: Mapping[str, Any]) -> News:
    return News(
        speak.say(
            "Your place is with another Telegram account now, with your name and what came of "
            "assigned work. What you practised for yourself is still here, and nobody else sees "
            "it. If that was not you, please tell an admin or another trainer."
        )
    )


def _name(conn: Connection, speak: Words, person_id: str) -> str:
    return person_name(speak, names.of(conn, person_id))


def _known_as(conn: Connection, speak: Words, reader: Person, person_id: str) -> str:
    """What somebody is called where whoever reads it trains them, among others of that name."""
    for one in cohorts.of_member(conn, person_id):
        if cohorts.trains(conn, one.id, reader.id):
            return called(conn, speak, one.id)[person_id]
    return _name(conn, speak, person_id)
