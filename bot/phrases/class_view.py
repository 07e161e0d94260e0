"""A live session in words, as its trainer's phone and the wall page show it alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_state import SessionState
from bot.app.onboarding.bot_links import BotLinks
from bot.kinds import PRESENTERS
from bot.lines import Line, LineRole, text
from bot.locale import Words, words
from bot.phrases.case_phrases import title_of
from bot.phrases.class_choices import (
    Choice,
    choices_of,
    ending_questions,
    guide_questions,
    stop_questions,
    vote_questions,
)
from bot.phrases.debrief_phrases import better_list
from scenarios.debrief import render_moment
from scenarios.rendering import Consequence
from storage.live_session.live_sessions import Session

_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")


@dataclass(frozen=True, slots=True)
class ClassView:
    """A session in words, without names."""

    state: SessionState
    title: str
    choices: tuple[Choice, ...]
    """With the votes for each, once the vote is closed."""
    questions: tuple[str, ...]
    """To discuss in the room."""
    door: str
    """The link by which people join."""
    page: str
    """The address of the wall page; empty where none is served."""

    @property
    def session(self) -> Session:
        return self.state.session

    @property
    def question(self) -> str:
        """The question to discuss now; empty where there is none."""
        if not self.questions:
            return ""
        return self.questions[self.session.question % len(self.questions)]


def class_view(words: Words, links: BotLinks, state: SessionState) -> ClassView:
    """A session in the language in which its state was read."""
    choices, session = choices_of(words, state.turn, state.results), state.session
    return ClassView(
        state,
        title_of(words, state.scenario),
        choices,
        tuple(_questions(words, state, choices)),
        links.deep_link(session.door),
        links.wall_page(session.page),
    )


def _questions(speak: Words, state: SessionState, choices: tuple[Choice, ...]) -> list[str]:
    """The questions to discuss in a phase; while a vote is open there are none."""
    scenario = state.scenario
    asked = guide_questions(scenario.id, title_of(words("en"), scenario), speak.language)
    match state.phase:
        case Phase.CLOSED:
            return vote_questions(speak, choices, asked)
        case Phase.STOP:
            return stop_questions(speak)
        case Phase.ENDING:
            return ending_questions(speak, asked)
        case _:
            return []


def consequence(words: Words, after: Consequence) -> Iterator[Line]:
    """The answer of the class and its consequence."""
    presenter = PRESENTERS[after.kind]
    yield from presenter.done(words, after)
    if after.feedback:
        yield text(after.feedback)
    if after.why:
        yield Line(LineRole.REASON, after.why)
    yield from presenter.explained(words, after)
    for sentence in after.critical:
        yield Line(LineRole.CRITICAL, sentence)


def revealed(words: Words, view: ClassView) -> Iterator[Line]:
    """The answer of the class, its consequence, and the better answer with its reason."""
    state, after = view.state, view.state.turn.after
    if after is None:
        return
    yield from consequence(words, after)
    if state.moment is None or after.better or after.overlooked or after.mistaken:
        return  # the class did not complete a decision, or the consequence says it
    told = render_moment(state.scenario, words.language, state.session.seed, state.moment)
    if not told.better:
        return
    choice = better_list(words, told)[0]
    yield text(words.say("Better: {choice}", choice=choice))
    picked = told.better[0].shorts
    why = next((reason.text for reason in told.reasons if reason.about in picked), "")
    if why:
        yield Line(LineRole.REASON, _SENTENCE_END.split(why)[0])


def no_wall_page(words: Words) -> str:
    return words.say(
        "This installation has no web address for a wall page, so the scenes appear on "
        "every phone and you read them out."
    )
