"""Preparing a session: case, place and language; then opening it."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.live_session import session_opening
from bot.app.onboarding.pasted_names import MOST_LETTERS, cohort_name
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.trainer.assignments.case_list import NO_FIELDS, Fields, cases_for_cohort
from bot.chat.trainer.live_session.session_control import led_page, wall_languages
from bot.fields import Id, Key, Language, Number
from bot.lines import Line, LineRole, note, text, title
from bot.phrases.case_phrases import title_of
from bot.phrases.class_view import no_wall_page
from bot.phrases.labels import title_in
from scenarios.languages import LANGUAGES
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session


@tap("va", right=Right.LEAD_ROOM)
def session_cases(ctx: Context, cohort_id: Key, page: Number, fields: Fields = NO_FIELDS) -> Screen:
    """The choice of a case to run with a cohort."""
    return cases_for_cohort(ctx, cohort_id, page, fields, for_class=True)


@tap("vb", right=Right.LEAD_ROOM, writes=True)
def ask_session_place(ctx: Context, cohort_id: Key, scenario_id: Id) -> Screen:
    say, library = ctx.say, ctx.app.library
    cohort, scenario = session_opening.case(ctx.conn, ctx.request, library, cohort_id, scenario_id)
    ask(ctx, take_session_place, cohort_id, scenario_id)
    return screen(
        title(ctx.words.beside(cohort.name, title_of(ctx.words, scenario))),
        Line(LineRole.PROMPT, say("Where will it be?")),
        text(
            say(
                "Type the place, such as “Training room 3”, at most {n} letters. It "
                "appears in the session record.",
                n=MOST_LETTERS,
            )
        ),
        button(say("Back"), session_cases, cohort_id, 0),
    )


@answer("room-place", right=Right.LEAD_ROOM)
def take_session_place(ctx: Context, typed: str, cohort_id: Key, scenario_id: Id) -> Screen:
    place, say = cohort_name(typed), ctx.say
    if not place:
        raise RefusalError(
            screen(
                text(say("A place needs letters or numbers. Please type it again.")),
                button(say("Back"), "cohort_page", cohort_id),
            )
        )
    session, cohort = session_opening.prepare(
        ctx.conn, ctx.request, ctx.app.library, ctx.app.dice, cohort_id, scenario_id, place
    )
    return _ready(ctx, session, cohort)


@tap("vl", right=Right.LEAD_ROOM, writes=True)
def set_wall_language(ctx: Context, session_id: Key, language: Language) -> Screen:
    if language not in LANGUAGES:
        raise NotFound
    session, cohort = session_opening.set_language(ctx.conn, ctx.request, session_id, language)
    if session.state == "prepared":
        return _ready(ctx, session, cohort)
    return led_page(ctx, session_id)


@tap("vo", right=Right.LEAD_ROOM, writes=True)
def open_session(ctx: Context, session_id: Key) -> Screen:
    """Let the class in; where another session of the cohort is running, show that one."""
    message = ctx.visitor.message
    running = session_opening.open_session(ctx.conn, ctx.request, session_id, message)
    return led_page(ctx, running)


def _ready(ctx: Context, session: Session, cohort: Cohort) -> Screen:
    """Everything that is set, before anybody is let in."""
    say, words = ctx.say, ctx.words
    served = bool(ctx.app.links.wall_page(session.page))
    return screen(
        title(title_in(ctx.app.library, words, session.scenario)),
        note(words.beside(cohort.name, session.place)),
        text(
            say(
                "Phones join by QR code and vote in this chat; people without a phone "
                "raise a hand. The room sees the counts, never who voted for what."
            )
            if served
            else say(
                "Phones join by a link and vote in this chat; people without a phone "
                "raise a hand. Nobody sees who voted for what."
            )
        ),
        text(
            say("On the wall page: {language}.", language=words.tongue(session.language))
            if served
            else no_wall_page(words)
        ),
        main(button(say("Open the session"), open_session, session.id)),
        served and wall_languages(words, session),
        button(say("Change the place"), ask_session_place, cohort.id, session.scenario),
        button(say("Back to the cohort"), "cohort_page", cohort.id),
    )
