"""Roster places one by one, and their removal while free."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.cohorts import roster_admin
from bot.app.onboarding.place_standing import PlaceStanding
from bot.chat.common import account_view
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, danger, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Key
from bot.lines import note, text, title
from bot.locale import Words
from bot.phrases.display_names import display_names
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place


@tap("cq", right=Right.INVITE)
def place_page(ctx: Context, place_id: Key) -> Screen:
    """A place, its code, and what was answered on paper."""
    found = roster_admin.details(ctx.conn, ctx.request, place_id)
    place, cohort = found.place, found.cohort
    name = display_names(ctx.words, found.people)[place_id]
    return place_screen(ctx.words, place, cohort, name, found.place_state, joined=found.joined)


def place_screen(
    words: Words, place: Place, cohort: Cohort, name: str, standing: PlaceStanding, *, joined: bool
) -> Screen:
    """A place on a cohort's roster.

    Args:
        name: Its person's display name, unique in the cohort.
        standing: Its codes and account.
        joined: Whether somebody with an account has taken it.
    """
    say = words.say
    return screen(
        title(name),
        note(cohort.name),
        bool(place.number) and text(say("Staff number: {number}", number=place.number)),
        text(_state(words, place, joined=joined)),
        account_view.lines(words, standing),
        _answers_and_move(words, place),
        button(say("Create a new code"), "renew_code", place.id),
        account_view.buttons(words, standing),
        not joined
        and (
            button(say("Enter answers from paper"), "paper_work_list", place.id),
            danger(button(say("Take off the list"), ask_remove_place, place.id)),
        ),
        button(say("Back"), "member_list", cohort.id, 0),
    )


def _state(words: Words, place: Place, *, joined: bool) -> str:
    if joined:
        return words.say("Joined. Send a new code if they change phones.")
    if place.person is not None:
        return words.say(
            "On paper so far. A new code replaces the old one; the person who opens "
            "it gets the entered answers as their own."
        )
    return words.say("Not joined yet. A new code replaces the old one.")


def _answers_and_move(words: Words, place: Place) -> Iterator[Button]:
    if place.person is not None:
        work = words.say("Assigned work")
        yield button(work, "member_progress", place.cohort, place.person, 0)
        move = words.say("Move to another cohort")
        yield button(move, "choose_move", place.cohort, place.person, 0)
    else:
        yield button(words.say("Move to another cohort"), "choose_place_move", place.id, 0)


@tap("it", right=Right.INVITE)
def ask_remove_place(ctx: Context, place_id: Key) -> Screen:
    say, found = ctx.say, roster_admin.removable(ctx.conn, ctx.request, place_id)
    name = display_names(ctx.words, found.people)[place_id]
    return screen(
        title(say("Take {name} off the list of {cohort}?", name=name, cohort=found.cohort.name)),
        text(say("The personal code no longer works.")),
        found.place.person is not None
        and text(
            say("Answers entered from paper stay as numbers without a name, outside the cohort.")
        ),
        danger(button(say("Yes, take off the list"), remove_place, place_id)),
        button(say("Back"), place_page, place_id),
    )


@tap("iu", right=Right.INVITE, writes=True)
def remove_place(ctx: Context, place_id: Key) -> Screen:
    cohort = roster_admin.remove(ctx.conn, ctx.request, place_id, ctx.app.dice)
    return screen(
        text(ctx.say("Done. The list is one shorter.")),
        button(ctx.say("Members"), "member_list", cohort.id, 0),
    )
