"""Subject access: all data about one person, as rows of plain values.

Every table with data about people is listed here, or in ``NOT_THEIRS`` with the reason; a
test compares both with the schema.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_

from storage.db.tables import (
    accounts,
    agencies,
    approvals,
    asked,
    assignees,
    assignments,
    attempts,
    attendance,
    audit,
    authored,
    authored_editions,
    certificates,
    cohort_trainers,
    cohorts,
    drafts,
    due,
    events,
    facts,
    figures,
    invitations,
    lists,
    memberships,
    memories,
    metadata,
    names,
    people,
    plans,
    prompts,
    pseudonyms,
    released,
    releases,
    reports,
    reviews,
    rhythms,
    roles,
    roster,
    rounds,
    sent_messages,
    sessions,
    shares,
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
from storage.people.names import typed_name_of

Row: TypeAlias = Mapping[str, Any]
Whose: TypeAlias = Callable[[str], ColumnElement[bool]]


def _own_attempts(person: str) -> Any:
    return select(attempts.c.id).where(attempts.c.person == person)


def _own_steps(person: str) -> Any:
    """Their attempts whose steps they may see."""
    return select(attempts.c.id).where(
        attempts.c.person == person, attempts.c.withheld_at.is_(None)
    )


def _own_cohorts(person: str) -> Any:
    """Cohorts that they are or were in, or train."""
    member = select(memberships.c.cohort).where(memberships.c.person == person)
    trainer = select(cohort_trainers.c.cohort).where(cohort_trainers.c.person == person)
    return member.union(trainer)


def _own_assignments(person: str) -> Any:
    """Assignments that they created, or of their cohorts.

    Two queries: for a disjunction a database would scan all rows.
    """
    made = select(assignments.c.id).where(assignments.c.created_by == person)
    assigned = select(assignments.c.id).where(assignments.c.cohort.in_(_own_cohorts(person)))
    return made.union(assigned)


def _own_scenarios(person: str) -> Any:
    return select(authored.c.scenario).where(authored.c.owner == person)


def _own_sessions(person: str) -> ColumnElement[bool]:
    """Sessions that they led or observed."""
    return or_(sessions.c.led_by == person, sessions.c.observer == person)


# A person's rows of each table.
THEIRS: Mapping[str, Whose] = {
    "people": lambda person: people.c.id == person,
    "names": lambda person: names.c.person == person,
    "pseudonyms": lambda person: pseudonyms.c.person == person,
    "accounts": lambda person: accounts.c.person == person,
    "signed_out": lambda person: signed_out.c.person == person,
    "sent_messages": lambda person: tuple_(sent_messages.c.bot, sent_messages.c.telegram_id).in_(
        select(accounts.c.bot, accounts.c.telegram_id).where(accounts.c.person == person)
    ),
    "facts": lambda person: or_(  # the name of the confirming person may be typed
        facts.c.confirmed_by == person, typed_name_of(facts.c.confirmed_by, person)
    ),
    "agencies": lambda person: typed_name_of(agencies.c.pledge_by, person),
    "roles": lambda person: or_(roles.c.person == person, roles.c.granted_by == person),
    "cohorts": lambda person: cohorts.c.id.in_(_own_cohorts(person)),
    "cohort_trainers": lambda person: cohort_trainers.c.person == person,
    "memberships": lambda person: memberships.c.person == person,
    "spared": lambda person: or_(spared.c.person == person, spared.c.trainer == person),
    "roster": lambda person: roster.c.person == person,
    "lists": lambda person: lists.c.person == person,
    "invitations": lambda person: or_(
        invitations.c.created_by == person, invitations.c.person == person
    ),
    "transfers": lambda person: or_(transfers.c.person == person, transfers.c.into == person),
    "assignments": lambda person: assignments.c.id.in_(_own_assignments(person)),
    "plans": lambda person: plans.c.person == person,
    "assignees": lambda person: assignees.c.person == person,
    "authored": lambda person: authored.c.owner == person,
    "authored_editions": lambda person: authored_editions.c.made_by == person,
    "shares": lambda person: shares.c.scenario.in_(_own_scenarios(person)),
    "approvals": lambda person: or_(
        approvals.c.asked_by == person, approvals.c.decided_by == person
    ),
    "attempts": lambda person: attempts.c.person == person,
    "events": lambda person: events.c.attempt.in_(_own_steps(person)),
    "drafts": lambda person: drafts.c.attempt.in_(_own_attempts(person)),
    "due": lambda person: due.c.person == person,
    "memories": lambda person: memories.c.person == person,
    "reviews": lambda person: reviews.c.person == person,
    "prompts": lambda person: prompts.c.person == person,
    "rhythms": lambda person: rhythms.c.person == person,
    "asked": lambda person: asked.c.person == person,
    "figures": lambda person: figures.c.entered_by == person,
    "sign_offs": lambda person: typed_name_of(sign_offs.c.by, person),
    "sessions": _own_sessions,
    "rounds": lambda person: rounds.c.session.in_(
        select(sessions.c.id).where(_own_sessions(person))
    ),
    "attendance": lambda person: attendance.c.person == person,
    "votes": lambda person: votes.c.person == person,
    "reports": lambda person: reports.c.attempt.in_(_own_steps(person)),
    "certificates": lambda person: certificates.c.person == person,
    "releases": lambda person: or_(
        releases.c.made_by == person,
        typed_name_of(releases.c.called, person),
        releases.c.id.in_(select(released.c.release).where(released.c.person == person)),
    ),
    "released": lambda person: released.c.person == person,
    "web_sign_ins": lambda person: web_sign_ins.c.person == person,
    "web_sessions": lambda person: web_sessions.c.person == person,
    "web_confirmations": lambda person: web_confirmations.c.person == person,
    "web_identities": lambda person: web_identities.c.person == person,
    "audit": lambda person: or_(
        audit.c.person == person, and_(audit.c.kind == "person", audit.c.object == person)
    ),
}

NOT_THEIRS: Mapping[str, str] = {
    "disclosures": "a moment for each assignment, which concerns at least ten people at once",
    "erasures": "whoever stands there is not a person here any more",
    "seen": "running numbers of Telegram's, with nothing that says whose they are",
    "used_init_data": "hashes of what Telegram signed, for two days; none leads to anybody",
    "set_aside": "running numbers of Telegram's, with nothing that says whose they are",
}

# Ids of other people are not theirs to see; their own are kept.
OTHERS: Mapping[str, tuple[str, ...]] = {
    "roles": ("person", "granted_by"),
    "assignments": ("created_by",),
    "spared": ("trainer", "person"),
    "attempts": ("entered_by",),
    "lists": ("rows", "sheet"),
    "invitations": ("created_by", "person"),
    "transfers": ("person", "into", "asked_by", "agreed_by"),
    "approvals": ("asked_by", "decided_by"),
    "sessions": ("led_by", "observer"),
    "plans": ("content",),
    "certificates": ("revoked_by",),
    "releases": ("made_by",),
    "audit": ("person", "object", "before", "hash"),
}

# Columns that would reveal withheld steps of an attempt, or more of its result than others
# see: see `account_transfers`.
WITHHELD: Mapping[str, tuple[str, ...]] = {
    "attempts": ("position", "seed", "outcome", "score", "passed", "result")
}


def everything(conn: Connection, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """All rows about a person, by table.

    Returns:
        By table name: its rows by column, with timestamps as ISO text.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for name, whose in THEIRS.items():
        table = metadata.tables[name]
        query = select(table).where(whose(person_id)).order_by(*table.primary_key.columns)
        rows = conn.execute(query).mappings()
        found[name] = [_plain(name, row, person_id) for row in rows]
    return found


def _plain(table: str, row: Mapping[Any, Any], person_id: str) -> dict[str, Any]:
    hidden = OTHERS.get(table, ())
    # Steps unlinked for age were never withheld from their author.
    withheld = row.get("withheld_at") not in (None, row.get("cleared_at"))
    steps = WITHHELD.get(table, ()) if withheld else ()
    return {
        column: None
        if column in steps or (column in hidden and value != person_id)
        else _value(value)
        for column, value in row.items()
    }


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
