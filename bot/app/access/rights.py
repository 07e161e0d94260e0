"""Who may do what: one table, read on every act.

A role is held in one agency or in all. Everybody is a learner besides, and needs no right for what
is their own. Whoever has no right to something is answered as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum, auto

from storage.people.roles import EVERYWHERE, Role

TRAINEE = "trainee"  # who is on the way to be a trainer
FOCAL = "focal-point"  # who counts for an agency what came of its people's work
SUPERVISOR, TRAINER, MASTER, ADMIN = "supervisor", "trainer", "master-trainer", "admin"
ROLES = (TRAINEE, SUPERVISOR, FOCAL, TRAINER, MASTER, ADMIN)


class Right(StrEnum):
    """What is done for others than oneself."""

    CREATE_COHORT = "create-cohort"
    SEE_COHORT = "see-cohort"  # who is in it, and what came of assigned work: never practice
    KEEP_COHORT = "keep-cohort"  # rename, put away, share with other trainers
    INVITE = "invite"  # by link and by personal code; and let out again
    ASSIGN = "assign"  # and withdraw, and nudge
    LEAD_ROOM = "lead-room"  # run a case with a class, and see who was there
    OBSERVE = "observe"  # look on at how somebody else leads one, and sign it
    SEE_GUIDES = "see-guides"  # of programmes, with what each case really is
    SEE_TEAM = "see-team"  # who has done what they were given, and who has not: no more
    WRITE_SCENARIO = "write-scenario"  # a new one of one's own
    KEEP_SCENARIO = "keep-scenario"  # change, share, offer and withdraw it
    TAKE_CASE = "take-case"  # out of the bot, as files, with all that it is
    TAKE_TEST = "take-test"  # likewise a test, which nobody should know who sits it
    APPROVE_SCENARIO = "approve-scenario"  # for an agency, or for everyone
    REVOKE_CERTIFICATE = "revoke-certificate"
    SEE_TRAINERS = "see-trainers"  # who trains, what they have shown for it, whom they reach
    MAKE_TRAINER = "make-trainer"  # and trainees, out of one's own cohorts
    MAKE_MASTER = "make-master"  # of a trainer
    SEE_ROLES = "see-roles"
    GIVE_ROLE = "give-role"
    TAKE_ROLE = "take-role"
    SIGN_OUT = "sign-out"  # of every account, and a code for the way back
    ERASE = "erase"  # somebody else, who is told and can stop it
    KEEP_AGENCY = "keep-agency"  # and for all of them: add, rename, close
    SEE_REPORT = "see-report"  # what the training came to, of all together
    TAKE_FILES = "take-files"  # with what people did, without names
    SEE_TOTALS = "see-totals"  # what an agency counts of its own work, month by month
    ENTER_TOTALS = "enter-totals"
    SEE_HEALTH = "see-health"  # how the program fares: it is one for all agencies


class Reach(Enum):
    """How far a right goes, within the agency of the role."""

    OWN = auto()  # cohorts that this person trains, scenarios that they wrote
    AGENCY = auto()  # whatever belongs to the agency


LOOKING = frozenset(
    {Right.SEE_COHORT, Right.SEE_TEAM, Right.OBSERVE, Right.SEE_TRAINERS, Right.SEE_REPORT}
)
"""What shows the work of others: it is recorded even where it changes nothing.

