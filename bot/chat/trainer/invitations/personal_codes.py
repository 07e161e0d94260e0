"""Personal codes: each leads one person to the place that is kept for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.app.access.rights import Right
from bot.app.cohorts import roster_admin
from bot.app.cohorts.roster_admin import AddedNames, PlaceDetails
from bot.app.onboarding import place_codes
from bot.app.onboarding.pasted_names import MOST_NAMES, ParsedNames
from bot.app.person_names import MOST as MOST_NAME
from bot.chat.common.account_view import too_many_screen
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext, BaseContext, Context
from bot.chat.kit.request import RefusalError, Reply
from bot.chat.kit.routes import answer, button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.invitations.code_files import card, code_files
from bot.fields import Key
from bot.lines import Line, LineRole, note, text, title
from bot.locale import Words
from bot.phrases.date_phrases import day_of
from bot.phrases.display_names import display_names
from storage.agencies.agencies import Job
from storage.cohorts.cohorts import Cohort

MOST_ROWS = 20  # fields of work that are named: a message has 4,096 letters


@tap("cp", right=Right.INVITE, writes=True)
def ask_names(ctx: Context, cohort_id: Key) -> Screen:
    say = ctx.say
    cohort, jobs = roster_admin.cohort_and_jobs(ctx.conn, ctx.request, cohort_id)
    ask(ctx, enter_names, cohort_id)
    return screen(
        title(say("Personal codes: {cohort}", cohort=cohort.name)),
        text(
            say(
                "Please send the names in one message, one person per line, at most "
                "{n}. You can add the field of work after a comma.",
                n=MOST_NAMES,
            )
        ),
        Line(LineRole.OPTION, say("Sara Ahmed, Nursing")),
        Line(LineRole.OPTION, say("Omar Ali")),
        known_jobs(ctx.words, jobs),
        note(say("Names only, please: no numbers, no notes. Anything else is not kept.")),
        button(say("Back"), "invitation_page", cohort_id),
    )


@answer("names", right=Right.INVITE)
async def enter_names(ctx: AsyncContext, typed: str, cohort_id: Key) -> Reply:
    """Puts the names on the cohort's roster, each with a code of their own."""
    many = min(typed.count("\n") + 1, MOST_NAMES)
    codes = await place_codes.prepare(ctx.app.database, many, ctx.now)
    added = await ctx.write(
        lambda ctx: roster_admin.add_names(
            ctx.conn, ctx.request, cohort_id, typed, codes, ctx.app.dice
        )
    )
    if not added.read.people:
        raise RefusalError(_unread(ctx, cohort_id, added.read))
    return code_files(ctx, added.cohort, added.coded, _added(ctx, added))


def _unread(ctx: BaseContext, cohort_id: str, read: ParsedNames) -> Screen:
    say = ctx.say
    return screen(
        text(
            say(
                "These are more than {n} lines. Please send them in several messages.", n=MOST_NAMES
            )
            if read.too_long
            else say("No name was found in this, and nothing was kept. Please send it again.")
        ),
        not read.too_long and _what_a_name_is(ctx.words, read.signs),
        button(say("Back"), "invitation_page", cohort_id),
    )


def _what_a_name_is(words: Words, signs: str) -> Iterator[Line]:
    if signs:
        yield text(words.say("Not allowed in a name: {signs}", signs=" ".join(signs)))
    yield note(
        words.say(
            "A name starts with a letter and has 2 to {n} characters in one script. "
            "Spaces, hyphens, apostrophes and dots are allowed; digits are not.",
            n=MOST_NAME,
        )
    )


def _added(ctx: BaseContext, added: AddedNames) -> Screen:
    say, words, read = ctx.say, ctx.words, added.read
    listed = len(read.people) - len(added.coded)
    rows = words.listed(str(line) for line in read.unread)
    return screen(
        code_count(words, len(added.coded)),
        listed > 0
        and text(
            words.count(
                "{n} name is already on the list and got no second code.",
                "{n} names are already on the list and got no second code.",
                listed,
            )
            + " "
            + say("Other people of the same name can be entered from a file.")
        ),
        bool(read.unknown_jobs) and _unknown_jobs(words, read, added.jobs),
        bool(read.unread)
        and (
            text(
                words.count(
                    "Skipped line {rows}: not a name",
                    "Skipped lines {rows}: not names",
                    len(read.unread),
                    rows=rows,
                )
            ),
            _what_a_name_is(words, read.signs),
        ),
        roster_buttons(words, added.cohort),
    )


def code_count(words: Words, codes: int) -> Iterator[Line]:
    """The number of codes made, and the files they come in."""
    yield title(words.count("{n} personal code", "{n} personal codes", codes))
    if codes:
        yield text(how_codes_come(words))


