"""Every table, in one place.

New databases are made of them, and those that are there already are migrated to be the same. To
change one: edit it here, write a migration (``migrations/versions``), and if it holds anything
about a person, give the column its line in ``docs/privacy.md``. Tests hold the three together.
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
    # Names that a later migration can rely on, whichever database made the constraint.
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
    # What came later has no foreign key: SQLite cannot add one to a table that is there.
    Column("agency", Text),
    Column("job", Text),
    Column("notice", Integer),
    Column("notice_at", Moment),
    Column("enrolled_at", Moment),
    Column("awaits", Text),
    Column("timers", Boolean, nullable=False, server_default=true()),
    Column("discreet", Boolean, nullable=False, server_default=true()),
    Column("hours", json_column()),
    Column("rest_days", json_column()),
    Column("told_at", Moment),
    Column("nudged_at", Moment),
    Column("leaving_at", Moment),
    Column("stays_at", Moment),
    # With what is awaited: how much they had done in cases when they were asked.
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

# From which somebody's names in files come; nothing else leads from a file to them.
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

# With the bot: SQLite, asked for some people of one bot, would else look at all that it has.
Index("ix_accounts_person", accounts.c.person, accounts.c.bot)

# Accounts that somebody signed out: such a one, with a code, is its person again.
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
    # Who of the agency gave that answer, by name and role, and when.
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

facts = Table(
    "facts",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("texts", json_column(), nullable=False),
    Column("source", Text, nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_at", Moment),
    Column("expires_at", Moment),
    Column("created_at", Moment, nullable=False),
    # How many of the reminders that it expires have been promised to admins.
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

# Whom a trainer leaves out of the nudge they are about to send.
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
    # Whose account it lets change, where it is a code for the way back.
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

# Somebody who opened a code of a place that is taken, and waits until it moves to their account.
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

# A list that came as a file and waits for its trainer to say whether it shall be entered.
lists = Table(
    "lists",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("id", Text, nullable=False),
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False),
    Column("rows", json_column(), nullable=False),
    Column("at", Moment, nullable=False),
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
    # By which version of the explorer the best safe path was found; none: it was not looked for.
    Column("explorer", Integer),
    Column("reference", json_column()),
)

authored = Table(
    "authored",
    metadata,
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    Column("agency", Text, nullable=False),
    Column("owner", Text, index=True),
    # The edition in use; none while it is a draft, and once it is withdrawn.
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

# Most assignments are of no test.
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
    Column("shared_at", Moment),
    Column("entered_by", Text),
    Column("entered_at", Moment),
    Column("session", Text),
    Column("withheld_at", Moment),
    # Since when its steps are no longer kept; and, where it holds the steps of somebody whom it no
    # longer names, in the numbers of which assignment it counts.
    Column("cleared_at", Moment),
    Column("counted", Text),
    # Which process has its screen on its way; and since when, where it is shown once more.
    Column("carrier", Text),
    Column("carried_at", Moment),
    Index(None, "person", "state"),
)

# Only what somebody was given: what is practised has no assignment, and stands apart below.
_given = attempts.c.assignment.is_not(None)
Index(
    "ix_attempts_assignment",
    attempts.c.assignment,
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

# Erasing somebody looks for what they entered, retention for what a moment was tried again of:
# rare among attempts, so these hold next to nothing and no tap touches them.
for _rare in (attempts.c.entered_by, attempts.c.replays):
    _there = _rare.is_not(None)
    Index(
        f"ix_attempts_{_rare.name}",
        _rare,
        sqlite_where=_there,
        postgresql_where=_there,
    )

# What is old is found by these, and what an agency's people practised: each attempt comes into one
# of them once it is over or left, so no tap touches them. Literals, as for promises below.
_SOMEBODYS = attempts.c.person != literal_column("'nobody'")
_ENDED = attempts.c.state == literal_column("'ended'")
_RUNNING = attempts.c.state == literal_column("'running'")
PRACTISED = and_(_SOMEBODYS, _ENDED, attempts.c.assignment.is_(None))
ASSIGNED = and_(_ENDED, _given, attempts.c.cleared_at.is_(None))
UNFINISHED = and_(
    _SOMEBODYS,
    or_(attempts.c.mode == literal_column("'preview'"), not_(or_(_ENDED, _RUNNING))),
)
_PRACTISED = (attempts.c.ended_at, attempts.c.agency, attempts.c.cleared_at)
Index("ix_attempts_practised", *_PRACTISED, sqlite_where=PRACTISED, postgresql_where=PRACTISED)
Index("ix_attempts_assigned", attempts.c.ended_at, sqlite_where=ASSIGNED, postgresql_where=ASSIGNED)
Index(
    "ix_attempts_unfinished",
    attempts.c.moved_at,
    sqlite_where=UNFINISHED,
    postgresql_where=UNFINISHED,
)

# Only attempts whose screen is still owed stand in this index, so looking for them costs what is
# owed and not what was ever played.
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

due = Table(
    "due",
    metadata,
    # Random and never used again: whoever holds a row that was withdrawn and promised anew holds
    # the old promise. The key alone could not tell them apart.
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
    # The key first: begun by the kind, SQLite would walk this index for all that is kept of the
    # kinds it looks for.
    UniqueConstraint("key", "kind"),
)

# Most promises are about nobody but whose they are.
_about = due.c.subject.is_not(None)
Index("ix_due_subject", due.c.subject, sqlite_where=_about, postgresql_where=_about)

# Literals and not parameters: only so does a database know that a partial index will do.
WAITING = due.c.state == literal_column("'waiting'")
CLAIMED = due.c.state == literal_column("'claimed'")

# A tick reads the beginning of these two, in order: it costs what is due, not what is kept.
Index("ix_due_waiting", due.c.due, due.c.id, sqlite_where=WAITING, postgresql_where=WAITING)
Index("ix_due_claimed", due.c.lease, due.c.id, sqlite_where=CLAIMED, postgresql_where=CLAIMED)
# So a claim costs what it takes, though ten thousand of another kind, or of others, are due.
_OF_KIND = (due.c.kind, due.c.due, due.c.id)
_OF_PERSON = (due.c.person, due.c.kind, due.c.due)
Index("ix_due_kind", *_OF_KIND, sqlite_where=WAITING, postgresql_where=WAITING)
# Whole, since what is promised goes with its person: to delete one, a database looks for all that
# points to them.
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
    # A cache of the reviews, so that a slot reads one row for each item.
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

# Only what was made and never seen to arrive, which is little at any time.
_unshown = prompts.c.shown_at.is_(None)
Index(
    "ix_prompts_unshown",
    prompts.c.made_at,
    sqlite_where=_unshown,
    postgresql_where=_unshown,
)

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
    # Both tokens are shown again and again while it lasts, and open nothing after it.
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
    # Which of this person's for this programme, counted from 0; so that none is issued twice.
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

# Files with what people did that went out: the row is there before the file is. Who made one has no
# foreign key: it is taken out when they are erased.
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

# Whose names stand in one.
released = Table(
    "released",
    metadata,
    Column("release", Text, ForeignKey("releases.id"), primary_key=True),
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
    Column("promised_at", Moment),
)

# Only whoever is still to be promised word of it, which is nobody most of the time.
_unpromised = released.c.promised_at.is_(None)
Index(
    "ix_released_unpromised",
    released.c.release,
    sqlite_where=_unpromised,
    postgresql_where=_unpromised,
)

# Up to when the results of an assignment may stand in files of the chat (see `disclosures`).
disclosures = Table(
    "disclosures",
    metadata,
    Column("assignment", Text, ForeignKey("assignments.id"), primary_key=True),
    Column("until", Moment, nullable=False),
)

# What was done with a role; rows are added and never changed (see `audit`). A person's id has no
# foreign key here: it stays when they are erased, and then leads nowhere.
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

# How many rows that chain has and how it ends, in one row.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)

# That somebody was asked something, and how far they went; never what they answered.
asked = Table(
    "asked",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("about", Text, primary_key=True),
    Column("month", Text, nullable=False),
    Column("step", Integer, nullable=False),
)

# How many people answered what, of nobody: an answer is one more here, and nothing else.
tallies = Table(
    "tallies",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    # Of which edition of a case; empty where it is about work and not about a case.
    Column("edition", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("people", Integer, nullable=False),
)

# What an agency counts of its own work, month by month; a correction is a new version.
figures = Table(
    "figures",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("figure", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    # None where it is not known, which is not 0.
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

seen = Table(
    "seen",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
)

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

# What a process holds for as long as it renews it (see ``crew``): its life, named as itself, and
# the lead. On SQLite nothing stands here.
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Moment, nullable=False),
)


@event.listens_for(leases, "after_create")
def _not_logged(_leases: Table, connection: Connection, **_options: object) -> None:
    # Renewed many times a second and worth nothing after a crash: it need not reach the disk.
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE leases SET UNLOGGED"))


# How many messages of a day were paid for, in the time zone that is set.
spending = Table(
    "spending",
    metadata,
    Column("day", Text, primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("refused_at", Moment),
)

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
        "spending",
    }
)
"""Tables that hold nothing about a person."""
