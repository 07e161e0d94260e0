"""A class on the phone of someone in it: coming in, voting, leaving."""

from __future__ import annotations

from datetime import datetime

from bot.app.live_session import session_entry
from bot.app.live_session.session_state import turn_of
from bot.application import App
from bot.chat.kit.context import AsyncContext, Context, PublicContext
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import Call, button, call, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import ActValue, Key, Number
from bot.kinds import PRESENTERS
from bot.kinds.typed import plain
from bot.lines import Line, LineRole, note, text
from bot.locale import Words
from bot.phrases.class_choices import Choice, choices_of
from bot.phrases.labels import title_in
from scenarios.kinds import KINDS
from scenarios.rendering import Turn
from storage.live_session.live_sessions import Session


@tap("vj", writes=True)
def join_session(ctx: Context, session_id: Key) -> Screen:
    session, cohort = session_entry.join(ctx.conn, ctx.request, ctx.app.dice, session_id)
    return joined_screen(ctx.words, session, cohort)


@tap("vy", writes=True)
def leave_session(ctx: Context, session_id: Key) -> Screen:
    session_entry.leave(ctx.conn, ctx.request, session_id)
    return screen(text(ctx.say("Done: you are not counted as present.")), _today(ctx.words))


@tap("vv", writes=True, public=True)
def vote(ctx: PublicContext, session_id: Key, turn: Number, choice: ActValue) -> Reply:
    """Count a vote.

    It is public since nobody needs to be asked who they are: whoever is just being asked for a
    name may go on. So it takes one transaction, which writes at once: when a class votes, nobody
    waits for two.
    """
    app, say = ctx.app, ctx.say
    ballot = session_entry.vote(
        ctx.conn, app.library, ctx.person, ctx.now, session_id, turn, choice
    )
    session = ballot.session
    if ballot.counted or ballot.waiting:
        asked = turn_of(ctx.conn, app.library, session, ctx.words.language)
        chosen = choice if ballot.counted else None
        shown = question(app, ctx.words, session, asked, chosen)
    else:
        shown = screen(
            note(title_in(app.library, ctx.words, session.scenario)),
            text(
                say("This vote is closed. The next question comes by itself.")
                if session.state == "running"
                else say("This vote is closed, and so is the session. Thank you for taking part.")
            ),
        )
    toast = (
        say("Counted. You can change it until the vote is closed.")
        if ballot.counted
        else say("This vote is closed.")
    )
    return Reply(shown, toast, place=ScreenPlacement.SAME)


async def typed_vote(ctx: AsyncContext, typed: str, since: datetime | None) -> Call | None:
    """The vote meant by a typed letter, if a vote is open to the person.

    Args:
        typed: The message.
        since: When they last acted in a case of their own. If that was after they joined the
            class, the letter is not meant for the class.
    """

    def find(inside: Context) -> Call | None:
        found = session_entry.vote_open_to(inside.conn, inside.person, inside.now)
        if found is None or (since is not None and since > found[1]):
            return None
        session, _ = found
        turn = turn_of(inside.conn, inside.app.library, session, inside.words.language)
        options = {option.place: option.id for option in turn.options}
        choice = PRESENTERS[turn.kind].read(plain(typed), options)
        return None if choice is None else call(vote, session.id, session.turn, choice)

    return await ctx.read(find)


def joined_lines(words: Words, session: Session, cohort: str) -> tuple[Line, ...]:
    """The lines for a joined class, shown before the next screen."""
    if session.state != "running":
        return (text(words.say("This class is over: {cohort}.", cohort=cohort)),)
    return (
        text(words.say("You are in the class: {cohort}.", cohort=cohort)),
        note(
            words.say(
                "Questions to vote on appear here. The trainer sees that you were there; "
                "nobody sees how you vote."
            )
        ),
    )


def joined_screen(words: Words, session: Session, cohort: str) -> Screen:
    """The same for someone who is registered already."""
    running = session.state == "running"
    return screen(
        joined_lines(words, session, cohort),
        running and button(words.say("I am not here"), leave_session, session.id),
        _today(words),
    )


def leads_into(words: Words, session: Session, cohort: str) -> str:
    """The target of the code on the wall, shown before anything is stored."""
    if session.state != "running":
        return words.say("This class is over: {cohort}.", cohort=cohort)
    return words.say("This joins you to a class: {cohort}.", cohort=cohort)


def question(
    app: App, words: Words, session: Session, turn: Turn, chosen: str | None = None
) -> Screen:
    """The question of a vote; without the scene if a wall page shows it."""
    title = title_in(app.library, words, session.scenario)
    whole = not app.links.wall_page(session.page)
    return question_screen(words, session, title, turn, chosen, whole=whole)


def question_screen(
    words: Words, session: Session, title: str, turn: Turn, chosen: str | None, *, whole: bool
) -> Screen:
    """The question of a vote, with the person's choice, if any.

    Args:
        words: The language of this phone.
        title: The title of the case.
        turn: The turn to show.
        chosen: The person's vote.
        whole: Whether to include the scene's text, as when there is no wall page.
    """
    choices, presenter = choices_of(words, turn, {}), PRESENTERS[turn.kind]
    feedback = turn.after.feedback if turn.after is not None else ""
    lettered = KINDS[turn.kind].decision.worded or presenter.rows  # what the buttons do not say
    picked = next((choice for choice in choices if choice.id == chosen), None)

    def vote_button(choice: Choice) -> Button:
        label = choice.letter if presenter.rows else choice.label
        if choice is not picked:
            return button(label, vote, session.id, session.turn, choice.id)
        return main(button(f"✓ {label}", vote, session.id, session.turn, choice.id))

    return screen(
        note(title),
        whole and [text(passage) for passage in (feedback, *turn.story) if passage],
        [Line(LineRole.PROMPT, turn.prompt)] if turn.prompt else None,
        [
            Line(LineRole.OPTION, f"{choice.letter} · {choice.text}")
            for choice in choices
            if lettered and choice.text
        ],
        picked is not None
        and Line(LineRole.CHOSEN, words.say("Your vote: {choice}", choice=picked.label)),
        presenter.in_rows(words, map(vote_button, choices)),
    )


def _today(words: Words) -> Button:
    return button(words.say("Today"), "today_page")
