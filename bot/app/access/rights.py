"""The table of rights, read on every act.

A role is held in one agency or in all. Everybody is a learner besides, and needs no right for what
is their own. Whoever has no right to something is answered as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum, auto

from storage.people.roles import EVERYWHERE, Role

TRAINEE = "trainee"  # who is on the way to be a trainer
FOCAL = "focal-point"  # who reports an agency's figures on the results of its people's work
SUPERVISOR, TRAINER, MASTER, ADMIN = "supervisor", "trainer", "master-trainer", "admin"
ROLES = (TRAINEE, SUPERVISOR, FOCAL, TRAINER, MASTER, ADMIN)


class Right(StrEnum):
    """A right over others; `docs/rights.md` is generated from the docstrings."""

    CREATE_COHORT = "create-cohort"
    """Make a cohort at the agency."""
    SEE_COHORT = "see-cohort"
    """See who is in a cohort and the results of its assigned work, never practice."""
    KEEP_COHORT = "keep-cohort"
    """Rename and archive a cohort, and share it with other trainers."""
    INVITE = "invite"
    """Invite into a cohort by link, list and personal code, and remove members."""
    ASSIGN = "assign"
    """Assign, change and withdraw work, enter answers from paper, and send reminders."""
    LEAD_ROOM = "lead-room"
    """Lead a live session with a class, and see who attended."""
    OBSERVE = "observe"
    """Observe a session that somebody else leads, and sign it off."""
    SEE_GUIDES = "see-guides"
    """Read the guides of programmes, which tell what each case really is."""
    SEE_TEAM = "see-team"
    """See which members of a cohort have done their assigned work, and nothing else."""
    WRITE_SCENARIO = "write-scenario"
    """Write a scenario of one's own."""
    KEEP_SCENARIO = "keep-scenario"
    """Change, share and withdraw a scenario, and request its approval."""
    TAKE_CASE = "take-case"
    """Download a case as files, with everything in it."""
    TAKE_TEST = "take-test"
    """Download a test likewise, which nobody should know who takes it."""
    APPROVE_SCENARIO = "approve-scenario"
    """Approve a scenario for the agency; with a role in all agencies, for everyone."""
    REVOKE_CERTIFICATE = "revoke-certificate"
    """Revoke a certificate."""
    SEE_TRAINERS = "see-trainers"
    """See who trains, what they have shown for it, and how many people they reach."""
    MAKE_TRAINER = "make-trainer"
    """Make trainees and trainers out of one's own cohorts."""
    MAKE_MASTER = "make-master"
    """Make a trainer a master trainer."""
    SEE_ROLES = "see-roles"
    """See who has which role."""
    GIVE_ROLE = "give-role"
    """Invite to a role."""
    TAKE_ROLE = "take-role"
    """Take a role back."""
    SIGN_OUT = "sign-out"
    """Sign somebody out of every account, and make the code that lets them back in."""
    ERASE = "erase"
    """Request the erasure of somebody else, who is notified and can stop it."""
    KEEP_AGENCY = "keep-agency"
    """Prepare an agency and keep its contacts; with a role in all agencies, also add, rename and
    close agencies.
    """
    SEE_REPORT = "see-report"
    """See the impact report, which has figures of everybody together."""
    TAKE_FILES = "take-files"
    """Export what people did, without names."""
    SEE_TOTALS = "see-totals"
    """See the monthly totals that an agency counts of its own work."""
    ENTER_TOTALS = "enter-totals"
    """Enter the monthly totals of an agency."""
    SEE_HEALTH = "see-health"
    """See how the program fares; it takes a role in all agencies."""
    SEE_AUDIT = "see-audit"
    """Look through the audit log and prove it; it takes a role in all agencies."""


class RightScope(Enum):
    """The scope of a right within the agency of the role."""

    OWN = auto()  # cohorts that this person trains, scenarios that they wrote
    AGENCY = auto()  # whatever belongs to the agency


LOOKING = frozenset(
    {
        Right.SEE_COHORT,
        Right.SEE_TEAM,
        Right.OBSERVE,
        Right.SEE_TRAINERS,
        Right.SEE_REPORT,
        Right.SEE_AUDIT,
    }
)
"""Rights to see the work of others: each use is recorded, even if it changes nothing.

Screens that show people of a cohort by name are recorded too, under any right.
"""

