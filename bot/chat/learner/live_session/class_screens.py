"""What somebody in a class sees on their phone. Pure."""

from __future__ import annotations

from bot.chat.kinds import PRESENTERS
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.live_session.actions import LeaveRoom, Vote
from bot.chat.trainer.live_session.class_choices import Offer, offers
from bot.locale import Words
from scenarios.kinds import KINDS
from scenarios.rendering import Turn
from storage.live_session.live_sessions import Session


def joined_lines(speak: Words, session: Session, cohort: str) -> tuple[Line, ...]:
    """That someone is there, and what is known of it; said before whatever comes next."""
    say = speak.say
    if session.state != "running":
        return (Line(Role.TEXT, say("This class is over: {cohort}.", cohort=cohort)),)
    return (
        Line(Role.TEXT, say("You are in the class: {cohort}.", cohort=cohort)),
        Line(
            Role.NOTE,
            say(
                "What is put to the vote comes here. The trainer sees that you were there; nobody "
                "sees how you vote."
            ),
        ),
    )


def leads_into(speak: Words, session: Session, cohort: str) -> str:
    """Where the code on the wall leads; said before anything is kept."""
    if session.state != "running":
        return speak.say("This class is over: {cohort}.", cohort=cohort)
    return speak.say("This leads into a class: {cohort}.", cohort=cohort)


def joined_screen(speak: Words, session: Session, cohort: str) -> Screen:
    """The same for someone who has arrived already."""
    today = Button(speak.say("Today"), ShowToday())
    leave = Button(speak.say("I am not there"), LeaveRoom(session.id))
    running = session.state == "running"
    return Screen(joined_lines(speak, session, cohort), (leave, today) if running else (today,))


def left_screen(speak: Words) -> Screen:
    """Somebody is not there."""
    text = speak.say("Done: you are not counted among those who are there.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Today"), ShowToday()),))


def question_screen(
    speak: Words, session: Session, title: str, turn: Turn, chosen: str | None, *, whole: bool
) -> Screen:
    """What is put to the vote, with what was chosen, if anything.

    Args:
        speak: The language of this phone.
        session: Which.
        title: Of the case.
        turn: What is told.
        chosen: What this person has voted for.
        whole: Whether the scene is told too, as where no page shows it.
    """
    choices = offers(speak, turn, {})
    lines = [Line(Role.NOTE, title)]
    if whole:
        if turn.after is not None and turn.after.feedback:
            lines.append(Line(Role.TEXT, turn.after.feedback))
        lines += [Line(Role.TEXT, passage) for passage in turn.passages]
    if turn.prompt:
        lines.append(Line(Role.PROMPT, turn.prompt))
    presenter = PRESENTERS[turn.kind]
    if KINDS[turn.kind].decision.worded or presenter.rows:  # what the buttons do not say
        listed = (one for one in choices if one.text)
        lines += [Line(Role.OPTION, f"{one.letter} · {one.text}") for one in listed]
    picked = next((one for one in choices if one.id == chosen), None)
    if picked is not None:
        text = speak.say("Your vote: {choice}", choice=picked.label)
        lines.append(Line(Role.CHOSEN, text))
    buttons = (_button(session, one, one is picked, bare=bool(presenter.rows)) for one in choices)
    return Screen(tuple(lines), tuple(presenter.in_rows(speak, buttons)))


def _button(session: Session, one: Offer, picked: bool, *, bare: bool) -> Button:
    label = one.letter if bare else one.label
    text = f"✓ {label}" if picked else label
    return Button(text, Vote(session.id, session.turn, one.id), main=picked)


def closed_screen(speak: Words, title: str, *, goes_on: bool) -> Screen:
    """A question that is over; whether others may follow."""
    if goes_on:
        text = speak.say("This vote is closed. The next question comes by itself.")
    else:
        text = speak.say("This vote is closed, and so is the session. Thank you for taking part.")
    return Screen((Line(Role.NOTE, title), Line(Role.TEXT, text)))
