"""The visits of an invented learner to the bot."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection

from bot.app.agencies.local_settings import in_place_of
from bot.app.evaluation import work_survey
from bot.app.library import Library
from bot.app.playing import attempt_end, case_survey, expired_attempts, steps
from bot.app.playing.attempt_expiry import KEPT
from bot.app.playing.attempt_start import Purpose, create_attempt
from bot.app.playing.past_attempts import PastAttempt
from bot.app.playing.steps import StepTaken
from bot.app.preferences.contact_hours import hours_for
from bot.app.refreshers import prompt_answers, prompt_lifecycle
from bot.app.refreshers.deck import deck_of, source_of
from bot.app.refreshers.prompt_schedule import KIND, plan
from bot.app.refreshers.prompt_view import item_at
from bot.app.request import Request
from bot.demo.learner_habits import LearnerHabits
from scenarios import position
from scenarios.model import Scenario
from scenarios.spaced_repetition.items import judge_choice
from storage.agencies.survey_tallies import REACTION, VALUES
from storage.assignments import assignments
from storage.assignments.assignments import AssignmentView
from storage.db.months import month_in
from storage.outbox import jobs, undelivered
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts, events
from storage.playing.attempts import PRACTICE, Attempt
from storage.refreshers import prompts
from storage.refreshers.prompts import Prompt

_COURSE = timedelta(days=100)
"""For how long learners come about once a week; later they come less often."""
_LEAVES_OFF = 0.008  # the probability at each answer
_WORKED = timedelta(days=75)
"""After joining; by then a course lies behind them, and they are asked about their work."""
_SURVEYED = 0.6  # the probability that questions are answered
_REACTIONS = (6, 3, 1)  # the weights of the answers to a question after a case, best first
_RESUMES, _ANSWERS, _PRACTISES = 0.6, 0.7, 0.08


class SeededDice:
    """Ids and seeds that come again with the same random generator."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def id(self) -> str:
        return "d" + base64.urlsafe_b64encode(self.random.randbytes(9)).decode()[1:]

    def seed(self) -> int:
        return self.random.getrandbits(53)


