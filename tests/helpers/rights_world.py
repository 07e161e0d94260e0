"""People with every role, and three of them with one of everything that a right is about.

Values for the parameters of routes are found here by the parameter's name, or else by its field.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any, Protocol

from sqlalchemy import Connection, delete, insert, update

from bot.app.access.rights import (
    ADMIN,
    FOCAL,
    MASTER,
    SUPERVISOR,
    TRAINEE,
    TRAINER,
)
from bot.app.agencies.contact_records import catalogue_names
from bot.app.assignments.assignment_plan import of_assignment, of_case, to_json
from bot.app.authoring.scenario_downloads import PRESENT
from bot.app.certificates import trainer_programme
from bot.app.live_session.observation import criteria
from bot.app.paper_answers import paper_transcript
from bot.app.paper_answers.paper_transcript import Transcript
from bot.app.personal_data.pending_erasure import LEFT
from bot.chat.author.approval import request_approval
from bot.chat.author.sharing import share_scenario
from bot.chat.kit.routes import call
from bot.chat.trainer.assessments.assessment_planning import start_assessment
from bot.chat.trainer.invitations.personal_codes import renew_all_codes
from bot.chat.trainer.live_session.session_control import begin_session
from bot.chat.trainer.live_session.session_opening import ask_session_place, open_session
from bot.fields import DAY, FLAG, MODE, Field
from scenarios.case_library import LIBRARY, CaseLibrary
from scenarios.loader import load_folder
from scenarios.model import Scenario
from scenarios.programmes import programmes
from storage.assessments import assessments
from storage.assignments import assignment_plans, assignments
from storage.assignments.assignment_plans import AssignmentPlan
from storage.assignments.assignments import FREEZE, Assignment
from storage.authoring import approvals
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.cohorts import cohorts, invitations, pending_lists, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation
from storage.cohorts.pending_lists import PendingList
from storage.cohorts.roster import Place
from storage.db import tables as t
from storage.live_session import live_sessions
from storage.people import roles
from storage.people.roles import EVERYWHERE, Role
from tests.helpers import paper_answers
from tests.helpers.following import played
from tests.helpers.front_desk import front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.publishing import case_zip, sends
from tests.helpers.small_case import ARABIC, BASE
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button

PEOPLE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "learner": (),
    "trainee": ((TRAINEE, AIRPORT),),
    "supervisor": ((SUPERVISOR, AIRPORT),),
    "focal": ((FOCAL, AIRPORT),),
    "trainer": ((TRAINER, AIRPORT),),
    "other-trainer": ((TRAINER, AIRPORT),),
    "far-trainer": ((TRAINER, CLINICS),),
    "master": ((MASTER, AIRPORT),),
    "admin": ((ADMIN, AIRPORT),),
    "far-admin": ((ADMIN, CLINICS),),
    "top-admin": ((ADMIN, EVERYWHERE),),
}
OWNERS: Mapping[str, str] = {"trainer": AIRPORT, "master": AIRPORT, "far-trainer": CLINICS}
"""Who has one of everything, and the agency that it belongs to."""
NOTHING = "nothing-0000"
NAMES = ("Maryam Hasan", "Yusuf Saleh")
"""Of everyone in a cohort, and of everyone on its list."""
_BEFORE, _AFTER = date(2026, 12, 2), date(2026, 12, 17)
_DELAYED = 180  # days
RULE = "duty-to-report"  # a local fact with values; others have texts
_ON_PAPER = (0, 1, 2)  # how many answers have been entered of a case that is being entered
NOW = datetime.fromisoformat("2026-11-25T09:00Z")

SHARED: Mapping[str, tuple[Any, ...]] = {
    "after": (_AFTER,),
    "asked_at": (int(NOW.timestamp()),),
    "before": (_BEFORE, ""),
    "choice": ("ask",),
    "confirmation_id": (NOTHING,),
    "country": ("BH",),
    "criterion": tuple(each.id for each in criteria())[:1],
    "days": (7,),
    "delayed": (_DELAYED,),
    "earlier": (0, "a desk\nمكتب"),
    "ends": (_AFTER + timedelta(days=_DELAYED + 13),),
    "fields": (frozenset({"airports"}),),
    "ground": (LEFT,),
    "hands": (5,),
    "language": ("en", "ar"),
    "mark": (80, 3),
    "month": ("2026-10",),
    "months": (6, 12),
    "name": ("police", RULE),
    "number": (1, PRESENT),
    "option": (0,),
    "page": (0,),
    "part": (0,),
    "people": (1,),
    "percent": (90,),
    "place": (0,),
    "row": (2,),
    "job": ("nursing",),
    "places": (10,),
    "pledge": ("promised",),
    "position": (0, catalogue_names().index(RULE)),
    "programme_id": (trainer_programme.programme(),),
    "question": (1,),
    "role": (TRAINER,),
    "scene_id": ("counter",),
    "track": (trainer_programme.field(),),
    "tries": (2, 3),
    "turn": (0, 1, 2, len(paper_answers.whole("").acts)),
    "value": (1,),
    "version": (1,),
    "year": (0, 2026),
}
"""By the name of a parameter: samples that belong to nobody."""


class NoSample(LookupError):
    """There is no sample for a parameter."""


class Handled(Protocol):
    """A route of any face."""

    @property
    def name(self) -> str: ...

    @property
    def fields(self) -> Mapping[str, Field]: ...


@dataclass(frozen=True)
class World:
    """The people and each owner's objects, by the name of the parameter."""

    staff: Staff
    roles: Mapping[str, list[Role]]
    belongings: Mapping[str, Mapping[str, tuple[Any, ...]]]
    _candidates: dict[tuple[str, tuple[str, ...], str], list[tuple[Any, ...]]] = field(
        default_factory=dict
    )

    def candidates(self, route: Handled, owner: str) -> list[tuple[Any, ...]]:
        """The values that a route could be called with; at one index, those of each owner match.

        Raises:
            NoSample: A parameter has none.
        """
        key = (route.name, tuple(route.fields), owner)
        own = self.belongings[owner]
        if key not in self._candidates:
            samples = (_samples(route, *each, own) for each in route.fields.items())
            self._candidates[key] = list(product(*samples))
        return self._candidates[key]


