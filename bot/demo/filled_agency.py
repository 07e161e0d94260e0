"""An invented agency, trained for some months: made by the use cases, with a clock of its own.

Trainers act in transactions of their own, which the audit log records. Learners play some hundred
visits in a transaction.
"""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import ADMIN, FOCAL, TRAINER
from bot.app.agencies import agency_records, agency_totals
from bot.app.agencies.catalogue_seed import seed_catalogue
from bot.app.assessments import assessment_admin, assessment_plan
from bot.app.assignments import assigning, assignment_plan, assignment_reminders
from bot.app.assignments.due_days import today_in
from bot.app.cohorts import cohort_admin, link_admin, members, roster_admin
from bot.app.enrolment.invitation_opening import InvitationOpener
from bot.app.library import Library
from bot.app.live_session import attendance_list, session_flow
from bot.app.onboarding import consent, place_codes, profile
from bot.app.paper_answers import paper_entry
from bot.app.paper_answers.paper_transcript import transcript_state
from bot.app.playing import attempt_expiry, expired_attempts
from bot.app.progress import nudges
from bot.app.refreshers import prompt_schedule
from bot.app.request import Request
from bot.demo.invented_names import invented_names
from bot.demo.learner_habits import LearnerHabits
from bot.demo.learner_visits import SeededDice, Visitor
from bot.demo.played_session import play_session
from scenarios.case_library import CaseLibrary
from scenarios.languages import Script
from scenarios.programmes import programmes
from storage.agencies import agency_figures
from storage.agencies.agencies import PROMISED
from storage.db import audit_context
from storage.db.audit_context import AuditContext
from storage.db.database import Database
from storage.db.months import month_in, shift
from storage.outbox import jobs
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import Role
from storage.playing import attempts
from storage.playing.attempts import ASSESSMENT, PRACTICE

T = TypeVar("T")
Act: TypeAlias = Callable[[Connection, Request], T]

AGENCY = "demo-agency"
ZONE = "Asia/Bahrain"
_NAMES = {"en": "Demo Agency (invented)", "ar": "جهة العرض التجريبي (من نسج الخيال)"}
_FIRST_ACCOUNT = 7_000_001
_ON_PAPER: tuple[Script, ...] = ("arabic", "latin", "arabic")
"""In which scripts the people of a cohort without an account are listed."""
_TOGETHER = 200  # visits in a transaction
_KINDS = (
    notices.KIND,
    assignment_reminders.KIND,
    attempt_expiry.KIND,
    prompt_schedule.KIND,
)
_NUDGED = (72, 78)
"""Days after a cohort's first one: shortly before its programme is due, and after."""
_LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the agency is, and for how many days it has been trained."""

    people: int = 300
    cohorts: int = 10
    days: int = 365
    seed: int = 1


@dataclass(frozen=True, slots=True)
class KeyAccount:
    """Somebody whose Telegram account is known beforehand."""

    telegram_id: int
    language: str
    names: Mapping[Script, str]


@dataclass(frozen=True, slots=True)
class KeyAccounts:
    """The accounts to sign in as, with the bot that they belong to."""

    bot: int
    trainer: KeyAccount
    admin: KeyAccount
    learner: KeyAccount


@dataclass(frozen=True, slots=True)
class _Course:
    """What cohorts of a field are trained in."""

    track: str
    job: str
    names: tuple[str, str]
    further: tuple[str, ...]


_COURSES = (
    _Course("airports", "airport", ("Gates", "بوابات الوصول"), ("late-pay", "room-209")),
    _Course("health", "nursing", ("Clinics", "العيادات"), ("way-back", "line-four")),
    _Course("labour", "labour-inspection", ("Inspectors", "التفتيش"), ("room-614", "pink-bag")),
)


@dataclass(slots=True)
class _Clock:
    """Shows the moment of the event that runs."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(slots=True)
class _Cohort:
    id: str
    trainer: str
    course: _Course
    token: str
    on_paper: list[str]
    """The roster places of those without an account."""
    people: list[str] = field(default_factory=list)


@dataclass(order=True, slots=True)
class _Event:
    """An act of its own transaction, or a learner's visit."""

    at: datetime
    number: int
    act: Callable[[datetime], Awaitable[None]] | None = field(compare=False, default=None)
    visitor: Visitor | None = field(compare=False, default=None)


def missing_cases(shelf: CaseLibrary) -> list[str]:
    """The ids of cases that cohorts are trained with and that did not load."""
    assigned = {case for course in _COURSES for case in course.further}
    tracks = (course.track for course in _COURSES)
    steps = {step.scenario for track in tracks for step in programmes()[track].steps}
    return sorted((assigned | steps) - shelf.scenarios.keys())


