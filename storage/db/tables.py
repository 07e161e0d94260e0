"""Every table.

New databases are created from these, existing ones are migrated to the same schema. To change a
table, edit it here, write a migration (``migrations/versions``), and add each column about a person
to ``docs/privacy.md``. Tests compare the three.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    event,
    false,
    literal_column,
    not_,
    or_,
    text,
    true,
)

from storage.db.columns import Moment, json_column

metadata = MetaData(
    # Names that migrations can rely on, on both databases.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("language", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Later columns have no foreign key: SQLite cannot add one to an existing table.
    Column("agency", Text),
    Column("job", Text),
    Column("notice", Integer),
    Column("notice_at", Moment),
    Column("enrolled_at", Moment),
    Column("awaits", Text),
    Column("timers", Boolean, nullable=False, server_default=true()),
    Column("discreet", Boolean, nullable=False, server_default=true()),
    Column("low_data", Boolean, nullable=False, server_default=false()),
    Column("hours", json_column()),
    Column("rest_days", json_column()),
    Column("study_days", json_column()),
    Column("plain_screens", Boolean, nullable=False, server_default=false()),
    Column("told_at", Moment),
    Column("nudged_at", Moment),
    Column("leaving_at", Moment),
    Column("stays_at", Moment),
    # With `awaits`: their number of acts in cases when they were asked.
    Column("awaits_after", Integer),
)

Index(None, people.c.agency)

names = Table(
    "names",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("script", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

# The keys of pseudonyms in exports; nothing else links an export to a person.
pseudonyms = Table(
    "pseudonyms",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("key", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("blocked_at", Moment),
    Column("muted_until", Moment),
)

# With the bot: for some people of one bot, SQLite would otherwise scan all its accounts.
Index("ix_accounts_person", accounts.c.person, accounts.c.bot)

# Signed-out accounts, which a recovery code reconnects with their person.
signed_out = Table(
    "signed_out",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
)

agencies = Table(
    "agencies",
    metadata,
    Column("id", Text, primary_key=True),
    Column("country", Text, nullable=False),
    Column("names", json_column(), nullable=False),
    Column("pledge", Text),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("jobs", json_column()),
    # Who gave that answer for the agency, by name and role, and when.
    Column("pledge_by", Text),
    Column("pledge_at", Moment),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("names", json_column(), nullable=False),
    Column("created_at", Moment, nullable=False),
)

# Local contacts, in versions.
facts = Table(
    "facts",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("texts", json_column(), nullable=False),
    # Of a fact with settings: which of its values holds.
    Column("setting", Text),
    Column("source", Text, nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_at", Moment),
    Column("expires_at", Moment),
    Column("created_at", Moment, nullable=False),
    # How many reminders of its expiry have been scheduled.
    Column("reminded", Integer, nullable=False, server_default="0"),
)

roles = Table(
    "roles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("granted_by", Text),
    Column("granted_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

cohorts = Table(
    "cohorts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("agency", Text, nullable=False, index=True),
    Column("timezone", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("archived_at", Moment),
    Column("retention", Double),
    Column("calendar", json_column()),
)

cohort_trainers = Table(
    "cohort_trainers",
    metadata,
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True),
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
    Column("since", Moment, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", Text, primary_key=True),
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("through", Text),
    Column("invitation", Text),
)

# Whom a trainer excludes from their next nudge.
spared = Table(
    "spared",
    metadata,
    Column("trainer", Text, ForeignKey("people.id"), primary_key=True),
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True),
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
)

roster = Table(
    "roster",
    metadata,
    Column("id", Text, primary_key=True),
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    Column("names", json_column(), nullable=False),
    Column("job", Text),
    Column("person", Text, ForeignKey("people.id"), index=True),
    Column("claimed_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("number", Text),
    Column("paper", json_column()),
)

invitations = Table(
    "invitations",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("cohort", Text, ForeignKey("cohorts.id"), index=True),
    Column("roster", Text, ForeignKey("roster.id"), index=True),
    Column("role", Text),
    Column("agency", Text),
    Column("uses", Integer),
    Column("created_by", Text, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("code", Text),
    Column("code_until", Moment),
    # Whose account it transfers, where it is a recovery code.
    Column("person", Text, index=True),
)

Index(None, invitations.c.code, unique=True)

# The salt of the hashes of short codes: one row.
code_salts = Table(
    "code_salts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),
)

# Pending account transfers: someone opened a code of a claimed place.
transfers = Table(
    "transfers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False, unique=True),
    Column("into", Text, ForeignKey("people.id"), nullable=False, unique=True),
    Column("invitation", Text, nullable=False),
    Column("asked_by", Text),
    Column("opened_at", Moment, nullable=False),
    Column("told_at", Moment),
    Column("moves_at", Moment, nullable=False, index=True),
    Column("agreed_by", Text),
)

# Uploaded rosters that wait for their trainer's confirmation.
lists = Table(
    "lists",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("id", Text, nullable=False),
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False),
    Column("rows", json_column(), nullable=False),
    Column("at", Moment, nullable=False),
    Column("sheet", json_column()),
)

scenarios = Table(
    "scenarios",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Moment, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("scenario", Text, ForeignKey("scenarios.id"), nullable=False, index=True),
    Column("structure_hash", Text, nullable=False),
    Column("text_hashes", json_column(), nullable=False),
    Column("content", json_column(), nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("decision_signatures", json_column(), nullable=False, server_default=text("'{}'")),
    Column("corrective", Boolean, nullable=False, server_default=false()),
    # The version of the explorer that computed the reference; NULL if not explored.
    Column("explorer", Integer),
    Column("reference", json_column()),
)

authored = Table(
    "authored",
    metadata,
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    Column("agency", Text, nullable=False),
    Column("owner", Text, index=True),
    # The edition in use; NULL for drafts and withdrawn scenarios.
    Column("edition", Text, ForeignKey("editions.hash")),
    Column("reach", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
)

authored_editions = Table(
    "authored_editions",
    metadata,
    Column("scenario", Text, ForeignKey("authored.scenario"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False, index=True),
    Column("made_by", Text),
    Column("made_at", Moment, nullable=False),
    Column("approved", Text),
)

shares = Table(
    "shares",
    metadata,
    Column("scenario", Text, ForeignKey("authored.scenario"), primary_key=True),
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True, index=True),
    Column("since", Moment, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("scenario", Text, ForeignKey("authored.scenario"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("reach", Text, nullable=False),
    Column("asked_by", Text),
    Column("asked_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Moment),
    Column("reason", Text),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    Column("scenario", Text, ForeignKey("scenarios.id"), nullable=False),
    Column("mode", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("pass_mark", Integer, nullable=False),
    Column("created_by", Text, index=True),
    Column("created_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("programme", Text),
    Column("attempts", Integer),
    Column("counts", Text, nullable=False, server_default=text("'best'")),
    Column("withdrawn_how", Text),
    Column("test", Text),
    Column("part", Text),
    Column("series", Text, index=True),
    Column("step", Integer),
    Column("opens_at", Moment),
)

# Most assignments belong to no test.
_of_test = assignments.c.test.is_not(None)
Index(
    "ix_assignments_test",
    assignments.c.test,
    sqlite_where=_of_test,
    postgresql_where=_of_test,
)

assignees = Table(
    "assignees",
    metadata,
    Column("assignment", Text, ForeignKey("assignments.id"), primary_key=True),
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
)

# Choices for new assignments that trainers are preparing.
plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    Column("content", json_column(), nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False, index=True),
    Column("rules", Integer, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("shown_turn", Integer, nullable=False),
    Column("position", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("outcome", Text),
    Column("score", Integer),
    Column("passed", Boolean),
    Column("result", json_column()),
    Column("assignment", Text),
    Column("agency", Text),
    Column("replays", Text),
    Column("plain_screens", Boolean, nullable=False, server_default=false()),
    Column("shared_at", Moment),
    Column("entered_by", Text),
    Column("entered_at", Moment),
    Column("session", Text),
    Column("withheld_at", Moment),
    # When its steps were unlinked; and, in the anonymous copy that has them, the assignment that it
    # counts for.
    Column("cleared_at", Moment),
    Column("counted", Text),
    # Which process is sending its screen; and since when, where it is sent again.
    Column("carrier", Text),
    Column("carried_at", Moment),
    Index(None, "person", "state"),
)

# Assigned attempts only; practice has an index of its own below. With the person and the state:
# whether each member of each of a trainer's cohorts is done is read from it alone.
_given = attempts.c.assignment.is_not(None)
Index(
    "ix_attempts_assignment",
    attempts.c.assignment,
    attempts.c.person,
    attempts.c.state,
    sqlite_where=_given,
    postgresql_where=_given,
)

_counted = attempts.c.counted.is_not(None)
Index(
    "ix_attempts_counted",
    attempts.c.counted,
    sqlite_where=_counted,
    postgresql_where=_counted,
)

# Erasure looks up attempts that a person entered, retention those that replay another. Both are
# rare, so these indexes are nearly empty and no tap touches them.
for _rare in (attempts.c.entered_by, attempts.c.replays):
    _there = _rare.is_not(None)
    Index(
        f"ix_attempts_{_rare.name}",
        _rare,
        sqlite_where=_there,
        postgresql_where=_there,
    )

# Retention and exports of practice use these. An attempt enters one of them once it has ended or
# is abandoned, so no tap touches them. Literals, as for jobs below.
_SOMEBODYS = attempts.c.person != literal_column("'nobody'")
_ENDED = attempts.c.state == literal_column("'ended'")
_RUNNING = attempts.c.state == literal_column("'running'")
PRACTISED = and_(_SOMEBODYS, _ENDED, attempts.c.assignment.is_(None))
FINISHED = and_(_ENDED, _given)
ASSIGNED = and_(FINISHED, attempts.c.cleared_at.is_(None))
UNFINISHED = and_(
    _SOMEBODYS,
    or_(attempts.c.mode == literal_column("'preview'"), not_(or_(_ENDED, _RUNNING))),
)
_PRACTISED = (attempts.c.ended_at, attempts.c.agency, attempts.c.cleared_at)
Index("ix_attempts_practised", *_PRACTISED, sqlite_where=PRACTISED, postgresql_where=PRACTISED)
Index("ix_attempts_assigned", attempts.c.ended_at, sqlite_where=ASSIGNED, postgresql_where=ASSIGNED)
# Reports count by it alone, without reading rows of attempts.
_FINISHED = (attempts.c.ended_at, attempts.c.person, attempts.c.assignment, attempts.c.edition)
Index("ix_attempts_finished", *_FINISHED, sqlite_where=FINISHED, postgresql_where=FINISHED)
Index(
    "ix_attempts_unfinished",
    attempts.c.moved_at,
    sqlite_where=UNFINISHED,
    postgresql_where=UNFINISHED,
)

# Only attempts with an undelivered screen are in this index, so finding them does not depend on the
# number of attempts.
_owed = attempts.c.shown_turn < attempts.c.turn
Index(
    "ix_attempts_owed",
    attempts.c.moved_at,
    sqlite_where=_owed,
    postgresql_where=_owed,
)

events = Table(
    "events",
    metadata,
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("scene", Text),
    Column("act", json_column()),
    Column("credit", json_column()),
    Column("error", Text),
    Column("critical", Boolean, nullable=False),
    Column("language", Text, nullable=False),
    Column("facts", json_column()),
    Column("at", Moment, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    Column("turn", Integer, nullable=False),
    Column("items", json_column(), nullable=False),
)

# Scheduled jobs (see `jobs`).
due = Table(
    "due",
    metadata,
    # Random and never reused: a process that claimed a job which was cancelled and scheduled again
    # holds the old one. The key could not tell them apart.
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("subject", Text),
    Column("due", Moment, nullable=False),
    Column("not_after", Moment),
    Column("payload", json_column()),
    Column("state", Text, nullable=False),
    Column("lease", Moment),
    Column("tries", Integer, nullable=False),
    Column("begun_try", Integer),
    # The key first: starting with the kind, SQLite would use this index to scan all jobs of a kind.
    UniqueConstraint("key", "kind"),
)

# Most jobs have no subject.
_about = due.c.subject.is_not(None)
Index("ix_due_subject", due.c.subject, sqlite_where=_about, postgresql_where=_about)

# Literals, not parameters: only then does a database use a partial index.
WAITING = due.c.state == literal_column("'waiting'")
CLAIMED = due.c.state == literal_column("'claimed'")

# A tick reads the start of these two, so its cost depends on due jobs, not on all jobs.
Index("ix_due_waiting", due.c.due, due.c.id, sqlite_where=WAITING, postgresql_where=WAITING)
Index("ix_due_claimed", due.c.lease, due.c.id, sqlite_where=CLAIMED, postgresql_where=CLAIMED)
# A claim's cost does not depend on due jobs of other kinds or people.
_OF_KIND = (due.c.kind, due.c.due, due.c.id)
_OF_PERSON = (due.c.person, due.c.kind, due.c.due)
Index("ix_due_kind", *_OF_KIND, sqlite_where=WAITING, postgresql_where=WAITING)
# Not partial: to delete a person, a database looks up all rows that refer to them.
Index("ix_due_person", *_OF_PERSON)

reports = Table(
    "reports",
    metadata,
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

memories = Table(
    "memories",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    Column("signature", Text, primary_key=True),
    # A cache of the reviews, so that planning reads one row for each item.
    Column("stability", Double, nullable=False),
    Column("difficulty", Double, nullable=False),
    Column("reviewed_at", Moment, nullable=False),
    Column("reviews", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Column("right", json_column(), nullable=False),
    Column("last", Text, nullable=False),
    Column("sure", Boolean, nullable=False),
    Column("forgiven_at", Moment),
)

reviews = Table(
    "reviews",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    Column("signature", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
    Column("told", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("grade", Integer, nullable=False),
    Column("sure", Boolean),
    Column("predicted", Double),
    Column("prompt", Text),
    Column("attempt", Text),
    # The chance of a right answer by guessing; NULL for answers of before it was reckoned with.
    Column("guess", Double),
)

prompts = Table(
    "prompts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
    Column("slot", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("items", json_column(), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("ended_at", Moment),
    Column("shown_at", Moment),
    Index(None, "person", "made_at"),
)

# Only prompts without confirmed delivery, which are few at any time.
_unshown = prompts.c.shown_at.is_(None)
Index(
    "ix_prompts_unshown",
    prompts.c.made_at,
    sqlite_where=_unshown,
    postgresql_where=_unshown,
)

# Preferences for refreshers.
rhythms = Table(
    "rhythms",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("snoozed_until", Moment),
    Column("nights_until", Moment),
    Column("unanswered", Integer, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    Column("scenario", Text, ForeignKey("scenarios.id"), nullable=False),
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("led_by", Text, index=True),
    Column("made_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("position", Text, nullable=False),
    Column("question", Integer, nullable=False),
    # Both tokens are shown repeatedly during the session, and are useless after it.
    Column("door", Text, nullable=False, unique=True),
    Column("page", Text, nullable=False, unique=True),
    Column("began_at", Moment),
    Column("ended_at", Moment),
    Column("control", BigInteger),
    Column("attended", Integer),
    Column("observer", Text),
    Column("rubric", json_column()),
    Column("signed_at", Moment),
    Column("signed_off", Boolean),
)

# Decisions put to the class in a live session.
rounds = Table(
    "rounds",
    metadata,
    Column("session", Text, ForeignKey("sessions.id"), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("scene", Text, nullable=False),
    Column("hands", json_column(), nullable=False),
    Column("votes", json_column()),
    Column("marks", json_column()),
    Column("act", Text),
)

attendance = Table(
    "attendance",
    metadata,
    Column("id", Text, primary_key=True),
    Column("session", Text, ForeignKey("sessions.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("how", Text, nullable=False),
    Column("person", Text, ForeignKey("people.id"), index=True),
    Column("place", Text, ForeignKey("roster.id"), index=True),
    Column("asked", Integer, nullable=False),
    UniqueConstraint("session", "person"),
    UniqueConstraint("session", "place"),
)

votes = Table(
    "votes",
    metadata,
    Column("session", Text, ForeignKey("sessions.id"), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
    Column("choice", Text, nullable=False),
)

# Fitted parameters of the memory model.
fits = Table(
    "fits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("parameters", json_column(), nullable=False),
    Column("report", json_column(), nullable=False),
    Column("used_at", Moment),
)

certificates = Table(
    "certificates",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("programme", Text, nullable=False),
    # The person's certificates for this programme, counted from 0; prevents duplicates.
    Column("number", Integer, nullable=False),
    Column("agency", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("editions", json_column(), nullable=False),
    Column("named", Boolean, nullable=False, server_default=false()),
    Column("revoked_at", Moment),
    Column("revoked_by", Text),
    Column("reason", Text),
    UniqueConstraint("person", "programme", "number"),
    UniqueConstraint("code"),
)

# The export log: a row exists before its file does. Its author has no foreign key, and is removed
# when they are erased.
releases = Table(
    "releases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("made_by", Text, index=True),
    Column("called", Text),
    Column("made_at", Moment, nullable=False),
    Column("sets", json_column(), nullable=False),
    Column("format", Text, nullable=False),
    Column("agency", Text),
    Column("cohort", Text),
    Column("scenario", Text),
    Column("since", Moment),
    Column("until", Moment),
    Column("named", Boolean, nullable=False),
    Column("reason", Text),
    Column("handed_to", Text),
    Column("state", Text, nullable=False),
    Column("out_at", Moment),
    Column("sha256", Text),
    Column("rows", BigInteger),
    Column("asked_at", Moment),
    Column("promised_at", Moment),
    Column("deleted_at", Moment),
)

# The people named in an export.
released = Table(
    "released",
    metadata,
    Column("release", Text, ForeignKey("releases.id"), primary_key=True),
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
    Column("promised_at", Moment),
)

# Only people whose notice is still to be scheduled, which is usually nobody.
_unpromised = released.c.promised_at.is_(None)
Index(
    "ix_released_unpromised",
    released.c.release,
    sqlite_where=_unpromised,
    postgresql_where=_unpromised,
)

# Up to when exports from the chat may contain an assignment's results (see `disclosures`).
disclosures = Table(
    "disclosures",
    metadata,
    Column("assignment", Text, ForeignKey("assignments.id"), primary_key=True),
    Column("until", Moment, nullable=False),
)

# The audit log; rows are only appended (see `audit_log`). A person's id has no foreign key: it
# stays when they are erased, and then refers to nobody.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("person", Text, index=True),
    Column("role", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("deed", Text, nullable=False),
    Column("kind", Text),
    Column("object", Text, index=True),
    Column("origin", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

# The number of rows of that chain and the hash of its last.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)

# Who was asked a survey, and their progress; never their answers.
asked = Table(
    "asked",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("about", Text, primary_key=True),
    Column("month", Text, nullable=False),
    Column("step", Integer, nullable=False),
)

# Anonymous counts of survey answers.
tallies = Table(
    "tallies",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    # The edition of a case; empty for surveys about work.
    Column("edition", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("people", Integer, nullable=False),
)

# Monthly figures of an agency's work; a correction is a new version.
figures = Table(
    "figures",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("figure", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    # NULL where it is unknown, which differs from 0.
    Column("number", Integer),
    Column("entered_by", Text, index=True),
    Column("entered_at", Moment, nullable=False),
)

sign_offs = Table(
    "sign_offs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("scenario", Text, nullable=False, index=True),
    Column("edition", Text, nullable=False),
    Column("languages", json_column(), nullable=False),
    Column("field", Text, nullable=False),
    Column("by", Text),
    Column("organisation", Text),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
)

erasures = Table(
    "erasures",
    metadata,
    Column("person", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# Updates that were handled, so that Telegram's repetitions are ignored.
seen = Table(
    "seen",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
)

# Messages of the last 48 hours in private chats, which their people can have removed.
sent_messages = Table(
    "sent_messages",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
)

# Signing in to the console: one-time links, each with three numbers, of which its page shows one.
# Old programs erase people without knowing these tables, so the rows go with their person.
web_sign_ins = Table(
    "web_sign_ins",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("token", Text, nullable=False, unique=True),
    # Of the browser that opened the link; NULL before.
    Column("page", Text, unique=True),
    Column("number", Integer, nullable=False),
    Column("numbers", json_column(), nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
    # When the number was chosen in the chat.
    Column("chosen_at", Moment),
    # When it was used, or ended without a session.
    Column("ended_at", Moment),
    Index(None, "person", "created_at"),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("token", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

# Dangerous acts on the console, which are confirmed in the chat.
web_confirmations = Table(
    "web_confirmations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("session", Text, nullable=False, index=True),
    Column("act", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("object", Text, nullable=False),
    # The hash of all that the act is about to do.
    Column("content", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("granted", Boolean),
    Column("answered_at", Moment),
    Column("used_at", Moment),
)

# Accounts at an institution's OpenID provider, linked by their people.
web_identities = Table(
    "web_identities",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("linked_at", Moment, nullable=False),
)

# Hashes of a Mini App's `initData` that were exchanged for a session.
used_init_data = Table(
    "used_init_data",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("expires_at", Moment, nullable=False, index=True),
)

# Dead letters: updates whose handling failed.
set_aside = Table(
    "set_aside",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

# Leases of processes (see ``leader``): their lives, named as themselves, and the lead. Empty on
# SQLite.
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Moment, nullable=False),
)


@event.listens_for(leases, "after_create")
def _not_logged(_leases: Table, connection: Connection, **_options: object) -> None:
    # Renewed several times a second and worthless after a crash, so it need not be durable.
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE leases SET UNLOGGED"))


CONTENT = frozenset(
    {
        "scenarios",
        "editions",
        "code_salts",
        "jobs",
        "fits",
        "audit_head",
        "tallies",
        "leases",
    }
)
"""Tables without data about a person."""
