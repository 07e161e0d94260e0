"""The pathway from trainee to trainer to master trainer: who is on it, and who is promoted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for, cohort_for, ensure
from bot.app.access.rights import MASTER, TRAINEE, TRAINER, Right, may, permitted_agencies
from bot.app.certificates import pathway_notices
from bot.app.certificates.trainer_lineage import KINDS, LineageBranch, LineageMember, trainers, tree
from bot.app.certificates.trainer_programme import forms, programme
from bot.app.errors import NotFound
from bot.app.ports import Dice
from bot.app.request import Request
from storage.certificates import certificates
from storage.certificates import trainer_pathway as records
from storage.cohorts import co_trainers, cohorts
from storage.cohorts.cohorts import Cohort
from storage.people import names, roles
from storage.people.roles import EVERYWHERE, Role


@dataclass(frozen=True, slots=True)
class PathwayMember:
    """Somebody on the pathway, with the people whom they reach."""

    branch: LineageBranch
    names: Mapping[str, str]
    """By script."""
    maker: Mapping[str, str] | None
    """The names of who made them what they are, if that is known."""

    @property
    def trainer(self) -> LineageMember:
        return self.branch.trainer


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """Somebody on the pathway, and what the person who asks may do."""

    member: PathwayMember
    may_make_trainer: bool
    may_make_master: bool


@dataclass(frozen=True, slots=True)
class OwnPathway:
    """The pathway of the person who asks."""

    member: PathwayMember
    lent: Sequence[Cohort]
    """The cohorts with which a trainee may lead a case."""
    programme: str | None
    """The programme for trainers, if it was assigned to them."""


def sees_others(conn: Connection, request: Request) -> bool:
    return bool(permitted_agencies(roles.of(conn, request.person.id), Right.SEE_TRAINERS))


def makes_trainers(conn: Connection, request: Request) -> bool:
    return bool(permitted_agencies(roles.of(conn, request.person.id), Right.MAKE_TRAINER))


def visible(conn: Connection, request: Request) -> list[PathwayMember]:
    """The pathway of the agencies that the person may see, from its roots down.

    Raises:
        NotFound: There is none.
    """
    allowed = agencies_for(conn, request.person, Right.SEE_TRAINERS)
    return _members(conn, None if EVERYWHERE in allowed else [*allowed, EVERYWHERE])


def own(conn: Connection, request: Request) -> OwnPathway:
    """The person's own pathway.

    Raises:
        NotFound: They are not on it.
    """
    person_id = request.person.id
    member = _find(_members(conn, None), person_id)
    is_trainee = member.trainer.rank == TRAINEE
    assigned = programme() if programme() in certificates.programmes_of(conn, person_id) else None
    return OwnPathway(member, cohorts.of_trainer(conn, person_id) if is_trainee else (), assigned)


def details(conn: Connection, request: Request, person_id: str) -> MemberDetails:
    """Somebody on the pathway.

    Raises:
        NotFound: The person may not see them, or they are not on it.
    """
    member, held = _visible(conn, request, person_id), roles.of(conn, request.person.id)
    agency = member.trainer.agency
    return MemberDetails(
        member, may(held, Right.MAKE_TRAINER, agency), may(held, Right.MAKE_MASTER, agency)
    )


def trainee(conn: Connection, request: Request, person_id: str) -> PathwayMember:
    """A trainee whom the person may promote.

    Raises:
        NotFound: They are no trainee, or the person may not.
    """
    member = _visible(conn, request, person_id)
    if member.trainer.rank != TRAINEE:
        raise NotFound
    ensure(conn, request.person, Right.MAKE_TRAINER, member.trainer.agency)
    return member


def master_candidate(conn: Connection, request: Request, person_id: str) -> PathwayMember:
    """A trainer whom the person may make a master trainer; never themselves.

    Raises:
        NotFound: The trainer has not shown enough, or the person may not.
    """
    member = _visible(conn, request, person_id)
    ensure(conn, request.person, Right.MAKE_MASTER, member.trainer.agency)
    if person_id == request.person.id or not member.trainer.is_masterly(request.now):
        raise NotFound
    return member


def trainee_candidates(conn: Connection, request: Request) -> list[tuple[str, str]]:
    """The people that the person may name as trainees, as pairs of cohort and person.

    They are members of the person's own cohorts that were given the programme for trainers, and
    have no role there that lets them lead a case.

    Raises:
        NotFound: The person may name nobody anywhere.
    """
    agencies_for(conn, request.person, Right.MAKE_TRAINER)
    held = roles.of(conn, request.person.id)
    found = []
    for cohort_id, person_id in records.given_to_members(conn, request.person.id, programme()):
        cohort = cohorts.get(conn, cohort_id)
        if cohort is None or cohort.archived_at is not None or person_id == request.person.id:
            continue
        leads = may(roles.of(conn, person_id), Right.LEAD_ROOM, cohort.agency, own=True)
        if may(held, Right.MAKE_TRAINER, cohort.agency) and not leads:
            found.append((cohort_id, person_id))
    return found


def name_trainee(
    conn: Connection, request: Request, dice: Dice, cohort_id: str, person_id: str
) -> None:
    """Make a member of a cohort a trainee, and notify them.

    Raises:
        NotFound: They are no candidate.
    """
    if (cohort_id, person_id) not in trainee_candidates(conn, request):
        raise NotFound
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    ensure(conn, request.person, Right.MAKE_TRAINER, cohort.agency)
    _grant(conn, request, dice, person_id, TRAINEE, cohort.agency)


def lendable_cohorts(
    conn: Connection, request: Request, person_id: str
) -> tuple[PathwayMember, list[Cohort]]:
    """A trainee, and those of the person's own cohorts that can be lent to them.

    Raises:
        NotFound: They are no trainee, or the person may not.
    """
    member = trainee(conn, request, person_id)
    return member, [
        cohort
        for cohort in cohorts.of_trainer(conn, request.person.id)
        if cohort.agency == member.trainer.agency and not cohorts.trains(conn, cohort.id, person_id)
    ]


def lend(conn: Connection, request: Request, cohort_id: str, person_id: str) -> None:
    """Let a trainee lead a case with a cohort.

    Raises:
        NotFound: The cohort cannot be lent, or the person may not.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    _, lendable = lendable_cohorts(conn, request, person_id)
    if cohort not in lendable:
        raise NotFound
    co_trainers.add(conn, cohort.id, person_id, request.now)