@dataclass(slots=True)
class Visitor:
    """A learner who comes back until some day."""

    person: str
    library: Library
    dice: SeededDice
    habits: LearnerHabits
    since: datetime
    until: datetime

    def visit(self, conn: Connection, now: datetime) -> datetime | None:
        """Answer refreshers, go on with what is under way, do assigned work.

        Returns:
            When the learner comes next; None for never.
        """
        person, random = people.get(conn, self.person), self.dice.random
        assert person is not None
        self._answer_refreshers(conn, person, now)
        self._answer_work_survey(conn, person, now)
        later = self._resume(conn, now)
        todo = [view for view in assignments.open_for(conn, person.id, now) if _is_to_do(view)]
        begun = {attempt.assignment for attempt in attempts.running(conn, person.id)}
        if todo and todo[0].assignment.id not in begun and random.random() < self.habits.diligence:
            assignment = todo[0].assignment
            self._begin(
                conn, person, assignment.scenario, Purpose(assignment.mode, assignment.id), later
            )
        elif not todo and random.random() < _PRACTISES:
            scenario = random.choice(sorted(self.library.practice))
            self._begin(conn, person, scenario, Purpose(PRACTICE), later)
        return self._next(now)

    def _next(self, now: datetime) -> datetime | None:
        """A moment in daytime, some days later."""
        random = self.dice.random
        in_course = now - self.since < _COURSE
        days = random.randrange(4, 12) if in_course else random.randrange(20, 50)
        later = (now + timedelta(days=days)).replace(hour=random.randrange(5, 17))
        later = later.replace(minute=random.randrange(60), second=random.randrange(60))
        return later if later < self.until else None

    def _resume(self, conn: Connection, now: datetime) -> datetime:
        """Go on with what was left off, or let it be closed; gives the moment after."""
        for attempt in attempts.running(conn, self.person):
            if now - attempt.moved_at >= KEPT:
                expired_attempts.close(conn, attempt.id, attempt.moved_at + KEPT)
            elif self.dice.random.random() < _RESUMES:
                scenario = self.library.loaded(attempt.edition)
                assert scenario is not None
                now = self._play(conn, scenario, attempt, now)
        return now

    def _begin(
        self, conn: Connection, person: Person, scenario_id: str, purpose: Purpose, now: datetime
    ) -> None:
        assigned = purpose.assignment is not None
        scenario = self.library.to_begin(conn, person, scenario_id, assigned=assigned)
        if scenario is None:
            return
        scenario = in_place_of(conn, scenario, person.agency, now)
        new_id, seed = self.dice.id(), self.dice.seed()
        attempt = create_attempt(conn, person, scenario, purpose, new_id, seed, now)
        self._play(conn, scenario, attempt, now)

    def _play(
        self, conn: Connection, scenario: Scenario, attempt: Attempt, now: datetime
    ) -> datetime:
        """Play to the end, or leave off on the way; gives the moment of the last answer."""
        random = self.dice.random
        while attempt.state == "running" and random.random() >= _LEAVES_OFF:
            at = position.read(attempt.position)
            critical = any(event.critical for event in events.of(conn, attempt.id))
            for act in self.habits.acts(scenario, at, critical=critical):
                now += timedelta(seconds=random.uniform(6, 45))
                taken = steps.step(conn, scenario, attempt, act, now)
                assert isinstance(taken, StepTaken), f"{scenario.id}: {act} is refused"
                attempt = taken.attempt
        undelivered.mark_shown(conn, [(attempt.id, attempt.turn)])
        if attempt.state == "ended":
            attempt_end.follow_up(conn, self.library, scenario, attempt, now)
            self.habits.practised()
            self._answer_case_survey(conn, PastAttempt(attempt, scenario, attempt.language), now)
        return now

    def _answer_case_survey(self, conn: Connection, past: PastAttempt, now: datetime) -> None:
        """Answer the two questions below an ending, or leave them out."""
        person = people.get(conn, self.person)
        if person is None or not case_survey.covers(past):
            return
        request, random = Request(person, now), self.dice.random
        if not case_survey.begin(conn, request, past) or random.random() >= _SURVEYED:
            return
        for item in REACTION:
            [value] = random.choices(VALUES[item], _REACTIONS)
            case_survey.answer(conn, request, past, item, value)

    def _answer_work_survey(self, conn: Connection, person: Person, now: datetime) -> None:
        """Answer the questions about work, once they are due after the course."""
        month, random = month_in(person.timezone, now), self.dice.random
        until = int((now + timedelta(days=1)).timestamp())
        if now - self.since < _WORKED or random.random() >= _SURVEYED:
            return
        if not work_survey.announce(conn, person, month, until, now):
            return
        request = Request(person, now)
        while (item := work_survey.open_question(conn, request)) is not None:
            work_survey.answer(conn, request, item, random.choice(VALUES[item]))

    def _answer_refreshers(self, conn: Connection, person: Person, now: datetime) -> None:
        """Get the prompt that came due since the last visit, and answer it or leave it."""
        due = jobs.due_at(conn, KIND, person.id)
        if due is None or due > now - timedelta(hours=3):
            return
        deck = deck_of(conn, self.library.known, person.id)
        slot = hours_for(conn, person).slot(due)
        prompt = prompt_lifecycle.make(
            conn, person, deck, due, slot[0] if slot else "", self.dice.id(), self.dice.seed()
        )
        if prompt is None:
            plan(conn, person, deck, now)
            return
        people.note_contact(conn, person.id, due)
        prompts.note_shown(conn, prompt.id, due + timedelta(seconds=2))
        if self.dice.random.random() < _ANSWERS:
            answered_at = due + timedelta(minutes=self.dice.random.uniform(1, 150))
            self._answer(conn, person, prompt, answered_at)
        else:
            plan(conn, person, deck.after([prompt]), now)

    def _answer(self, conn: Connection, person: Person, prompt: Prompt, now: datetime) -> None:
        random, library = self.dice.random, self.library.known
        for turn in range(len(prompt.items)):
            now += timedelta(seconds=random.uniform(8, 40))
            choice = self._choice(prompt, turn, person.language)
            if choice is not None:
                request = Request(person, now)
                sure = random.random() < self.habits.skill
                prompt_answers.answer(conn, request, library, prompt.id, turn, choice, sure=sure)

    def _choice(self, prompt: Prompt, turn: int, language: str) -> str | None:
        """The best answer to an item, or any; None where the library has it no more."""
        item = item_at(prompt, turn)
        source = source_of(self.library.known, item.scenario, item.signature)
        if source is None or item.form not in source.forms:
            return None
        every = [option.id for option in source.scene.recall[item.form].choices]
        if not self.habits.knows():
            return self.dice.random.choice(every)

        def grade(choice: str) -> int:
            judged = judge_choice(source, item.form, choice, language, item.seed)
            return int(judged.grade) if judged else 0

        return max(every, key=grade)


def _is_to_do(view: AssignmentView) -> bool:
    return not (view.is_waiting or view.is_done or view.is_over)
