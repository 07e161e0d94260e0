"""The effect of answers on memories: of a story when it ends, of a prompt at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import cast

from sqlalchemy import Connection

from bot.app.refreshers.deck import in_use, memory_from_row, memory_to_row, source_of
from scenarios.model import Scenario
from scenarios.spaced_repetition import memory as pure
from scenarios.spaced_repetition.guessing import right_share
from scenarios.spaced_repetition.items import Source, guess_in_story
from scenarios.spaced_repetition.memory import Grade, Parameters, grade_of
from storage.playing import events
from storage.playing.attempts import UNCOUNTED, Attempt
from storage.playing.events import Event
from storage.refreshers import memories
from storage.refreshers.memories import Memory, Review

STORY = "story"
ONCE = timedelta(hours=20)
"""Between two answers to one item that both count: what is known by heart from this morning is not
known next month."""


def remember(
    conn: Connection, shelf: Mapping[str, Scenario], scenario: Scenario, attempt: Attempt
) -> int:
    """Add the first answers of an attempt to the memories; returns how many counted.

    The attempt has ended or was left unfinished. Its answers are added once, even if it is finished
    later. Replays, tasters, tests, and unfinished assessments, which may be restarted, are left
    out.

    Args:
        shelf: What is in the library now, by id.
        scenario: The edition that was played.
        attempt: Its current state.
    """
    if attempt.mode in UNCOUNTED or scenario.use == "test":
        return 0
    if attempt.result is None and attempt.is_assessed:
        return 0
    parameters = in_use(conn)
    known = memories.of_case(conn, attempt.person, scenario.id)
    before = memories.reviews_of_case(conn, attempt.person, scenario.id)
    last = {review.signature: review for review in before}
    added = {review.signature for review in before if review.attempt == attempt.id}
    answers: list[Review] = []
    changed: dict[str, Memory] = {}
    for event, signature in _first_answers(conn, scenario, attempt):
        source = source_of(shelf, scenario.id, signature)
        if source is None or signature in added:
            continue
        grade = grade_of(float(_share(source, event)), critical=event.critical)
        answer = Review(
            attempt.person, scenario.id, signature, 0, event.at, STORY, _act(event), int(grade),
            attempt=attempt.id, guess=guess_in_story(source),
        )  # fmt: skip
        counted = _counted(answer, known.get(signature), last.get(signature), parameters)
        if counted is not None:
            last[signature], known[signature] = counted
            changed[signature] = known[signature]
            answers.append(last[signature])
    if answers:
        memories.add_reviews(conn, answers)
        memories.keep_all(conn, changed.values())
    return len(answers)


def count(conn: Connection, answer: Review, parameters: Parameters) -> bool:
    """Keep an answer and what it changes, unless the same item was answered just before."""
    row = memories.get(conn, answer.person, answer.scenario, answer.signature)
    last = memories.last_review(conn, answer.person, answer.scenario, answer.signature)
    counted = _counted(answer, row, last, parameters)
    if counted is None:
        return False
    memories.add_reviews(conn, [counted[0]])
    memories.keep(conn, counted[1])
    return True


def _counted(
    answer: Review, row: Memory | None, last: Review | None, parameters: Parameters
) -> tuple[Review, Memory] | None:
    """An answer in its place, and what is known after it; None where it does not count."""
    if last is not None and abs(answer.at - last.at) < ONCE:
        return None
    before = memory_from_row(row) if row else pure.Memory()
    # Of an answer that is older than what is known, as where a case was left for days, or of a
    # clock that was set back, nothing was forecast.
    told = row is not None and answer.at >= row.reviewed_at
    recalled = pure.recall(before, answer.at, parameters) if told else None
    predicted = None if recalled is None else right_share(recalled, answer.guess or 0.0)
    kept = replace(answer, seq=last.seq + 1 if last else 0, predicted=predicted)
    after = pure.apply_review(before, pure_review(kept), parameters)
    return kept, memory_to_row(answer.person, answer.scenario, answer.signature, after)


def record_confidence(
    conn: Connection, person: str, scenario: str, signature: str, prompt: str, sure: bool
) -> bool:
    """Note how sure someone was of their last answer to an item; whether it was one of a prompt.

    Only a wrong answer that was the last one changes: what was answered since stands.
    """
    last = memories.last_review(conn, person, scenario, signature)
    row = memories.get(conn, person, scenario, signature)
    if last is None or row is None or last.prompt != prompt or last.grade != Grade.AGAIN:
        return False
    memories.note_sure(conn, person, scenario, signature, sure=sure)
    memories.keep(conn, replace(row, sure=sure))
    return True


def pure_review(answer: Review) -> pure.Review:
    """An answer as the model has it."""
    told = cast("pure.AskedForm", answer.told)
    return pure.Review(Grade(answer.grade), told, answer.at, bool(answer.sure), answer.guess or 0.0)


def rebuild(conn: Connection, person: str, parameters: Parameters) -> int:
    """Rebuild a person's memories from their answers; return how many differed."""
    found: dict[tuple[str, str], list[pure.Review]] = {}
    for memory in memories.reviews_of(conn, person):
        found.setdefault((memory.scenario, memory.signature), []).append(pure_review(memory))
    changed = 0
    for (scenario, signature), reviews in found.items():
        before = memories.get(conn, person, scenario, signature)
        after = memory_to_row(person, scenario, signature, pure.replay_reviews(reviews, parameters))
        after = replace(after, forgiven_at=before.forgiven_at if before else None)
        if before is None or memory_from_row(before) != memory_from_row(after):
            memories.keep(conn, after)
            changed += 1
    return changed


def _first_answers(
    conn: Connection, scenario: Scenario, attempt: Attempt
) -> Iterator[tuple[Event, str]]:
    """The first answer to each decision, with what names the decision."""
    met: set[str] = set()
    for event in events.of(conn, attempt.id):
        scene = scenario.scenes.get(event.scene or "")
        if scene is None or scene.decision is None or event.kind != scene.decision.kind:
            continue
        if scene.id not in met:
            met.add(scene.id)
            yield event, scene.signature


def _share(source: Source, event: Event) -> Fraction:
    """The share of the decision's worth; an event keeps what was earned of it."""
    total = sum(source.decision.worth.values(), Fraction())
    earned = sum(map(Fraction, (event.credit or {}).values()), Fraction())
    return earned / total if total else Fraction()


def _act(event: Event) -> str:
    return str((event.act or {}).get("act", ""))