So is whatever shows people of a cohort by their names, by whichever right.
"""

_TRAINING: Mapping[Right, Reach] = {
    Right.CREATE_COHORT: Reach.AGENCY,
    Right.SEE_COHORT: Reach.OWN,
    Right.KEEP_COHORT: Reach.OWN,
    Right.INVITE: Reach.OWN,
    Right.ASSIGN: Reach.OWN,
    Right.LEAD_ROOM: Reach.OWN,
    Right.SEE_GUIDES: Reach.AGENCY,
    Right.WRITE_SCENARIO: Reach.AGENCY,
    Right.KEEP_SCENARIO: Reach.OWN,
    Right.TAKE_CASE: Reach.AGENCY,
}
# What their trainers have let out of their hands, master trainers look after as well; and they
# look on at how a class is led.
_MASTERING: Mapping[Right, Reach] = {
    **_TRAINING,
    Right.KEEP_SCENARIO: Reach.AGENCY,
    Right.TAKE_TEST: Reach.AGENCY,
    Right.OBSERVE: Reach.AGENCY,
    Right.REVOKE_CERTIFICATE: Reach.AGENCY,
    Right.SEE_TRAINERS: Reach.AGENCY,
    Right.MAKE_TRAINER: Reach.AGENCY,
}
# An admin looks after roles, and sees nobody's work: for that they must be a trainer as well.
_ADMIN: Mapping[Right, Reach] = {
    Right.SEE_ROLES: Reach.AGENCY,
    Right.GIVE_ROLE: Reach.AGENCY,
    Right.TAKE_ROLE: Reach.AGENCY,
    Right.SIGN_OUT: Reach.AGENCY,
    Right.ERASE: Reach.AGENCY,
    Right.KEEP_AGENCY: Reach.AGENCY,
    Right.SEE_REPORT: Reach.AGENCY,
    Right.TAKE_FILES: Reach.AGENCY,
    Right.SEE_TOTALS: Reach.AGENCY,
    Right.SEE_HEALTH: Reach.AGENCY,
    Right.APPROVE_SCENARIO: Reach.AGENCY,
    Right.REVOKE_CERTIFICATE: Reach.AGENCY,
    Right.TAKE_CASE: Reach.AGENCY,
    Right.TAKE_TEST: Reach.AGENCY,
    Right.SEE_TRAINERS: Reach.AGENCY,
    Right.MAKE_MASTER: Reach.AGENCY,
}
RIGHTS: Mapping[str, Mapping[Right, Reach]] = {
    # A trainee leads a case with a class that was lent to them, and sees nothing else of it.
    TRAINEE: {Right.LEAD_ROOM: Reach.OWN, Right.SEE_GUIDES: Reach.AGENCY},
    SUPERVISOR: {Right.SEE_TEAM: Reach.AGENCY},
    # A focal point enters numbers, and sees nobody's training.
    FOCAL: {Right.SEE_TOTALS: Reach.AGENCY, Right.ENTER_TOTALS: Reach.AGENCY},
    TRAINER: _TRAINING,
    MASTER: _MASTERING,
    ADMIN: _ADMIN,
}
_GIVEN = (TRAINER, SUPERVISOR, FOCAL)
"""What an admin of one agency may give out."""


def may_give(held: Iterable[Role], role: str, agency: str) -> bool:
    """Whether someone may give out a role: an admin of all agencies each, there and everywhere.

    Args:
        held: The roles that they have now.
        role: Which.
        agency: Where; `EVERYWHERE` for all agencies.
    """
    every = list(held)
    if may(every, Right.GIVE_ROLE, EVERYWHERE):
        return role in ROLES
    return role in _GIVEN and may(every, Right.GIVE_ROLE, agency)


def may_sign_out(held: Iterable[Role], agencies: Iterable[str]) -> bool:
    """Whether someone may sign out somebody of these agencies: all must be within their reach."""
    every, found = list(held), list(agencies)
    return bool(found) and all(may(every, Right.SIGN_OUT, one) for one in found)


def may(held: Iterable[Role], act: Right, agency: str, *, own: bool = False) -> bool:
    """Whether someone may do something.

    Args:
        held: The roles that they have now.
        act: What.
        agency: Where; `EVERYWHERE` for what concerns all agencies.
        own: Whether it is about a cohort that they train, or a scenario that they wrote.
    """
    return by(held, act, agency, own=own) is not None


def by(held: Iterable[Role], act: Right, agency: str, *, own: bool = False) -> Role | None:
    """The role by which someone may do something (see `may`); None where they may not."""
    here = (role for role in held if role.agency in (agency, EVERYWHERE))
    return next((role for role in here if _allows(role, act, own=own)), None)


def where(held: Iterable[Role], act: Right) -> list[str]:
    """The agencies in which someone may do something that is not about a cohort of their own."""
    allowing = (role.agency for role in held if _allows(role, act, own=False))
    return list(dict.fromkeys(allowing))


def is_last_admin(role: Role, admins: Iterable[Role]) -> bool:
    """Whether nobody could give out roles where this one holds, if it were taken back.

    Args:
        role: Which.
        admins: Every admin's role that is held now.
    """
    others = [one for one in admins if one.id != role.id]
    return role.role == ADMIN and not any(one.agency in (role.agency, EVERYWHERE) for one in others)


def _allows(role: Role, act: Right, *, own: bool) -> bool:
    reach = RIGHTS.get(role.role, {}).get(act)
    return reach is Reach.AGENCY or (reach is Reach.OWN and own)
