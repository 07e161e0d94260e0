"""Erasing a person: identifying data is deleted, finished attempts stay as anonymous figures.

Ended attempts pass to ``NOBODY``, a fixed row of ``people`` without an account. They get new ids
and their times are rounded to the month, so that nothing links them to anyone.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.authoring import own_scenarios
from storage.db import sqlite_file
from storage.db.tables import (
    accounts,
    agencies,
    approvals,
    asked,
    assignees,
    assignments,
    attempts,
    attendance,
    authored_editions,
    certificates,
    cohort_trainers,
    drafts,
    due,
    erasures,
    facts,
    figures,
    invitations,
    lists,
    memberships,
    memories,
    names,
    plans,
    prompts,
    pseudonyms,
    released,
    reports,
    reviews,
    rhythms,
    roster,
    sent_messages,
    sessions,
    sign_offs,
    signed_out,
    spared,
    transfers,
    votes,
    web_confirmations,
    web_identities,
    web_sessions,
    web_sign_ins,
)
from storage.db.tables import authored as authored_table
from storage.db.tables import people as people_table
from storage.db.tables import roles as roles_table
from storage.exports import export_log
from storage.people import people, roles
from storage.people.names import typed_name_of
from storage.people.people import NOBODY
from storage.people.roles import EVERYWHERE
from storage.personal_data import anonymous_attempts
from storage.playing.attempts import PREVIEW


def last_admin(conn: Connection, person_id: str) -> bool:
    """Whether a person is the only admin somewhere; admins stay locked until the unit ends."""
    admins = roles.get_for_update(conn, "admin")
    here = roles.with_account(conn, admins)
    covered = {role.agency for role in here if role.person != person_id}
    own = {role.agency for role in admins if role.person == person_id}
    return EVERYWHERE not in covered and not own <= covered


def erase(conn: Connection, person_id: str, at: datetime, new_id: Callable[[], str]) -> bool:
    """Erase a person, as one unit.

    Returns:
        Whether the person existed.
    """
    people.lock(conn, person_id)
    if person_id == NOBODY or people.get(conn, person_id) is None:
        return False
    export_log.request_deletions(conn, person_id, at)  # while their cohorts are known
    own_scenarios.forget_drafts(conn, person_id)
    _keep_numbers(conn, person_id, new_id)
    _remove_unfinished(conn, person_id)
    _remove_place(conn, person_id)
    _leave_assigned(conn, person_id)
    _clear_sessions(conn, person_id)
    _leave_plans(conn, person_id)
    _end_moves(conn, person_id)
    _clear_signatures(conn, person_id)
    conn.execute(delete(spared).where(spared.c.trainer == person_id))
    conn.execute(delete(due).where(due.c.subject == person_id))  # pending notices to others
    _forget_messages(conn, person_id)
    for table in (
        names,
        pseudonyms,
        accounts,
        signed_out,
        lists,
        spared,
        memberships,
        cohort_trainers,
        plans,
        roles_table,
        due,
        memories,
        reviews,
        prompts,
        rhythms,
        asked,
        attendance,
        votes,
        certificates,
        released,
        web_confirmations,
        web_identities,
        web_sessions,
        web_sign_ins,
    ):
        conn.execute(delete(table).where(table.c.person == person_id))
    conn.execute(delete(people_table).where(people_table.c.id == person_id))
    conn.execute(insert_once(erasures).values(person=person_id, at=at).on_conflict_do_nothing())
    sqlite_file.empty_log_after(conn)
    return True


def _forget_messages(conn: Connection, person_id: str) -> None:
    """Forget which messages were sent to a person's accounts, also those they signed out of."""
    conn.execute(select(accounts.c.bot).where(accounts.c.person == person_id).with_for_update())
    for table in (accounts, signed_out):
        own = select(table.c.bot, table.c.telegram_id).where(table.c.person == person_id)
        of_account = tuple_(sent_messages.c.bot, sent_messages.c.telegram_id).in_(own)
        conn.execute(delete(sent_messages).where(of_account))


def _keep_numbers(conn: Connection, person_id: str, new_id: Callable[[], str]) -> None:
    """Pass ended attempts to NOBODY under new ids, except those that were unlinked before."""
    query = select(attempts).where(
        attempts.c.person == person_id,
        attempts.c.state == "ended",
        attempts.c.cleared_at.is_(None),
        attempts.c.mode != PREVIEW,  # a preview says nothing about anyone's work
    )
    ended = conn.execute(query.order_by(attempts.c.id).with_for_update()).mappings().all()
    if not ended:
        return
    people.make_nobody(conn)
    called = {row["id"]: new_id() for row in ended}
    for row in ended:
        month = anonymous_attempts.month(row["ended_at"] or row["moved_at"])
        kept = anonymous_attempts.of_nobody(row, called[row["id"]], month)
        conn.execute(insert(attempts), kept | {"replays": called.get(row["replays"])})
        _move_over(conn, row["id"], called[row["id"]], month)
        conn.execute(delete(attempts).where(attempts.c.id == row["id"]))