def end_trainee(conn: Connection, request: Request, person_id: str) -> None:
    """End a person's trainee role, and withdraw the cohorts lent to them.

    Raises:
        NotFound: They are no trainee, or the person may not.
    """
    _end(conn, request, trainee(conn, request, person_id).trainer)


def make_trainer(conn: Connection, request: Request, dice: Dice, person_id: str) -> None:
    """Make a trainee who has shown all parts a trainer, and notify them.

    Raises:
        NotFound: A part is missing, they are no trainee, or the person may not.
    """
    trainer = trainee(conn, request, person_id).trainer
    if not trainer.is_ready(request.now):
        raise NotFound
    _end(conn, request, trainer)
    _grant(conn, request, dice, person_id, TRAINER, trainer.agency)


def make_master(conn: Connection, request: Request, dice: Dice, person_id: str) -> None:
    """Make a trainer a master trainer, and notify them.

    Raises:
        NotFound: The trainer has not shown enough, or the person may not.
    """
    agency = master_candidate(conn, request, person_id).trainer.agency
    _grant(conn, request, dice, person_id, MASTER, agency)


def _grant(
    conn: Connection, request: Request, dice: Dice, person_id: str, role: str, agency: str
) -> None:
    made = Role(dice.id(), person_id, role, agency, request.person.id, request.now)
    if roles.grant(conn, made):
        pathway_notices.queue(conn, made, request.now)


def _end(conn: Connection, request: Request, trainer: LineageMember) -> None:
    for role in roles.of(conn, trainer.person):
        if role.role == TRAINEE and role.agency == trainer.agency:
            roles.end(conn, role.id, request.now)
    for cohort in cohorts.of_trainer(conn, trainer.person):
        if cohort.agency == trainer.agency:
            co_trainers.remove(conn, cohort.id, trainer.person)


def _visible(conn: Connection, request: Request, person_id: str) -> PathwayMember:
    return _find(visible(conn, request), person_id)


def _find(members: Sequence[PathwayMember], person_id: str) -> PathwayMember:
    found = next((member for member in members if member.trainer.person == person_id), None)
    if found is None:
        raise NotFound
    return found


def _members(conn: Connection, agencies: Collection[str] | None) -> list[PathwayMember]:
    held = records.holders(conn, KINDS, agencies)
    people = list(dict.fromkeys(role.person for role in held))
    done = records.trained_people(conn, people, programme(), forms())
    branches = tree(trainers(held, done, records.people_taught(conn, people)))
    makers = {branch.trainer.made_by for branch in branches if branch.trainer.made_by}
    called = names.of_all(conn, makers.union(people))
    return [
        PathwayMember(
            branch, called.get(branch.trainer.person, {}), called.get(branch.trainer.made_by or "")
        )
        for branch in branches
    ]
