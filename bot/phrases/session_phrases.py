"""A class session in words."""

from __future__ import annotations

from bot.app.live_session.session_flow import total_votes
from bot.app.live_session.session_records import SessionRecord
from bot.kinds import PRESENTERS
from bot.locale import Words
from bot.phrases.date_phrases import short_day_of
from scenarios.kinds.base import split_parts
from scenarios.rendering import render_text
from storage.live_session.live_sessions import Round, Session
from storage.playing.small_groups import FEWEST


def session_name(words: Words, session: Session, title: str, timezone: str) -> str:
    """A session by its case, its day and its place."""
    day = short_day_of(words, session.began_at or session.made_at, timezone)
    return words.beside(title, day, session.place)


def signature(words: Words, session: Session) -> str:
    return words.say("Signed off") if session.signed_off else words.say("Signed: not yet")


def decision_lines(words: Words, record: SessionRecord, round_: Round) -> list[str]:
    """A decision that was put to the class, how many were for what, and what the class did."""
    scenario, session = record.scenario, record.session
    decision = scenario.scenes[round_.scene].decision
    assert decision is not None  # only decisions are put to a class
    presenter = PRESENTERS[decision.kind]

    def said(key: str) -> str | None:
        return render_text(scenario, words.language, session.seed, key, scenario.opening)

    def name(part: str) -> str:
        key = decision.part_key(part)
        texts = (said(f"{key}.{end}") for end in ("short", "text"))
        return presenter.name(words, part) or next(filter(None, texts), part).rstrip(".")

    numbers = total_votes(round_.votes, round_.hands)
    # Kept beside the names of who was there, the votes of a few would not be secret for long.
    order = (*decision.ids, *decision.closing) if sum(numbers.values()) >= FEWEST else ()
    counted = (f"{name(part)}: {numbers[part]}" for part in order if numbers.get(part))
    lines = [said(f"{decision.key}.prompt"), " · ".join(counted)]
    if round_.act is not None:
        done = [name(part) for part in split_parts(round_.act)]
        did = words.listed(done) if done else words.say("none of it")
        lines.append(words.say("The class: {did}", did=did))
    return list(filter(None, lines))
