"""The people of a cohort: the list, a page for each, and the way out."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.access.rights import Right
from bot.app.cohorts import members
from bot.app.cohorts.members import CohortMembers, ListedMember
from bot.app.errors import NotFound
from bot.chat.common import account_view
from bot.chat.kit.codec import Flag, Key, Number
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, note, screen, text, title
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.invitations.roster_places import place_screen
from bot.locale import Words
from bot.phrases.date_phrases import short_day_of
from bot.phrases.display_names import display_names


@tap("cm", right=Right.SEE_COHORT)
def member_list(ctx: Context, cohort_id: Key, page: Number) -> Screen:
    back = button(ctx.say("Back"), cohort_page, cohort_id)
    return _members(ctx, cohort_id, page, member_list, back)


@tap("c4", right=Right.SEE_COHORT)
def choose_member(ctx: Context, cohort_id: Key, page: Number) -> Screen:
    """The same list for those who come from the progress of the cohort, and go back there."""
    back = button(ctx.say("Back"), "cohort_progress", cohort_id, 0)
    return _members(ctx, cohort_id, page, choose_member, back)


def _members(
    ctx: Context,
    cohort_id: str,
    page: int,
    list_handler: Callable[[Context, str, int], Screen],
    back: Button,
) -> Screen:
    found = members.members(ctx.conn, ctx.request, cohort_id)
    names = display_names(ctx.words, found.people)
    listed = paged(
        ctx.words, found.listed, page, lambda label, to: button(label, list_handler, cohort_id, to)
    )
    rows = [ctx.words.bullet(_row(ctx.words, found, row, names[row.id])) for row in listed.items]
    return screen(
        title(found.cohort.name),
        text("\n".join(rows) or ctx.say("Nobody is in it yet.")),
        bool(rows) and note(ctx.say("Tap a name for more.")),
        [
            button(names[row.id], "place_page", row.id)
            if row.expected
            else button(names[row.id], member_page, cohort_id, row.id)
            for row in listed.items
        ],
        listed.turns,
        back,
    )


def _row(words: Words, found: CohortMembers, row: ListedMember, name: str) -> str:
    """Somebody's name, since when and through what they are a member."""
    if row.expected:
        return words.say("{name}: has not come yet", name=name)
    if row.joined is None:
        return name
    day = short_day_of(words, row.joined.at, found.cohort.timezone)
    through = joined_through(words, row.joined.through)
    return words.beside(*filter(None, (name, day, through)))


def joined_through(words: Words, through: str | None) -> str:
    """How somebody became a member; empty where it is unknown."""
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
            else say("Has come. A new code lets the same person in from another Telegram account.")
        ),
        account_view.lines(ctx.words, found.place_state),
        main(button(say("Assigned work"), "member_progress", cohort_id, person_id, 0)),
        place is not None and button(say("Make a new code"), "renew_code", place.id),
        account_view.buttons(ctx.words, found.place_state),
        button(say("Move into another cohort"), "choose_move", cohort_id, person_id, 0),
        button(say("Remove from the cohort"), ask_remove_member, cohort_id, person_id),
        button(say("Back"), member_list, cohort_id, 0),
    )


@tap("c1", right=Right.INVITE)
def ask_remove_member(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    say, found = ctx.say, members.member(ctx.conn, ctx.request, cohort_id, person_id)
    if not found.come:  # their place is removed instead, with what was entered for them
        raise NotFound
    cohort, name = found.cohort, display_names(ctx.words, found.people)[person_id]
    has_place = found.place_state.place is not None
    keep = button(
        say("Yes, and keep the place"), remove_member, cohort_id, person_id, keep_place=True
    )
    return screen(
        title(say("Remove {name} from {cohort}?", name=name, cohort=cohort.name)),
        text(say("What was done for this cohort stays in its numbers.")),
        has_place
        and text(say("If the place was taken by mistake, it can be kept for somebody else.")),
        found.open_link
        and note(say("A link is out that lets anyone in. It can be taken back under “Invite”.")),
        button(say("Back"), member_page, cohort_id, person_id),
        has_place and keep,
        button(say("Yes, remove"), remove_member, cohort_id, person_id, keep_place=False),
    )


@tap("c2", right=Right.INVITE, writes=True)
def remove_member(ctx: Context, cohort_id: Key, person_id: Key, keep_place: Flag) -> Screen:
    cohort = members.remove(ctx.conn, ctx.request, cohort_id, person_id, keep_place=keep_place)
    return screen(
        title(cohort.name),
        text(ctx.say("Removed. Nothing of this cohort is due there any more.")),
        main(button(ctx.say("Who is in it"), member_list, cohort_id, 0)),
        button(ctx.say("Back to the cohort"), cohort_page, cohort_id),
    )