async def fill(
    database: Database,
    shelf: CaseLibrary,
    accounts: KeyAccounts,
    end: datetime,
    size: Size,
    on_week: Callable[[int], None],
) -> None:
    """Fill an empty database with an agency whose last day is today.

    Args:
        database: With the schema, and nothing in it.
        shelf: The cases; `missing_cases` names those without which there is no filling.
        accounts: The people whose accounts are known.
        end: The present, as aware UTC.
        size: How much there is.
        on_week: Called with the number of weeks simulated, whenever it has grown.
    """
    library = Library(database, shelf)
    begins = (end - timedelta(days=size.days)).replace(hour=6, minute=0, second=0, microsecond=0)
    await seed_catalogue(database, begins)
    await library.keep(begins)
    await library.refresh()
    await _Builder(database, library, accounts, begins, end, size).run(on_week)


class _Builder:
    """Runs the events of the year in their order."""

    def __init__(
        self,
        database: Database,
        library: Library,
        accounts: KeyAccounts,
        begins: datetime,
        end: datetime,
        size: Size,
    ) -> None:
        self._database, self._library, self._accounts = database, library, accounts
        self._begins, self._end, self._size = begins, end, size
        self._random = Random(size.seed)  # noqa: S311  it keeps no secret
        self._dice = SeededDice(self._random)
        self._clock = _Clock(begins)
        self._opener = InvitationOpener(database, library, self._clock, self._dice)
        self._names = invented_names(self._random)
        self._telegram_ids = count(_FIRST_ACCOUNT)
        self._numbers = count()
        self._events: list[_Event] = []
        self._learners: list[str] = []

    async def run(self, on_week: Callable[[int], None]) -> None:
        trainers, weeks = await self._staff(), 0
        many, size = self._size.cohorts, self._size
        last_start = max(0, size.days - 25)
        for number in range(many):
            at = self._begins + timedelta(days=1 + number * last_start // many)
            is_key = number in (0, 1, many - 1)  # the last one is still under way
            trainer = trainers[0] if is_key else trainers[1 + number % (len(trainers) - 1)]
            people_here = size.people // many + (number < size.people % many)
            self._at(at, partial(self._open_cohort, number, trainer, people_here))
        for month in range(size.days // 30):
            at = self._begins + timedelta(days=30 * month + 5, hours=1)
            self._at(at, partial(self._enter_totals, trainers[1]))
        while self._events:
            if (over := (self._events[0].at - self._begins) // timedelta(weeks=1)) > weeks:
                weeks = over
                on_week(weeks)
            if self._events[0].act is None:
                await self._database.write(self._visits)
                continue
            event = heapq.heappop(self._events)
            self._clock.moment = event.at
            assert event.act is not None
            await event.act(event.at)
        await self._database.write(self._settle)
        on_week(size.days // 7)

    def _at(self, at: datetime, act: Callable[[datetime], Awaitable[None]]) -> None:
        """Let something happen, unless that is in the future."""
        if at < self._end:
            heapq.heappush(self._events, _Event(at, next(self._numbers), act))

    def _visits(self, conn: Connection) -> None:
        """Run the next visits, up to an act of a trainer."""
        for _ in range(_TOGETHER):
            if not self._events or (visitor := self._events[0].visitor) is None:
                return
            at = heapq.heappop(self._events).at
            if again := visitor.visit(conn, at):
                self._visit(visitor, again)

    def _visit(self, visitor: Visitor, at: datetime) -> None:
        if at < self._end - timedelta(hours=2):
            heapq.heappush(self._events, _Event(at, next(self._numbers), visitor=visitor))

    async def _act(self, person_id: str, name: str, at: datetime, act: Act[T]) -> T:
        """Do something as a trainer does it in the chat: recorded in the audit log."""

        def perform(conn: Connection) -> T:
            person = people.get(conn, person_id)
            assert person is not None
            return act(conn, Request(person, at))

        with audit_context.active(AuditContext(name, at, person_id)):
            return await self._database.write(perform)

    async def _staff(self) -> list[str]:
        """Enter the agency, its admin, its trainers and its focal point.

        Returns:
            The trainers' ids; the first is the one whose account is known.
        """

        def found_agency(conn: Connection) -> list[str]:
            now, keys = self._begins, self._accounts
            jobs_here = [each.job for each in _COURSES]
            agency_records.add(conn, AGENCY, "BH", _NAMES, now, jobs_here)
            agency_records.record_pledge(conn, AGENCY, PROMISED, "Director (invented)", now)
            admin = self._arrive(conn, now, keys.admin)
            trainers = [self._arrive(conn, now, keys.trainer)]
            trainers += [self._arrive(conn, now) for _ in range(min(3, self._size.cohorts))]
            given = [(admin, ADMIN), (admin, FOCAL), (trainers[1], FOCAL)]
            for person, role in given + [(each, TRAINER) for each in trainers]:
                made = Role(self._dice.id(), person.id, role, AGENCY, None, now)
                roles.grant(conn, made)
                self._onboard(conn, person, now, "training")
            return [each.id for each in trainers]

        return await self._database.write(found_agency)

    def _arrive(self, conn: Connection, now: datetime, known: KeyAccount | None = None) -> Person:
        """Let somebody accept the notice, with a name in both scripts unless it is known."""
        language = known.language if known else self._random.choice(("ar", "ar", "en"))
        telegram_id = known.telegram_id if known else next(self._telegram_ids)
        newcomer = Person(self._dice.id(), language, ZONE, now)
        person = consent.accept(conn, self._accounts.bot, telegram_id, newcomer, now)
        for script, name in (known.names if known else next(self._names)).items():
            profile.set_name(conn, Request(person, now), script, name)
        return person

    def _onboard(self, conn: Connection, person: Person, now: datetime, job: str) -> None:
        request = Request(person, now)
        profile.choose_agency(conn, request, AGENCY)
        profile.choose_job(conn, request, job)
        profile.finish_onboarding(conn, request)

    async def _open_cohort(self, number: int, trainer: str, many: int, at: datetime) -> None:
        """Let a trainer open a cohort and plan its course."""
        here, cohort_id = _COURSES[number % len(_COURSES)], self._dice.id()

        def create(conn: Connection, request: Request) -> str:
            name = f"{here.names[request.person.language == 'ar' or number % 2]} {number + 1}"
            cohort_admin.create(conn, request, AGENCY, name, cohort_id)
            return link_admin.make(conn, request, cohort_id).token

        token = await self._act(trainer, "create_cohort", at, create)
        on_paper = await self._list_on_paper(cohort_id, trainer, at)
        cohort = _Cohort(cohort_id, trainer, here, token, on_paper)
        key = self._accounts.learner if number == 0 else None
        for place in range(many):
            joins = at + timedelta(hours=self._random.uniform(2, 110))
            self._at(joins, partial(self._join, cohort, None if place else key))
        day = timedelta(days=1)
        self._at(at + 6 * day, partial(self._start_assessment, cohort))
        self._at(at + 14 * day, partial(self._assign_programme, cohort))
        self._at(at + 30 * day, partial(self._lead_session, cohort))
        self._at(at + 45 * day, partial(self._remove_one, cohort))
        for days in _NUDGED:
            self._at(at + days * day, partial(self._nudge, cohort))
        for step, scenario in enumerate(here.further):
            mode = ASSESSMENT if step else PRACTICE
            assigns = partial(self._assign_case, cohort, scenario, mode)
            self._at(at + (110 + 60 * step) * day, assigns)

    async def _list_on_paper(self, cohort_id: str, trainer: str, at: datetime) -> list[str]:
        """Put people who have no account on the roster.

        Returns:
            The ids of their places.
        """
        typed = "\n".join(next(self._names)[script] for script in _ON_PAPER)
        codes = await place_codes.prepare(self._database, len(_ON_PAPER), at)

        def add(conn: Connection, request: Request) -> list[str]:
            added = roster_admin.add_names(conn, request, cohort_id, typed, codes, self._dice)
            return [each.place.id for each in added.coded]

        return await self._act(trainer, "add_names", at, add)

    async def _join(self, cohort: _Cohort, known: KeyAccount | None, at: datetime) -> None:
        """Let a learner come by the cohort's link."""
        person = await self._database.write(lambda conn: self._arrive(conn, at, known))
        [account] = await self._database.read(lambda conn: people.accounts_of(conn, person.id))
        await self._opener.open((account.bot, account.telegram_id), person, cohort.token)
        await self._database.write(lambda conn: self._onboard(conn, person, at, cohort.course.job))
        cohort.people.append(person.id)
        self._learners.append(person.id)
        habits = LearnerHabits.drawn(self._random)
        if known is not None:
            habits.diligence = 0.9
        fades = known is None and self._random.random() < 0.12
        stays = timedelta(days=self._random.uniform(5, 150) if fades else self._size.days)
        visitor = Visitor(person.id, self._library, self._dice, habits, at, at + stays)
        self._visit(visitor, at + timedelta(minutes=4))

    async def _start_assessment(self, cohort: _Cohort, at: datetime) -> None:
        today = today_in(at, ZONE)
        plan = assessment_plan.Plan(today + timedelta(days=10), today + timedelta(days=84), 180)
        track, library = cohort.course.track, self._library

        def start(conn: Connection, request: Request) -> None:
            assessment_admin.start(conn, request, library, self._dice, cohort.id, track, plan)

        await self._act(cohort.trainer, "start_assessment", at, start)

    async def _assign_programme(self, cohort: _Cohort, at: datetime) -> None:
        last_day = today_in(at, ZONE) + timedelta(days=60)
        plan = assignment_plan.of_programme(cohort.id, cohort.course.track, last_day)
        await self._assign(cohort, plan, at)

    async def _assign_case(self, cohort: _Cohort, scenario: str, mode: str, at: datetime) -> None:
        last_day = today_in(at, ZONE) + timedelta(days=14)
        plan = assignment_plan.of_case(cohort.id, scenario, mode, last_day)
        await self._assign(cohort, plan, at)

    async def _assign(self, cohort: _Cohort, plan: assignment_plan.Plan, at: datetime) -> None:
        def assign(conn: Connection, request: Request) -> None:
            assigning.assign(conn, request, self._library, self._dice, plan)

        await self._act(cohort.trainer, "assign", at, assign)

    async def _lead_session(self, cohort: _Cohort, at: datetime) -> None:
        """Lead the programme's first case with those of the cohort who come.

        Answers on paper are entered after it, all but those of the last person.
        """
        case = programmes()[cohort.course.track].steps[1].scenario
        there = [each for each in cohort.people if self._random.random() < 0.6]

        def lead(conn: Connection, request: Request) -> str:
            led = play_session(conn, request, self._library, self._dice, cohort.id, case, there)
            on_paper = dict.fromkeys(cohort.on_paper, True)
            attendance_list.mark(conn, request, self._dice, led, on_paper)
            return led

        session = await self._act(cohort.trainer, "lead_session", at, lead)
        for place in cohort.on_paper[:-1]:
            enter = partial(self._enter_paper, place, session)
            await self._act(cohort.trainer, "enter_paper", at + timedelta(hours=3), enter)

    def _enter_paper(self, place: str, session: str, conn: Connection, request: Request) -> None:
        """Enter what somebody without an account answered in a session."""
        library, random = self._library, self._random
        sheet = paper_entry.begin(conn, request, library, place, session)
        case, transcript = sheet.scenario, sheet.transcript
        usual = dict(case.reference.path) if case.reference else {}
        while not (state := transcript_state(case, case.language, transcript)).is_over:
            at, decision = state.at, session_flow.decision_at(case, state.at)
            assert decision is not None, "there is a question or an ending"
            ways = tuple(decision.every_act(at.state))
            way = usual.get(at.scene) if random.random() < 0.7 else None
            said = decision.acts(way if way in ways else random.choice(ways), at.state)
            transcript = replace(transcript, acts=(*transcript.acts, *said))
        paper_entry.submit_whole(conn, request, library, self._dice, place, transcript)

    async def _nudge(self, cohort: _Cohort, at: datetime) -> None:
        """Nudge those who are late, or soon will be."""

        def nudge(conn: Connection, request: Request) -> None:
            nudges.start(conn, request, self._accounts.bot, cohort.id)
            nudges.send_to(conn, request, self._accounts.bot, cohort.id, cohort.people)

        await self._act(cohort.trainer, "send_nudges", at, nudge)

    async def _remove_one(self, cohort: _Cohort, at: datetime) -> None:
        """Remove a learner who has left the agency."""
        if len(cohort.people) < 10:
            return
        gone = cohort.people.pop()

        def remove(conn: Connection, request: Request) -> None:
            members.remove(conn, request, cohort.id, gone, keep_place=False)

        await self._act(cohort.trainer, "remove_member", at, remove)

    async def _enter_totals(self, focal_point: str, at: datetime) -> None:
        month = shift(month_in(ZONE, at), -1)
        top = (9, 5, 4, 2)

        def enter(conn: Connection, request: Request) -> None:
            for figure, most in zip(agency_figures.FIGURES, top, strict=True):
                number = self._random.randrange(most)
                agency_totals.enter(conn, request, AGENCY, month, figure, number)

        await self._act(focal_point, "enter_totals", at, enter)

    def _settle(self, conn: Connection) -> None:
        """Drop the messages of the past, close what nobody goes on with, schedule what is ahead."""
        drop_overdue(conn, self._end)
        for person_id in self._learners:
            for attempt in attempts.running(conn, person_id):
                idle = self._end - attempt.moved_at
                if idle >= attempt_expiry.KEPT:
                    closes = attempt_expiry.expiry_time(attempt)
                    expired_attempts.close(conn, attempt.id, closes)
                else:
                    attempt_expiry.schedule(conn, attempt, len(attempt_expiry.REMINDERS), idle)


def drop_overdue(conn: Connection, now: datetime) -> None:
    """Drop all jobs that are due, so that nobody gets a year's messages at once."""
    while (batch := jobs.claim(conn, now, _LEASE, 1000, _KINDS)).due:
        for job in batch.due:
            jobs.complete(conn, job)