def how_codes_come(words: Words) -> str:
    return words.say(
        "The codes come in three files with the same content: a workbook, a text "
        "file for phones, and cards to print. They are shown only once; you can "
        "make a new code later."
    )


def roster_buttons(words: Words, cohort: Cohort) -> Iterator[Button]:
    yield button(words.say("Members"), "member_list", cohort.id, 0)
    yield button(words.say("Back to the cohort"), "cohort_page", cohort.id)


def _unknown_jobs(words: Words, read: ParsedNames, jobs: Sequence[Job]) -> Iterator[Line]:
    unknown = read.unknown_jobs
    yield text(
        words.count(
            "{n} field of work was not recognised and was left out; you can choose it later.",
            "{n} fields of work were not recognised and were left out; you can choose them later.",
            len(unknown),
        )
    )
    told = [
        "• " + words.say("line {row}: {field}", row=row, field=field)
        for row, field in unknown[:MOST_ROWS]
    ]
    yield text("\n".join([*told, *(["…"] if len(unknown) > MOST_ROWS else [])]))
    yield known_jobs(words, jobs)


def known_jobs(words: Words, jobs: Sequence[Job]) -> Line:
    """The fields of work that people can have."""
    names = [job.names.get(words.language, job.id) for job in jobs]
    return text(words.say("Fields of work: {fields}", fields=words.listed(names)))


@tap("cu", right=Right.INVITE, writes=True)
async def renew_all_codes(ctx: AsyncContext, cohort_id: Key) -> Reply:
    """Makes new codes for all who have not come yet, as when the file was lost."""
    _, places = await ctx.read(lambda ctx: roster_admin.expected(ctx.conn, ctx.request, cohort_id))
    codes = await place_codes.prepare(ctx.app.database, len(places), ctx.now)
    cohort, coded = await ctx.write(
        lambda ctx: roster_admin.renew_all(ctx.conn, ctx.request, cohort_id, codes)
    )
    made = screen(code_count(ctx.words, len(coded)), roster_buttons(ctx.words, cohort))
    return code_files(ctx, cohort, coded, made)


@tap("cw", right=Right.INVITE, writes=True)
def renew_code(ctx: Context, place_id: Key) -> Screen | Reply:
    """Makes a new personal code for a place; where it is taken, that is asked about first."""
    found = roster_admin.details(ctx.conn, ctx.request, place_id)
    return _ask_renew(ctx, found) if found.joined else renew_taken_code(ctx, place_id)


def _ask_renew(ctx: Context, found: PlaceDetails) -> Screen:
    say = ctx.say
    return screen(
        title(display_names(ctx.words, found.people)[found.place.id]),
        text(
            say(
                "This place is taken. A new code is for the same person with another Telegram "
                "account, as when theirs is lost."
            )
        ),
        text(
            say(
                "The account that they have is told at once and can stop it, and so can other "
                "trainers and the admins. If nobody does, the place moves a day after the code "
                "was opened. What they practised for themselves is never seen by anyone else."
            )
            if found.signed_in
            else say(
                "Nobody is signed in at this place, so no account of theirs is told; other "
                "trainers and the admins are, and can stop it. If nobody does, the place moves a "
                "day after the code was opened. What they practised for themselves comes only "
                "with the account that signed out or with their own code; otherwise it is erased."
            )
        ),
        button(say("Make a code for it"), renew_taken_code, found.place.id),
        main(button(say("Back"), "member_list", found.cohort.id, 0)),
    )


@tap("c3", right=Right.INVITE, writes=True)
def renew_taken_code(ctx: Context, place_id: Key) -> Reply:
    """Show a new code as a message to forward, with a card to print."""
    say, made = ctx.say, roster_admin.renew(ctx.conn, ctx.request, place_id)
    if made is None:
        return Reply(too_many_screen(ctx.words))
    cohort, coded = made.cohort, made.coded
    secret, name = coded.code, display_names(ctx.words, made.people)[place_id]
    back = button(say("Back to the cohort"), "cohort_page", cohort.id)
    lost = say("The card could not be created. The code above works.")
    return Reply(
        screen(
            title(say("Invitation: {cohort}", cohort=cohort.name)),
            text(say("For: {name}", name=name)),
            text(
                say(
                    "The link opens the bot in Telegram. It works once, until {day}.",
                    day=day_of(ctx.words, secret.expires_at, cohort.timezone),
                )
            ),
            text(ctx.app.links.deep_link(secret.token)),
            text(say("Without the link, send this to the bot.")),
            text(secret.typed),
            back,
        ),
        then=card(ctx, cohort, coded),
        lost=screen(title(cohort.name), text(lost), back),
    )
