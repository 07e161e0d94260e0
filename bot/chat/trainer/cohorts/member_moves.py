"""Moving members, or places on the roster, to another cohort of the agency."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.access.rights import Right
from bot.app.enrolment import member_moves
from bot.app.enrolment.member_moves import MemberMove, MoveChoices
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.cohorts.member_pages import member_page
from bot.fields import Key, Number
from bot.lines import note, text, title
from bot.phrases.display_names import display_names
from storage.cohorts.cohorts import Cohort


@tap("jm", right=Right.INVITE)
def choose_move(ctx: Context, cohort_id: Key, person_id: Key, page: Number) -> Screen:
    return _choices(
        ctx,
        member_moves.move_choices(ctx.conn, ctx.request, cohort_id, person_id),
        person_id,
        page,
        lambda label, to: button(label, choose_move, cohort_id, person_id, to),
        lambda cohort: button(cohort.name, move_member, cohort_id, person_id, cohort.id),
        button(ctx.say("Back"), member_page, cohort_id, person_id),
    )


@tap("ji", right=Right.INVITE, writes=True)
def move_member(ctx: Context, cohort_id: Key, person_id: Key, into_id: Key) -> Screen:
    library, dice = ctx.app.library, ctx.app.dice
    moved = member_moves.move(ctx.conn, ctx.request, library, dice, cohort_id, person_id, into_id)
    there = button(moved.target.name, member_page, into_id, person_id)
    return _moved(ctx, moved, person_id, there)


@tap("js", right=Right.INVITE)
def choose_place_move(ctx: Context, place_id: Key, page: Number) -> Screen:
    return _choices(
        ctx,
        member_moves.place_move_choices(ctx.conn, ctx.request, place_id),
        place_id,
        page,
        lambda label, to: button(label, choose_place_move, place_id, to),
        lambda cohort: button(cohort.name, move_place, place_id, cohort.id),
        button(ctx.say("Back"), "place_page", place_id),
    )


@tap("jv", right=Right.INVITE, writes=True)
def move_place(ctx: Context, place_id: Key, into_id: Key) -> Screen:
    moved = member_moves.move_place(ctx.conn, ctx.request, place_id, into_id)
    return _moved(ctx, moved, place_id, button(moved.target.name, "place_page", place_id))


def _choices(
    ctx: Context,
    found: MoveChoices,
    moved_id: str,
    page: int,
    turn: Callable[[str, int], Button],
    move: Callable[[Cohort], Button],
    back: Button,
) -> Screen:
    """The cohorts to which a person can be moved, and the effects.

    Args:
        found: The other cohorts.
        moved_id: The person, or the place, that is moved.
        page: The page of the other cohorts, counted from 0.
        turn: Makes a button that opens a page, from its text and the page's number.
        move: Makes the button that moves them into a cohort.
        back: A button to the page of the person or the place.
    """
    say, name = ctx.say, display_names(ctx.words, found.people)[moved_id]
    listed = paged(ctx.words, found.into, page, turn)
    effects = (
        say(
            "Finished work stays in the figures of {cohort}. Open work of the new "
            "cohort is due from now on.",
            cohort=found.cohort.name,
        )
        if found.into
        else say("You have no other cohort at this agency.")
    )
    return screen(
        title(say("Move {name} to which cohort?", name=name)),
        text(effects),
        found.half_entered
        and bool(found.into)
        and note(say("Half-entered answers from paper are discarded. Finish them first.")),
        map(move, listed.items),
        listed.turns,
        back,
    )


def _moved(ctx: Context, moved: MemberMove, moved_id: str, there: Button) -> Screen:
    return screen(
        title(display_names(ctx.words, moved.people)[moved_id]),
        text(ctx.say("Moved to {cohort}.", cohort=moved.target.name)),
        main(there),
        button(moved.source.name, cohort_page, moved.source.id),
    )