def _samples(
    route: Handled, name: str, field: Field, own: Mapping[str, tuple[Any, ...]]
) -> tuple[Any, ...]:
    values = (*own.get(name, ()), *SHARED.get(name, ()), *_by_field(field))
    found = tuple(dict.fromkeys(value for value in values if _fits(field, value)))
    if not found:
        raise NoSample(
            f"{route.name}({name}) has no sample: add {name!r} to {__name__}.SHARED, or where it "
            "is an id of something that belongs to somebody, to what _Maker.make returns"
        )
    return found


def _fits(field: Field, value: Any) -> bool:
    try:
        written = field.encode(value)
    except (AttributeError, TypeError, KeyError):
        return False
    return field.pattern.fullmatch(written) is not None and field.decode(written) == value


def _by_field(field: Field) -> Iterator[Any]:
    """Samples of a field with few values, whatever the parameter is called."""
    pattern = field.pattern.pattern
    if field == FLAG:
        yield from (True, False)
    elif field == DAY:
        yield date(2026, 12, 9)
    elif field == MODE:
        yield from ("practice", "assessment")
    elif re.fullmatch(r"[a-z-]+(\|[a-z-]+)+", pattern):
        yield from map(field.decode, pattern.split("|"))
    elif re.fullmatch(r"\[[a-z]+\]", pattern):
        yield from map(field.decode, pattern[1:-1])


def _shelf() -> CaseLibrary:
    """The case of all kinds, the programme for trainers and its test."""
    own = programmes()[trainer_programme.programme()]
    names = {*trainer_programme.forms(), *(step.scenario for step in own.steps)}
    return CaseLibrary({name: _case(name) for name in names} | {"kinds": kinds_case()})


def _case(name: str) -> Scenario:
    found = load_folder(LIBRARY / name, advice=False).scenario
    assert found is not None
    return found


@asynccontextmanager
async def world(url: str) -> AsyncIterator[World]:
    async with front_desk(url, _shelf()) as desk:
        desk.parts.links.username = "basira_bot"
        staff = Staff(desk)
        for person, held in PEOPLE.items():
            await staff.person(person, *held)
        made = [_Maker(staff, number, owner) for number, owner in enumerate(OWNERS)]
        belongings = {maker.owner: await maker.make() for maker in made}
        await staff.taps("trainer", call(renew_all_codes, made[0].cohort))  # which draws the salt
        held_roles = await staff.read(
            lambda conn: {person: roles.of(conn, person) for person in PEOPLE}
        )
        yield World(staff, held_roles, belongings)


