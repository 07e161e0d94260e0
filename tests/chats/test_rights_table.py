"""The table of rights: who may do what, and who may give and take roles."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from bot.app.access import rights
from bot.app.access.rights import (
    ADMIN,
    FOCAL,
    MASTER,
    ROLES,
    SUPERVISOR,
    TRAINEE,
    TRAINER,
    Right,
    is_last_admin,
    may,
)
from storage.people.roles import EVERYWHERE, Role
from tests.helpers.staff import AIRPORT, CLINICS

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
COHORT_ACTS = {Right.SEE_COHORT, Right.KEEP_COHORT, Right.INVITE, Right.ASSIGN, Right.LEAD_ROOM}
MAKING_ACTS = {Right.CREATE_COHORT, Right.SEE_GUIDES, Right.WRITE_SCENARIO}
BY_ROLE = {
    Right.TAKE_CASE: {TRAINER, MASTER, ADMIN},
    Right.TAKE_TEST: {MASTER, ADMIN},
    Right.SEE_TOTALS: {FOCAL, ADMIN},
    Right.ENTER_TOTALS: {FOCAL},
}
ROLE_ACTS = {
    Right.SEE_ROLES,
    Right.GIVE_ROLE,
    Right.TAKE_ROLE,
    Right.SIGN_OUT,
    Right.ERASE,
    Right.KEEP_AGENCY,
    Right.SEE_REPORT,
    Right.TAKE_FILES,
    Right.SEE_HEALTH,
    Right.SEE_AUDIT,
    Right.APPROVE_SCENARIO,
}


def held(role: str, agency: str, id: str = "r1") -> Role:  # noqa: A002
    return Role(id, "p1", role, agency, None, NOW)


def expected(role: str | None, act: Right, *, same: bool, own: bool) -> bool:
    """The table once more, in other words."""
    if act is Right.KEEP_SCENARIO:  # what others wrote only master trainers look after
        return same and (role == MASTER or (role == TRAINER and own))
    if act is Right.MAKE_TRAINER:
        return role == MASTER and same
    if act is Right.MAKE_MASTER:
        return role == ADMIN and same
    if role == TRAINEE:
        return same and (act is Right.SEE_GUIDES or (act is Right.LEAD_ROOM and own))
    if act in (Right.REVOKE_CERTIFICATE, Right.SEE_TRAINERS):
        return role in (MASTER, ADMIN) and same
    if act in BY_ROLE:
        return same and role in BY_ROLE[act]
    if act is Right.OBSERVE:
        return role == MASTER and same
    if role in (TRAINER, MASTER):
        return same and (act in MAKING_ACTS or (act in COHORT_ACTS and own))
    if role == SUPERVISOR:
        return same and act == Right.SEE_TEAM
    return role == ADMIN and same and act in ROLE_ACTS


@pytest.mark.parametrize("role", [None, *ROLES])
def test_the_whole_table(role: str | None) -> None:
    """Every role, every act, in one's own agency and another, with an own cohort and not."""
    for act, agency, here, own in product(
        Right, (AIRPORT, CLINICS, EVERYWHERE), (AIRPORT, CLINICS, EVERYWHERE), (True, False)
    ):
        has = [held(role, agency)] if role else []
        same = agency in (here, EVERYWHERE)
        wanted = expected(role, act, same=same, own=own)
        assert may(has, act, here, own=own) == wanted, (role, act, agency, here, own)


def test_several_roles_add_up_and_an_unknown_one_is_none() -> None:
    both = [held(SUPERVISOR, AIRPORT), held(TRAINER, CLINICS), held("king", EVERYWHERE)]
    assert may(both, Right.CREATE_COHORT, CLINICS)
    assert not may(both, Right.CREATE_COHORT, AIRPORT)
    assert rights.permitted_agencies(both, Right.CREATE_COHORT) == [CLINICS]
    assert rights.permitted_agencies(both, Right.SEE_COHORT) == []


def test_the_last_admin_is_known() -> None:
    """An admin of all agencies stands in for that of one, and not the other way round."""
    top, other, local = (
        held(ADMIN, EVERYWHERE, "a"),
        held(ADMIN, EVERYWHERE, "b"),
        held(ADMIN, AIRPORT, "c"),
    )
    assert is_last_admin(top, [top, local])
    assert not is_last_admin(top, [top, other])
    assert not is_last_admin(local, [top, local])
    assert is_last_admin(local, [local])
    assert not is_last_admin(held(TRAINER, AIRPORT), [])