def _move_over(conn: Connection, old: str, new: str, month: datetime) -> None:
    """Move the events and reports of an attempt to its new id."""
    conn.execute(delete(drafts).where(drafts.c.attempt == old))
    anonymous_attempts.move_events(conn, old, new, month)
    conn.execute(update(reports).where(reports.c.attempt == old).values(attempt=new, at=month))


def _remove_unfinished(conn: Connection, person_id: str) -> None:
    """Delete unfinished attempts with everything that belongs to them."""
    query = select(attempts.c.id).where(attempts.c.person == person_id)
    ids = conn.execute(query.with_for_update()).scalars().all()
    own_scenarios.remove_attempts(conn, ids)


def _remove_place(conn: Connection, person_id: str) -> None:
    """Delete their roster line, which has their name, and its codes."""
    query = select(roster.c.id).where(roster.c.person == person_id)
    places = conn.execute(query).scalars().all()
    conn.execute(delete(invitations).where(invitations.c.roster.in_(places)))
    conn.execute(delete(attendance).where(attendance.c.place.in_(places)))
    conn.execute(delete(roster).where(roster.c.id.in_(places)))


def _end_moves(conn: Connection, person_id: str) -> None:
    """Cancel account transfers to and from them, and revoke codes that allow one."""
    # Including codes that they created for people with roles, which were valid by their right.
    returning = and_(invitations.c.kind == "return", invitations.c.created_by == person_id)
    theirs = transfers.c.invitation.in_(select(invitations.c.hash).where(returning))
    either = or_(transfers.c.person == person_id, transfers.c.into == person_id, theirs)
    conn.execute(delete(transfers).where(either))
    conn.execute(delete(invitations).where(or_(invitations.c.person == person_id, returning)))


def _leave_plans(conn: Connection, person_id: str) -> None:
    """Remove them from assignments that others are preparing."""
    query = (
        select(plans.c.id, plans.c.content)
        .join(memberships, memberships.c.cohort == plans.c.cohort)
        .where(memberships.c.person == person_id)
    )
    for id_, content in conn.execute(query).all():  # duplicates are changed once
        whom = content.get("whom") or ()
        if person_id in whom:
            left = {**content, "whom": [person for person in whom if person != person_id]}
            conn.execute(update(plans).where(plans.c.id == id_).values(content=left))


def _leave_assigned(conn: Connection, person_id: str) -> None:
    """Pass their assignments to NOBODY: without named assignees they would be for all."""
    assigned = select(assignees.c.assignment).where(assignees.c.person == person_id)
    ids = conn.execute(assigned).scalars().all()
    if ids:
        people.make_nobody(conn)
        rows = [{"assignment": assignment, "person": NOBODY} for assignment in ids]
        conn.execute(insert_once(assignees).on_conflict_do_nothing(), rows)
        conn.execute(delete(assignees).where(assignees.c.person == person_id))


def _clear_sessions(conn: Connection, person_id: str) -> None:
    """Keep the sessions they led as figures; the evaluation of them is deleted."""
    judged = {"rubric": None, "observer": None, "signed_at": None, "signed_off": None}
    led = update(sessions).where(sessions.c.led_by == person_id)
    conn.execute(led.values(led_by=None, control=None, **judged))
    seen = update(sessions).where(sessions.c.observer == person_id)
    conn.execute(seen.values(observer=None))


def _clear_signatures(conn: Connection, person_id: str) -> None:
    """Remove their authorship from what they granted, created or confirmed."""
    for column in (
        roles_table.c.granted_by,
        invitations.c.created_by,
        transfers.c.asked_by,
        transfers.c.agreed_by,
        assignments.c.created_by,
        attempts.c.entered_by,
        facts.c.confirmed_by,
        authored_table.c.owner,
        authored_editions.c.made_by,
        approvals.c.asked_by,
        approvals.c.decided_by,
        certificates.c.revoked_by,
        figures.c.entered_by,
    ):
        conn.execute(update(column.table).where(column == person_id).values({column.name: None}))
    export_log.clear(conn, person_id)
    _clear_typed(conn, person_id)


def _clear_typed(conn: Connection, person_id: str) -> None:
    """Remove names typed by hand."""
    for column in (facts.c.confirmed_by, agencies.c.pledge_by, sign_offs.c.by):
        typed = typed_name_of(column, person_id)
        conn.execute(update(column.table).where(typed).values({column.name: None}))
