"""Local contacts of an agency: the list, a page for each, and taking one back.

A button names a contact by its position in the catalogue, counted from 0, since 64 bytes do not
hold its name; new ones come last, so a position stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.agencies import contact_admin
from bot.app.agencies.contact_admin import VALIDITY
from bot.app.agencies.contact_lookup import find_contact
from bot.app.agencies.contact_records import ContactEntry
from bot.chat.kit.context import Context
from bot.chat.kit.lists import numbered_buttons
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, confirm, screen
from bot.fields import AgencyId, Number
from bot.lines import Line, heading, note, text, title
from bot.phrases.contact_phrases import contact_name, contact_state, setting_label
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import agency_name, headed
from scenarios.catalogue import catalogue
from scenarios.languages import REQUIRED, localized
from storage.agencies.local_contacts import Fact
from storage.people.roles import EVERYWHERE


@tap("ll", right=Right.KEEP_AGENCY)
def contact_list(ctx: Context, agency_id: AgencyId) -> Screen:
    say, entries = ctx.say, contact_admin.listed(ctx.conn, ctx.request, agency_id)
    lines = [
        say(
            "{what}: {value}",
            what=f"{number} · {contact_name(ctx.words, entry.name)}",
            value=contact_state(ctx.words, entry, ctx.person.timezone),
        )
        for number, entry in enumerate(entries, 1)
    ]
    return screen(
        title(
            say(
                "Lines and procedures: {agency}",
                agency=agency_name(ctx, agency_id),
            )
        ),
        text("\n".join(lines)),
        note(say("Learners see only what is confirmed; until then they read neutral words.")),
        note(
            say(
                "A legal rule is answered by choosing. Cases follow the answer once it "
                "is confirmed; until then nothing that depends on it is a critical "
                "error."
            )
        ),
        numbered_buttons(
            ctx.words,
            [
                button(str(position + 1), contact_page, agency_id, position)
                for position in range(len(entries))
            ],
        ),
        button(say("Back"), "agency_list", 0)
        if agency_id == EVERYWHERE
        else button(say("Back"), "agency_page", agency_id),
    )


@tap("lo", right=Right.KEEP_AGENCY)
def contact_page(ctx: Context, agency_id: AgencyId, position: Number) -> Screen:
    """The version shown to learners, a newer one, and who confirmed it."""
    say, name = ctx.say, contact_admin.name_at(position)
    entry = contact_admin.details(ctx.conn, ctx.request, agency_id, name)
    called, newest = agency_name(ctx, agency_id), entry.newest
    state = headed(contact_state(ctx.words, entry, ctx.person.timezone))
    setting = catalogue().settings.get(name)
    read_now = say("Shown to learners now") if setting is None else say("What cases follow now")
    return screen(
        title(ctx.words.beside(contact_name(ctx.words, name), called)),
        setting is not None and text(localized(setting.question, ctx.words.language)),
        text(say("{sentence}.", sentence=state)),
        entry.shown is not None and _version(ctx, read_now, entry.shown),
        newest is not None and newest != entry.shown and _version(ctx, say("Latest entry"), newest),
        _buttons(ctx, agency_id, position, entry),
    )


def _version(ctx: Context, label: str, fact: Fact) -> Iterator[Line]:
    """A version as learners read it in each language, its source, and who answers for it."""
    say = ctx.say
    yield heading(label)
    if fact.setting is not None:
        yield text(say("{sentence}.", sentence=setting_label(ctx.words, fact)))
    texts = [
        say(
            "{what}: {value}",
            what=ctx.words.tongue(each),
            value=find_contact(fact.name, each, fact).text,
        )
        for each in REQUIRED
    ]
    yield text("\n".join(texts))
    yield note(say("From: {source}", source=fact.source))
    if fact.confirmed_at is not None:
        day, who = date_of(ctx.words, fact.confirmed_at, ctx.person.timezone), fact.confirmed_by
        yield note(
            say("Confirmed by {who} on {day}.", who=who, day=day)
            if who
            else say("Confirmed on {day}.", day=day)
        )


def _buttons(ctx: Context, agency_id: str, position: int, entry: ContactEntry) -> Iterator[Button]:
    say, newest = ctx.say, entry.newest
    if newest is not None:
        half, year = VALIDITY
        confirms = "ask_contact_confirmer"
        label = say("Confirm for {n} months", n=half)
        yield main(button(label, confirms, agency_id, position, newest.version, half))
        label = say("Confirm for a year")
        yield button(label, confirms, agency_id, position, newest.version, year)
    setting = catalogue().settings.get(entry.name)
    if setting is None:
        changes = say("Change the text") if newest is not None else say("Enter the text")
        yield button(changes, "ask_contact_text", agency_id, position)
    for place, value in enumerate(setting.values.values() if setting else (), 1):
        label = localized(value.label, ctx.words.language)
        yield button(label, "ask_value_source", agency_id, position, place)
    if newest is not None and entry.shown is not None and entry.shown.agency == newest.agency:
        label = _withdrawing(ctx, entry.name)
        yield button(label, ask_withdraw_contact, agency_id, position)
    yield button(say("Back"), contact_list, agency_id)


def _withdrawing(ctx: Context, name: str) -> str:
    if name in catalogue().settings:
        return ctx.say("Mark as unconfirmed")
    return ctx.say("Stop showing it")


@tap("lw", right=Right.KEEP_AGENCY)
def ask_withdraw_contact(ctx: Context, agency_id: AgencyId, position: Number) -> Screen:
    say, name = ctx.say, contact_admin.name_at(position)
    contact_admin.permit(ctx.conn, ctx.request, agency_id)
    back = main(button(say("Back"), contact_page, agency_id, position))
    if name in catalogue().settings:
        return confirm(
            say("Mark “{name}” as unconfirmed?", name=contact_name(ctx.words, name)),
            say(
                "Cases that begin from now on treat it as unconfirmed until it is "
                "confirmed again. The entry is kept, and attempts under way don't "
                "change."
            ),
            yes=button(_withdrawing(ctx, name), withdraw_contact, agency_id, position),
            back=back,
        )
    return confirm(
        say("Stop showing “{name}”?", name=contact_name(ctx.words, name)),
        say("Learners now read neutral words until it is confirmed again. The entry is kept."),
        yes=button(_withdrawing(ctx, name), withdraw_contact, agency_id, position),
        back=back,
    )


@tap("lx", right=Right.KEEP_AGENCY, writes=True)
def withdraw_contact(ctx: Context, agency_id: AgencyId, position: Number) -> Screen:
    name = contact_admin.name_at(position)
    contact_admin.withdraw(ctx.conn, ctx.request, agency_id, name)
    return contact_page(ctx, agency_id, position)