class _Maker:
    """Makes one of everything for an owner."""

    def __init__(self, staff: Staff, number: int, owner: str) -> None:
        self.staff, self.number, self.owner = staff, number, owner
        self.agency = OWNERS[owner]
        self.now = staff.desk.clock.now()
        self.cohort = self.key("cohort")

    def key(self, name: str) -> str:
        """An id of twelve characters, different for each owner."""
        return f"{name}-{self.number}".ljust(12, "0")

    async def make(self) -> Mapping[str, tuple[Any, ...]]:
        """Samples by the name of the parameter."""
        key, token = self.key, f"{self.number}" * 22
        link = invitations.digest(token)[:12]
        member, trainee, spare = key("member"), key("trainee"), key("spare")
        await self.staff.person(member, name=NAMES[0], agency=self.agency)
        await self.staff.person(trainee, (TRAINEE, self.agency))
        await self.staff.person(spare, (TRAINER, self.agency))
        await self.staff.person(key("second"), (TRAINER, self.agency))
        await self.staff.write(self._cohorts)
        await self.staff.write(self._assignments)
        await self.staff.write(self._roster)
        await self.staff.write(lambda conn: self._invitations(conn, token))
        await self.staff.write(self._plans)
        given = self._assignment(key("given"))
        attempt = await played(self.staff, member, given)
        await self.staff.write(lambda conn: self._shared(conn, attempt))
        await self.staff.write(lambda conn: self._certificate(conn, member))
        draft, used, approval = await self._scenarios()
        role = await self.staff.read(lambda conn: roles.of(conn, spare)[0].id)
        return {
            "agency_id": (self.agency, EVERYWHERE, "coast-guard"),
            "approval_id": (approval,),
            "assignment_id": (key("given"), key("once"), key("frozen")),
            "attempt_id": (key("played"),),
            "certificate_id": (key("certified"),),
            "cohort_id": (self.cohort, key("archived")),
            "digest": ("0" * 12,),
            "entry_id": (member, key("place")),
            "into_id": (key("into"),),
            "list_id": (key("list"),),
            "mark": (link,),
            "person_id": (member, key("second"), spare, trainee),
            "place_id": (
                key("place"),
                key("taken"),
                *(key(f"paper-{n}") for n in _ON_PAPER),
                key("whole"),
            ),
            "plan_id": (key("plan"), key("change")),
            "role_id": (role,),
            "scenario_id": ("kinds", used, draft),
            "series_id": (key("series"),),
            "session_id": await self._sessions(),
            "test_id": (await self._test(),),
            "token": (token,),
            "work_id": (key("paper"),),
        }

    def _cohorts(self, conn: Connection) -> None:
        for name in ("cohort", "into", "archived"):
            made = Cohort(self.key(name), name.title(), self.agency, ZONE, self.now)
            cohorts.create(conn, made, self.owner)
        cohorts.change(conn, self.key("archived"), archived_at=self.now)
        second = {"cohort": self.cohort, "person": self.key("second"), "since": self.now}
        conn.execute(insert(t.cohort_trainers), second)
        for number, person in enumerate(("member", "trainee")):
            cohorts.join(conn, self.key(f"joins-{number}"), self.cohort, self.key(person), self.now)

    def _assignment(self, assignment_id: str, **more: Any) -> Assignment:
        made = Assignment(
            assignment_id, self.cohort, "kinds", "practice", NOW, 70, self.owner, self.now
        )
        return replace(made, **more)

    def _assignments(self, conn: Connection) -> None:
        key, later = self.key, self.now + timedelta(days=9)
        programme = programmes()[trainer_programme.programme()]
        for made in (
            self._assignment(key("given")),
            self._assignment(key("once"), attempts=1),
            self._assignment(key("paper"), due_at=later),
            self._assignment(key("frozen"), due_at=later),
            *(
                self._assignment(
                    key(f"step-{number}"),
                    scenario=step.scenario,
                    programme=programme.id,
                    series=key("series"),
                    step=number,
                )
                for number, step in enumerate(programme.steps)
            ),
        ):
            assignments.create(conn, made)
        assignments.withdraw(conn, key("frozen"), self.now, FREEZE)

    def _roster(self, conn: Connection) -> None:
        whole = paper_answers.whole(self.key("paper"))
        papers_entered = {"whole": whole} | {
            f"paper-{n}": Transcript(whole.work, whole.edition, whole.acts[:n], ())
            for n in _ON_PAPER
        }
        for name in ("place", "taken", *papers_entered):
            roster.add(
                conn, Place(self.key(name), self.cohort, {"latin": NAMES[1]}, None, self.now)
            )
        for name, transcript in papers_entered.items():
            roster.change(conn, self.key(name), paper=paper_transcript.to_json(transcript))
        roster.claim(conn, self.key("taken"), self.key("member"), self.now)

    def _invitations(self, conn: Connection, token: str) -> None:
        row = {"row": 2, "names": {"latin": "Maryam"}, "job": None, "number": None}
        rows = [{**row, "unknown_job": ""}]
        pending_lists.keep(
            conn, PendingList(self.owner, self.key("list"), self.cohort, rows, self.now)
        )
        link = Invitation(invitations.digest(token), "cohort", self.now, self.cohort)
        invitations.create(conn, replace(link, expires_at=self.now + timedelta(days=30)))

    def _certificate(self, conn: Connection, member: str) -> None:
        issued = Certificate(
            self.key("certified"),
            member,
            trainer_programme.programme(),
            0,
            self.agency,
            certificates.new_code(),
            self.now,
            self.now + timedelta(days=700),
            (),
        )
        certificates.issue(conn, issued)

    def _plans(self, conn: Connection) -> None:
        cohort = cohorts.get(conn, self.cohort)
        assert cohort is not None
        plans = {
            "plan": of_case(self.cohort, "kinds", "practice", date(2026, 12, 9)),
            "change": of_assignment(
                self._assignment(self.key("given")), cohort, [self.key("member")]
            ),
        }
        for name, plan in plans.items():
            assignment_plans.keep(
                conn,
                AssignmentPlan(self.key(name), self.owner, self.cohort, to_json(plan), self.now),
            )

    def _shared(self, conn: Connection, attempt: str) -> None:
        """A path of a known id, shared with the trainers."""
        own = t.attempts.c.id == attempt
        row = conn.execute(t.attempts.select().where(own)).mappings().one()
        shared = {**row, "id": self.key("played"), "shared_at": self.now}
        conn.execute(insert(t.attempts), shared)
        mine = t.events.c.attempt == attempt
        conn.execute(update(t.events).where(mine).values(attempt=self.key("played")))
        conn.execute(delete(t.attempts).where(own))

    async def _scenarios(self) -> tuple[str, str, str]:
        """A draft, a scenario in use, and the request to approve its edition."""
        draft, used = f"draft-{self.number}", f"used-{self.number}"
        for scenario_id in (draft, used):
            await sends(
                self.staff,
                self.owner,
                case_zip(BASE.replace("night-desk", scenario_id), ARABIC),
            )
        await self.staff.taps(self.owner, call(share_scenario, used, self.cohort, on=True))
        await self.staff.taps(self.owner, call(request_approval, used, 1, "agency"))
        asked = await self.staff.read(lambda conn: approvals.latest(conn, used))
        return draft, used, asked.id

    async def _sessions(self) -> tuple[str, ...]:
        """One that has begun, and one that is about to."""
        found = []
        for begun in (True, False):
            await self.staff.taps(self.owner, call(ask_session_place, self.cohort, "kinds"))
            ready = await self.staff.says(self.owner, "Training room 3")
            opens = button(ready.screen, open_session)
            found.append(opens.arguments["session_id"])
            if begun:
                await self.staff.taps(self.owner, opens)
                door = (await self.staff.read(lambda conn: live_sessions.get(conn, found[0]))).door
                await self.staff.says(self.key("member"), f"/start {door}")
                await self.staff.taps(self.owner, call(begin_session, found[0]))
        return tuple(found)

    async def _test(self) -> str:
        track = trainer_programme.field()
        start = call(start_assessment, self.cohort, track, _BEFORE, _AFTER, _DELAYED)
        await self.staff.taps(self.owner, start)
        (test,) = await self.staff.read(lambda conn: assessments.of_cohort(conn, self.cohort))
        return str(test.id)
