"""Entering a local contact in each language, and confirming it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.app.access.rights import Right
from bot.app.agencies import contact_admin
from bot.app.agencies.contact_admin import VALIDITY
from bot.app.agencies.contact_records import (
    LONGEST,
    ContactError,
    ContactProblem,
    catalogue_names,
    checked_text,
    owner_key,
)
from bot.app.errors import NotFound
from bot.app.person_names import single_line
from bot.chat.admin.local_contacts import contact_page
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import AgencyId, Id, Number, Rest
from bot.lines import Line, LineRole, heading, note, text, title
from bot.locale import words
from bot.phrases.contact_phrases import contact_name, setting_label
from bot.phrases.contact_sentences import as_read, examples_of
from scenarios.catalogue import catalogue
from scenarios.languages import REQUIRED, localized
from storage.agencies.local_contacts import Fact


@tap("le", right=Right.KEEP_AGENCY, writes=True)
def ask_contact_text(ctx: Context, agency_id: AgencyId, position: Number) -> Screen:
    name = contact_admin.name_at(position)
    contact_admin.permit(ctx.conn, ctx.request, agency_id)
    if name in catalogue().settings:
        raise NotFound
    return _ask_next(ctx, agency_id, name, [])


@answer("fact-text", right=Right.KEEP_AGENCY)
def take_contact_text(
    ctx: Context, typed: str, agency_id: AgencyId, name: Id, earlier: Rest
) -> Screen:
    """Take the text in one language and ask for the next; after the last one, for the source.

    Args:
        typed: One line of text.
        earlier: The texts typed so far, one line each, in the order of the languages.
    """
    contact_admin.permit(ctx.conn, ctx.request, agency_id)
    line, texts = _line(typed), earlier.splitlines()
    try:
        if len(texts) < len(REQUIRED):
            return _ask_next(ctx, agency_id, name, [*texts, checked_text(line)])
        by_language = dict(zip(REQUIRED, texts, strict=True))
        contact_admin.enter(ctx.conn, ctx.request, agency_id, name, by_language, line)
    except ContactError as error:
        raise _refused(ctx, agency_id, name, error) from None
    return contact_page(ctx, agency_id, catalogue_names().index(name))


def _ask_next(ctx: Context, agency_id: str, name: str, texts: Sequence[str]) -> Screen:
    ask(ctx, take_contact_text, agency_id, name, "\n".join(texts))
    say, wanted = ctx.say, REQUIRED[len(texts) :]
    if not wanted:
        source = say(
            "What is the source? For example a handbook and its date, or who was called and when."
        )
        return screen(
            title(contact_name(ctx.words, name)), text(source), _back(ctx, agency_id, name)
        )
    example = words(wanted[0]).say("the duty desk, {number}", number="0000 0000")
    return screen(
        title(contact_name(ctx.words, name)),
        text(
            say(
                "Type it in {language} as it reads in the middle of a sentence: one "
                "line, no links.",
                language=ctx.words.tongue(wanted[0]),
            )
        ),
        note(say("For example: {example}", example=example)),
        _back(ctx, agency_id, name),
    )


@tap("lv", right=Right.KEEP_AGENCY, writes=True)
def ask_value_source(ctx: Context, agency_id: AgencyId, position: Number, value: Number) -> Screen:
    """Where the chosen value of a fact with settings is from."""
    say, name = ctx.say, contact_admin.name_at(position)
    contact_admin.permit(ctx.conn, ctx.request, agency_id)
    chosen = contact_admin.value_at(name, value)
    ask(ctx, take_value_source, agency_id, name, value)
    label = catalogue().settings[name].values[chosen].label
    return screen(
        title(contact_name(ctx.words, name)),
        text(say("{sentence}.", sentence=localized(label, ctx.words.language))),
        text(
            say(
                "What is the source? For example a law and its article, or who was "
                "asked and when. Type it here."
            )
        ),
        _back(ctx, agency_id, name),
    )


@answer("fact-value", right=Right.KEEP_AGENCY)
def take_value_source(
    ctx: Context, typed: str, agency_id: AgencyId, name: Id, value: Number
) -> Screen:
    chosen = contact_admin.value_at(name, value)
    try:
        contact_admin.enter_value(ctx.conn, ctx.request, agency_id, name, chosen, _line(typed))
    except ContactError as error:
        raise _refused(ctx, agency_id, name, error) from None
    return contact_page(ctx, agency_id, catalogue_names().index(name))


@tap("lc", right=Right.KEEP_AGENCY, writes=True)
def ask_contact_confirmer(
    ctx: Context, agency_id: AgencyId, position: Number, version: Number, months: Number
) -> Screen:
    """Ask who confirms a version, below the sentences in which learners will read it."""
    say, name = ctx.say, contact_admin.name_at(position)
    if months not in VALIDITY:
        raise NotFound
    newest = contact_admin.newest(ctx.conn, ctx.request, agency_id, name)
    if newest is None or newest.version != version:  # an old button
        return contact_page(ctx, agency_id, position)
    ask(ctx, confirm_contact, agency_id, name, version, months)
    if newest.setting is not None:
        return _ask_setting_confirmer(ctx, agency_id, newest)
    examples = examples_of(name, ctx.app.library.scenarios.values())
    return screen(
        title(contact_name(ctx.words, name)),
        text(say("Once it is confirmed, learners read it like this:")),
        _as_read(ctx, as_read(ctx, newest, owner_key(agency_id), examples)),
        text(
            say(
                "Does every sentence read right? If not, please change the text. Please also call "
                "it, or ask there, before it is confirmed."
            )
        ),
        Line(
            LineRole.PROMPT,
            say(
                "Who is responsible for it? Type name and role. This confirms it, and "
                "learners see both."
            ),
        ),
        button(say("Change the text"), ask_contact_text, agency_id, position),
        _back(ctx, agency_id, name),
    )


def _ask_setting_confirmer(ctx: Context, agency_id: str, fact: Fact) -> Screen:
    say = ctx.say
    return screen(
        title(contact_name(ctx.words, fact.name)),
        text(localized(catalogue().settings[fact.name].question, ctx.words.language)),
        text(say("{sentence}.", sentence=setting_label(ctx.words, fact))),
        text(
            say(
                "Once it is confirmed, new cases here follow it in what they offer, "
                "say and score. Before that, please ask someone at your agency who "
                "knows the law."
            )
        ),
        Line(
            LineRole.PROMPT,
            say("Who is responsible for it? Type name and role here; this confirms it."),
        ),
        _back(ctx, agency_id, fact.name),
    )


def _as_read(ctx: Context, sentences: Mapping[str, Sequence[str]]) -> Iterator[Line]:
    for language, read in sentences.items():
        yield heading(ctx.words.tongue(language))
        yield text("\n".join(map(words(language).bullet, read)))


@answer("fact-by", right=Right.KEEP_AGENCY)
def confirm_contact(
    ctx: Context, typed: str, agency_id: AgencyId, name: Id, version: Number, months: Number
) -> Screen:
    by = _line(typed)
    try:
        contact_admin.confirm(ctx.conn, ctx.request, agency_id, name, version, months, by)
    except ContactError as error:
        if error.problem not in (ContactProblem.NONE, ContactProblem.CHANGED):
            raise _refused(ctx, agency_id, name, error) from None
    return contact_page(ctx, agency_id, catalogue_names().index(name))


def _line(typed: str) -> str:
    """A typed line without invisible characters. A line that is too long stays too long."""
    return single_line(typed, LONGEST + 1)


def _refused(ctx: Context, agency_id: str, name: str, error: ContactError) -> RefusalError:
    why = (
        ctx.say("Links and account names are not allowed here. Type it again without them.")
        if error.problem is ContactProblem.LINK
        else ctx.say(
            "Please use one line of at most {n} letters and digits, and type it again.", n=LONGEST
        )
    )
    return RefusalError(screen(text(why), _back(ctx, agency_id, name)))


def _back(ctx: Context, agency_id: str, name: str) -> Button:
    return button(ctx.say("Back"), contact_page, agency_id, catalogue_names().index(name))