_TRAINING: Mapping[Right, RightScope] = {
    Right.CREATE_COHORT: RightScope.AGENCY,
    Right.SEE_COHORT: RightScope.OWN,
    Right.KEEP_COHORT: RightScope.OWN,
    Right.INVITE: RightScope.OWN,
    Right.ASSIGN: RightScope.OWN,
    Right.LEAD_ROOM: RightScope.OWN,
    Right.SEE_GUIDES: RightScope.AGENCY,
    Right.WRITE_SCENARIO: RightScope.AGENCY,
    Right.KEEP_SCENARIO: RightScope.OWN,
    Right.TAKE_CASE: RightScope.AGENCY,
}
# What their trainers have let out of their hands, master trainers look after as well; and they
# look on at how a class is led.
_MASTERING: Mapping[Right, RightScope] = {
    **_TRAINING,
    Right.KEEP_SCENARIO: RightScope.AGENCY,
    Right.TAKE_TEST: RightScope.AGENCY,
    Right.OBSERVE: RightScope.AGENCY,
    Right.REVOKE_CERTIFICATE: RightScope.AGENCY,
    Right.SEE_TRAINERS: RightScope.AGENCY,
    Right.MAKE_TRAINER: RightScope.AGENCY,
}
# An admin looks after roles, and sees nobody's work: for that they must be a trainer as well.
_ADMIN: Mapping[Right, RightScope] = {
    Right.SEE_ROLES: RightScope.AGENCY,
    Right.GIVE_ROLE: RightScope.AGENCY,
    Right.TAKE_ROLE: RightScope.AGENCY,
    Right.SIGN_OUT: RightScope.AGENCY,
    Right.ERASE: RightScope.AGENCY,
    Right.KEEP_AGENCY: RightScope.AGENCY,
    Right.SEE_REPORT: RightScope.AGENCY,
    Right.TAKE_FILES: RightScope.AGENCY,
    Right.SEE_TOTALS: RightScope.AGENCY,
    Right.SEE_HEALTH: RightScope.AGENCY,
    Right.SEE_AUDIT: RightScope.AGENCY,
    Right.APPROVE_SCENARIO: RightScope.AGENCY,
    Right.REVOKE_CERTIFICATE: RightScope.AGENCY,
    Right.TAKE_CASE: RightScope.AGENCY,
    Right.TAKE_TEST: RightScope.AGENCY,
    Right.SEE_TRAINERS: RightScope.AGENCY,
    Right.MAKE_MASTER: RightScope.AGENCY,
}
RIGHTS: Mapping[str, Mapping[Right, RightScope]] = {
    # A trainee leads a case with a class that was lent to them, and sees nothing else of it.
    TRAINEE: {Right.LEAD_ROOM: RightScope.OWN, Right.SEE_GUIDES: RightScope.AGENCY},
    SUPERVISOR: {Right.SEE_TEAM: RightScope.AGENCY},
    # A focal point enters numbers, and sees nobody's training.
    FOCAL: {Right.SEE_TOTALS: RightScope.AGENCY, Right.ENTER_TOTALS: RightScope.AGENCY},
    TRAINER: _TRAINING,
    MASTER: _MASTERING,
    ADMIN: _ADMIN,
}
_GIVEN = (TRAINER, SUPERVISOR, FOCAL)
"""Roles that an admin of one agency may grant."""


def may_give(held: Iterable[Role], role: str, agency: str) -> bool:
    """Whether a person may grant a role: admins within their agency, or everywhere.

    Args:
        held: The person's active roles.
        agency: The role's agency; `EVERYWHERE` for all agencies.
    """
    every = list(held)
    if may(every, Right.GIVE_ROLE, EVERYWHERE):
        return role in ROLES
    return role in _GIVEN and may(every, Right.GIVE_ROLE, agency)


def may_sign_out(held: Iterable[Role], agencies: Iterable[str]) -> bool:
    """Whether a person may sign out someone of these agencies: all must be within reach."""
    every, found = list(held), list(agencies)
    return bool(found) and all(may(every, Right.SIGN_OUT, name) for name in found)


def may(held: Iterable[Role], act: Right, agency: str, *, own: bool = False) -> bool:
    """Whether a person with these roles has a right.

    Args:
        held: The person's active roles.
        agency: The object's agency; `EVERYWHERE` for objects that concern all agencies.
        own: Whether it is about a cohort that they train, or a scenario that they wrote.
    """
    return granting_role(held, act, agency, own=own) is not None


def granting_role(
    held: Iterable[Role], act: Right, agency: str, *, own: bool = False
) -> Role | None:
    """The role that grants an act (see `may`); None if no role does."""
    here = (role for role in held if role.agency in (agency, EVERYWHERE))
    return next((role for role in here if _allows(role, act, own=own)), None)


def permitted_agencies(held: Iterable[Role], act: Right) -> list[str]:
    """The agencies in which someone may do something that is not about a cohort of their own."""
    allowing = (role.agency for role in held if _allows(role, act, own=False))
    return list(dict.fromkeys(allowing))


def is_last_admin(role: Role, admins: Iterable[Role]) -> bool:
    """Whether revoking this role would leave no one who could give out roles there.

    Args:
        admins: Every admin's role that is held now.
    """
    others = [admin for admin in admins if admin.id != role.id]
    return role.role == ADMIN and not any(
        other.agency in (role.agency, EVERYWHERE) for other in others
    )


def _allows(role: Role, act: Right, *, own: bool) -> bool:
    reach = RIGHTS.get(role.role, {}).get(act)
    return reach is RightScope.AGENCY or (reach is RightScope.OWN and own)
