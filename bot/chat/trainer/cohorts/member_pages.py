"""The people of a cohort: the list, a page for each, and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.app.access.rights import Right
from bot.app.cohorts import members
from bot.app.cohorts.members import CohortMembers, ListedMember
from bot.app.errors import NotFound
from bot.chat.common import account_view
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.lists import PAGE_SIZE, paged
from bot.chat.kit.routes import answer, button, danger, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.cohorts.cohort_pages import cohort_page, members_words
from bot.chat.trainer.invitations.roster_places import place_screen
from bot.fields import Flag, Key, Number
from bot.lines import note, text, title
from bot.locale import Words
from bot.phrases.date_phrases import short_day_of
from bot.phrases.display_names import display_names

SEARCHED_FROM = 9
"""People of a cohort from whom on its list can be searched."""


@tap("cm", right=Right.SEE_COHORT)
def member_list(ctx: Context, cohort_id: Key, page: Number) -> Screen:
    """Everybody in a cohort, then who is expected: a button each."""
    say, found = ctx.say, members.members(ctx.conn, ctx.request, cohort_id)
    listed = paged(
        ctx.words, found.listed, page, lambda label, to: button(label, member_list, cohort_id, to)
    )
    return screen(
        title(found.cohort.name),
        text(_counts(ctx.words, found) if found.listed else say("Nobody is in it yet.")),
        bool(found.listed) and note(say("Tap a name for more.")),
        _member_buttons(ctx.words, found, listed.items),
        listed.turns,
        len(found.listed) >= SEARCHED_FROM
        and button(say("Find a name"), ask_member_name, cohort_id),
        button(say("Back"), cohort_page, cohort_id),
    )


@tap("c4", right=Right.SEE_COHORT)
def choose_member(ctx: Context, cohort_id: Key, page: Number) -> Screen:
    """Buttons of the time when the page of progress did not name everybody itself."""
    return member_list(ctx, cohort_id, page)


@tap("c5", right=Right.SEE_COHORT, writes=True)
def ask_member_name(ctx: Context, cohort_id: Key) -> Screen:
    found = members.members(ctx.conn, ctx.request, cohort_id)
    ask(ctx, find_member, cohort_id)
    return screen(
        title(found.cohort.name),
        text(ctx.say("Type a part of the name, or a staff number.")),
        button(ctx.say("Back"), member_list, cohort_id, 0),
    )


@answer("member-name", right=Right.SEE_COHORT)
def find_member(ctx: Context, typed: str, cohort_id: Key) -> Screen:
    say, found = ctx.say, members.members(ctx.conn, ctx.request, cohort_id)
    matches = found.matching(typed)
    ask(ctx, find_member, cohort_id)  # until something else is asked
    return screen(
        title(found.cohort.name),
        text(
            ctx.words.count("{n} person found", "{n} people found", len(matches))
            if matches
            else say("No one of that name is in this cohort. Type another part of the name.")
        ),
        len(matches) > PAGE_SIZE
        and note(say("These are the first matches. Type more of the name.")),
        _member_buttons(ctx.words, found, matches[:PAGE_SIZE]),
        button(say("Back"), member_list, cohort_id, 0),
    )


def _counts(words: Words, found: CohortMembers) -> str:
    expected = sum(row.expected for row in found.listed)
    return members_words(words, len(found.listed) - expected, expected)


def _member_buttons(
    words: Words, found: CohortMembers, rows: Sequence[ListedMember]
) -> Iterator[Button]:
    """A button for each person: the name, since when, and how they joined."""
    names = display_names(words, found.people)
    for row in rows:
        label = words.beside(names[row.id], *_about(words, found, row))
        if row.expected:
            yield button(label, "place_page", row.id)
        else:
            yield button(label, member_page, found.cohort.id, row.id)


def _about(words: Words, found: CohortMembers, row: ListedMember) -> Iterator[str]:
    if row.expected:
        yield words.say("not joined yet")
    elif row.joined is not None:
        yield short_day_of(words, row.joined.at, found.cohort.timezone)
        if through := joined_through(words, row.joined.through):
            yield through


def joined_through(words: Words, through: str | None) -> str:
    """How a person became a member; empty if unknown."""
    labels = {
        "link": words.say("by link"),
        "code": words.say("by short code"),
        "personal": words.say("by personal code"),
        "paper": words.say("on paper"),
    }
    return labels.get(through or "", "")


@tap("cc", right=Right.INVITE)
def member_page(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    """A member; of those who only answered on paper so far, their place on the roster."""
    say, found = ctx.say, members.member(ctx.conn, ctx.request, cohort_id, person_id)
    place, name = found.place_state.place, display_names(ctx.words, found.people)[person_id]
    if place is not None and not found.come:
        return place_screen(ctx.words, place, found.cohort, name, found.place_state, joined=False)
    return screen(
        title(name),
        note(found.cohort.name),
        text(
            say("In the cohort without a place on its list.")
            if place is None
            else say("Joined. Send a new code if they change phones.")
        ),
        account_view.lines(ctx.words, found.place_state),
        main(button(say("Assigned work"), "member_progress", cohort_id, person_id, 0)),
        place is not None and button(say("Create a new code"), "renew_code", place.id),
        account_view.buttons(ctx.words, found.place_state),
        button(say("Move to another cohort"), "choose_move", cohort_id, person_id, 0),
        danger(button(say("Remove from the cohort"), ask_remove_member, cohort_id, person_id)),
        button(say("Back"), member_list, cohort_id, 0),
    )


@tap("c1", right=Right.INVITE)
def ask_remove_member(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    say, found = ctx.say, members.member(ctx.conn, ctx.request, cohort_id, person_id)
    if not found.come:  # their place is removed instead, with what was entered for them
        raise NotFound
    cohort, name = found.cohort, display_names(ctx.words, found.people)[person_id]
    has_place = found.place_state.place is not None
    keep = danger(
        button(say("Yes, and keep the place"), remove_member, cohort_id, person_id, keep_place=True)
    )
    return screen(
        title(say("Remove {name} from {cohort}?", name=name, cohort=cohort.name)),
        text(say("Their work for this cohort stays in its figures.")),
        has_place
        and text(say("If the wrong person took the place, you can keep it for someone else.")),
        found.open_link
        and note(
            say("A link that lets anyone join is active. You can withdraw it under “Invite”.")
        ),
        button(say("Back"), member_page, cohort_id, person_id),
        has_place and keep,
        danger(button(say("Yes, remove"), remove_member, cohort_id, person_id, keep_place=False)),
    )


@tap("c2", right=Right.INVITE, writes=True)
def remove_member(ctx: Context, cohort_id: Key, person_id: Key, keep_place: Flag) -> Screen:
    cohort = members.remove(ctx.conn, ctx.request, cohort_id, person_id, keep_place=keep_place)
    return screen(
        title(cohort.name),
        text(ctx.say("Removed. Nothing from this cohort is due for them any longer.")),
        main(button(ctx.say("Members"), member_list, cohort_id, 0)),
        button(ctx.say("Back to the cohort"), cohort_page, cohort_id),
    )
