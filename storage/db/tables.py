"""Every table.

New databases are created from these, existing ones are migrated to the same schema. To change a
table, edit it here and draft a migration (``make migration``); a test compares the two.

Above each column about a person stands what ``docs/privacy.md`` tells of it (``make docs``):

    #: purpose | who sees it | how long
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
    #: ties a person's rows together; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: the language to write in | the person | until erased
    Column("language", Text, nullable=False),
    #: to write at decent hours | the person | until erased
    Column("timezone", Text, nullable=False),
    #: when they first came | the person, operators | until erased
    Column("created_at", Moment, nullable=False),
    # Later columns have no foreign key: SQLite cannot add one to an existing table.
    #: the agency whose procedures and lines they see | the person, their trainers, operators |
    #: until erased
    Column("agency", Text),
    #: the field of work, to select cases | the person, their trainers | until erased
    Column("job", Text),
    #: the accepted version of the notice | the person, operators | until erased
    Column("notice", Integer),
    #: when they accepted it | the person, operators | until erased
    Column("notice_at", Moment),
    #: the end of their first questions, not to ask again | operators | until erased
    Column("enrolled_at", Moment),
    #: which question a message would answer, or would bring again, or which options its letters
    #: pick from | nobody | until answered
    Column("awaits", Text),
    #: whether they want time limits | the person | until erased
    Column("timers", Boolean, nullable=False, server_default=true()),
    #: whether messages keep their subject to themselves | the person | until erased
    Column("discreet", Boolean, nullable=False, server_default=true()),
    #: whether they want words in place of pictures and voices | the person | until erased
    Column("low_data", Boolean, nullable=False, server_default=false()),
    #: the hours in which they want messages | the person | until erased
    Column("hours", json_column()),
    #: days without messages | the person | until erased
    Column("rest_days", json_column()),
    #: days for practice | the person | until erased
    Column("study_days", json_column()),
    #: whether screens use words in place of symbols | the person | until erased
    Column("plain_screens", Boolean, nullable=False, server_default=false()),
    #: not to write to them unasked more than once a day | operators | until erased
    Column("told_at", Moment),
    #: not to have them reminded by trainers more than once a day | their trainers, for a day |
    #: until erased
    Column("nudged_at", Moment),
    #: from when they may be erased for not coming back, once they were told | operators | until
    #: they come back, or erased
    Column("leaving_at", Moment),
    #: the time of their return after that | operators | until erased
    Column("stays_at", Moment),
    # With `awaits`: their number of acts in cases when they were asked.
    #: how much they had done in cases when that question came, so that what they type after another
    #: step is no answer to it | nobody | until answered
    Column("awaits_after", Integer),
)

Index(None, people.c.agency)

names = Table(
    "names",
    metadata,
    #: the person named | operators | until erased, the first of all
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: the script of the name | the person, their trainers | until erased, the first of all
    Column("script", Text, primary_key=True),
    #: the name for certificates and their trainer | the person, their trainers and supervisors |
    #: until erased, the first of all
    Column("name", Text, nullable=False),
)

# The keys of pseudonyms in exports; nothing else links an export to a person.
pseudonyms = Table(
    "pseudonyms",
    metadata,
    #: the person of the key | nobody | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: from which the names come that stand for them in files | the person, in their own copy |
    #: until erased
    Column("key", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    #: the bot of the account | nobody | until erased
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: to send messages to them | the person, in their own copy | until erased
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    #: the person of the account | nobody | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: when they blocked the bot | operators, as a count | until they come back
    Column("blocked_at", Moment),
    #: the delay that Telegram asked for | nobody | until replaced or erased
    Column("muted_until", Moment),
)

# With the bot: for some people of one bot, SQLite would otherwise scan all its accounts.
Index("ix_accounts_person", accounts.c.person, accounts.c.bot)

# Signed-out accounts, which a recovery code reconnects with their person.
signed_out = Table(
    "signed_out",
    metadata,
    #: the bot of an account that was signed out | nobody | until they are back, or erased
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: to know it again when it comes with a code for the way back | the person, in their own copy |
    #: until they are back, or erased
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    #: the person of that account | nobody | until they are back, or erased
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    #: when it was signed out | the person, in their own copy | until they are back, or erased
    Column("at", Moment, nullable=False),
)

agencies = Table(
    "agencies",
    metadata,
    #: names an agency | everybody there | as long as the database is kept
    Column("id", Text, primary_key=True),
    #: the country | everybody there | as long as the database is kept
    Column("country", Text, nullable=False),
    #: its name | everybody there | until replaced
    Column("names", json_column(), nullable=False),
    #: whether it promises to use nothing from here for appraisal or discipline | everybody there |
    #: until replaced
    Column("pledge", Text),
    #: when it was added | admins | as long as the database is kept
    Column("created_at", Moment, nullable=False),
    #: when it was closed to newcomers | admins | until it is offered again
    Column("closed_at", Moment),
    #: fields of work offered first to its people | everybody there | until replaced
    Column("jobs", json_column()),
    # Who gave that answer for the agency, by name and role, and when.
    #: name and role of the officer who gave that answer | admins of the agency | until replaced, or
    #: they are erased
    Column("pledge_by", Text),
    #: when it was noted | admins of the agency | until replaced
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
    #: the agency of the local fact | everybody there | until replaced
    Column("agency", Text, primary_key=True),
    #: the fact's name, such as the line for real cases | everybody there | until replaced
    Column("name", Text, primary_key=True),
    #: the version, recorded by attempts that show it | everybody there | until replaced
    Column("version", Integer, primary_key=True, autoincrement=False),
    #: its text, about a service, never about a person | everybody there | until replaced
    Column("texts", json_column(), nullable=False),
    # Of a fact with settings: which of its values holds.
    #: the confirmed answer to a question about local law | everybody there | until replaced
    Column("setting", Text),
    #: the source | everybody there | until replaced
    Column("source", Text, nullable=False),
    #: name and role of the person responsible | admins | until replaced, or they are erased
    Column("confirmed_by", Text),
    #: how fresh it is | everybody there | until replaced
    Column("confirmed_at", Moment),
    #: when it must be reviewed | admins | until replaced
    Column("expires_at", Moment),
    #: when it was entered | admins | until replaced
    Column("created_at", Moment, nullable=False),
    # How many reminders of its expiry have been scheduled.
    #: number of reminders of its expiry | nobody | until replaced
    Column("reminded", Integer, nullable=False, server_default="0"),
)

roles = Table(
    "roles",
    metadata,
    #: names a role; random, says nothing | admins | until erased
    Column("id", Text, primary_key=True),
    #: the holder of the role | the person, admins | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    #: the role | the person, admins | until erased
    Column("role", Text, nullable=False),
    #: the agency of the role | the person, admins | until erased
    Column("agency", Text, nullable=False),
    #: the person who granted it | admins | until erased
    Column("granted_by", Text),
    #: when it was granted | the person, admins | until erased
    Column("granted_at", Moment, nullable=False),
    #: when it ended | the person, admins | until erased
    Column("ended_at", Moment),
)

cohorts = Table(
    "cohorts",
    metadata,
    #: names a cohort; random, says nothing | its trainers | while it is kept
    Column("id", Text, primary_key=True),
    #: its name, given by the trainer | its trainers and members | while it is kept
    Column("name", Text, nullable=False),
    #: its agency | its trainers and members | while it is kept
    Column("agency", Text, nullable=False, index=True),
    #: the time zone of its due dates | its trainers and members | while it is kept
    Column("timezone", Text, nullable=False),
    #: when it was created | its trainers | while it is kept
    Column("created_at", Moment, nullable=False),
    #: when it was archived | its trainers | while it is kept
    Column("archived_at", Moment),
    #: the share a cohort is to know on an average day; no person | trainers | as long as the cohort
    Column("retention", Double),
    #: holidays and hours of a cohort; no person | trainers | as long as the cohort
    Column("calendar", json_column()),
)

cohort_trainers = Table(
    "cohort_trainers",
    metadata,
    #: the cohort they train | the cohort's trainers, admins | until erased
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True),
    #: the trainer | the cohort's trainers, admins | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
    #: when they became its trainer | the cohort's trainers, admins | until erased
    Column("since", Moment, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    #: names a membership; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: the cohort | the person, its trainers | until erased
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: the member | the person, its trainers, supervisors | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    #: when they joined | the person, its trainers | until erased
    Column("joined_at", Moment, nullable=False),
    #: when they left | the person, its trainers | until erased
    Column("left_at", Moment),
    #: the way they joined: a link, its short code, a personal code | the person, its trainers |
    #: until erased
    Column("through", Text),
    #: the invitation, so that its trainers see how many came by each | nobody | until erased
    Column("invitation", Text),
)

# Whom a trainer excludes from their next nudge.
spared = Table(
    "spared",
    metadata,
    #: the trainer preparing a nudge | that trainer | until restarted, or erased
    Column("trainer", Text, ForeignKey("people.id"), primary_key=True),
    #: the cohort | that trainer | until restarted, or erased
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True),
    #: the members left out of it | that trainer | until restarted, or erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
)

roster = Table(
    "roster",
    metadata,
    #: names a line of a cohort's list; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: the cohort of the roster | its trainers | until erased
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: the name that the trainer entered, in either script | the person, its trainers | until erased
    Column("names", json_column(), nullable=False),
    #: the job that the trainer entered | the person, its trainers | until erased
    Column("job", Text),
    #: the person who took this place with their personal code | its trainers | until erased
    Column("person", Text, ForeignKey("people.id"), index=True),
    #: when they took it | its trainers | until erased
    Column("claimed_at", Moment),
    #: when it was entered | its trainers | until erased
    Column("created_at", Moment, nullable=False),
    #: the agency's own number, where a trainer entered one to tell two people of one name apart |
    #: its trainers | until erased
    Column("number", Text),
    #: answers from paper that a trainer is entering | its trainers | until it is entered or left
    Column("paper", json_column()),
)

invitations = Table(
    "invitations",
    metadata,
    #: a hash by which an invitation is recognised | nobody | 30 days after it is over
    Column("hash", Text, primary_key=True),
    #: what it opens: a cohort, a place on a list, a role | its trainers, admins | 30 days after it
    #: is over
    Column("kind", Text, nullable=False),
    #: the cohort | its trainers | 30 days after it is over
    Column("cohort", Text, ForeignKey("cohorts.id"), index=True),
    #: the place on its roster | its trainers | 30 days after it is over
    Column("roster", Text, ForeignKey("roster.id"), index=True),
    #: the role | admins | 30 days after it is over
    Column("role", Text),
    #: the agency | its trainers, admins | 30 days after it is over
    Column("agency", Text),
    #: the number of uses left | its trainers, admins | 30 days after it is over
    Column("uses", Integer),
    #: the person who made it | its trainers, admins | 30 days after it is over, or they are erased
    Column("created_by", Text, index=True),
    #: when it was made | its trainers, admins | 30 days after it is over
    Column("created_at", Moment, nullable=False),
    #: when it expires | its trainers, admins | 30 days after it is over
    Column("expires_at", Moment),
    #: when it was revoked | its trainers, admins | 30 days after it is over
    Column("revoked_at", Moment),
    #: a hash by which its short code is recognised | nobody | 30 days after it is over
    Column("code", Text),
    #: when that code expires | its trainers | 30 days after it is over
    Column("code_until", Moment),
    # Whose account it transfers, where it is a recovery code.
    #: the person whose account a recovery code replaces | nobody | 30 days after it is over, or
    #: they are erased
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
    #: names a move to another account that waits; random, says nothing | nobody | while it waits:
    #: about a day
    Column("id", Text, primary_key=True),
    #: the person whose place is to move | they, the trainers of their cohorts, admins | while it
    #: waits
    Column("person", Text, ForeignKey("people.id"), nullable=False, unique=True),
    #: the person who opened the code | nobody | while it waits
    Column("into", Text, ForeignKey("people.id"), nullable=False, unique=True),
    #: the code | nobody | while it waits
    Column("invitation", Text, nullable=False),
    #: the person who made it, to be notified if it is stopped | nobody | while it waits, or they
    #: are erased
    Column("asked_by", Text),
    #: when it was opened | operators | while it waits
    Column("opened_at", Moment, nullable=False),
    #: when the current account was notified | operators | while it waits
    Column("told_at", Moment),
    #: the end of the time to stop it | who opened the code | while it waits
    Column("moves_at", Moment, nullable=False, index=True),
    #: the second admin who agreed, where roles come along | nobody | while it waits, or they are
    #: erased
    Column("agreed_by", Text),
)

# Uploaded rosters that wait for their trainer's confirmation.
lists = Table(
    "lists",
    metadata,
    #: the trainer who uploaded a list | the trainer | a day, or until it is entered
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: names it in buttons; random, says nothing | nobody | a day, or until it is entered
    Column("id", Text, nullable=False),
    #: the cohort | the trainer | a day, or until it is entered
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False),
    #: the names, jobs and numbers of its rows, until the trainer says whether they shall be entered
    #: | the trainer | a day, or until it is entered
    Column("rows", json_column(), nullable=False),
    #: the time of upload | nobody | a day, or until it is entered
    Column("at", Moment, nullable=False),
    #: its table, so that rows can be mended: the columns for names, job and staff number; of a list
    #: on the console every column, until the trainer has said which column is what | the trainer |
    #: a day, or until it is entered
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
    #: the agency's own scenario | its owner, master trainers of the agency; once shared, those it
    #: is shared with | while it is kept
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    #: the agency whose trainers maintain it | its owner, master trainers of the agency | while it
    #: is kept
    Column("agency", Text, nullable=False),
    #: its author | its owner, admins who are asked to approve it | until erased
    Column("owner", Text, index=True),
    # The edition in use; NULL for drafts and withdrawn scenarios.
    #: the edition in use | whoever may play it | while it is kept
    Column("edition", Text, ForeignKey("editions.hash")),
    #: its audience | its owner, master trainers of the agency | while it is kept
    Column("reach", Text, nullable=False),
    #: when it was created | its owner, master trainers of the agency | while it is kept
    Column("created_at", Moment, nullable=False),
    #: when it was withdrawn | its owner, master trainers of the agency | while it is kept
    Column("withdrawn_at", Moment),
)

authored_editions = Table(
    "authored_editions",
    metadata,
    #: the scenario | its owner, master trainers of the agency | while it is kept
    Column("scenario", Text, ForeignKey("authored.scenario"), primary_key=True),
    #: the number of the edition, counted from 1 | its owner, master trainers of the agency | while
    #: it is kept
    Column("number", Integer, primary_key=True, autoincrement=False),
    #: the hash of its content | nobody | while it is kept
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False, index=True),
    #: the person who uploaded it | nobody | until erased
    Column("made_by", Text),
    #: when it was uploaded | its owner, master trainers of the agency | while it is kept
    Column("made_at", Moment, nullable=False),
    #: the audience approved by an admin | its owner, master trainers of the agency | while it is
    #: kept
    Column("approved", Text),
)

shares = Table(
    "shares",
    metadata,
    #: the shared scenario | its owner, the cohort's members and trainers | until sharing ends
    Column("scenario", Text, ForeignKey("authored.scenario"), primary_key=True),
    #: the cohort it is shared with | its owner, the cohort's members and trainers | until sharing
    #: ends
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True, index=True),
    #: when it was shared | its owner | until sharing ends
    Column("since", Moment, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    #: names a question to an admin; random, says nothing | admins | while it is kept
    Column("id", Text, primary_key=True),
    #: the scenario | its owner, admins | while it is kept
    Column("scenario", Text, ForeignKey("authored.scenario"), nullable=False, index=True),
    #: the edition | its owner, admins | while it is kept
    Column("number", Integer, nullable=False),
    #: how far it is to go | its owner, admins | while it is kept
    Column("reach", Text, nullable=False),
    #: the requester, to be notified of the decision | admins | until they are erased
    Column("asked_by", Text),
    #: when it was requested | its owner, admins | while it is kept
    Column("asked_at", Moment, nullable=False),
    #: its result | its owner, admins | while it is kept
    Column("state", Text, nullable=False),
    #: the person who decided | nobody | until they are erased
    Column("decided_by", Text),
    #: when it was decided | its owner, admins | while it is kept
    Column("decided_at", Moment),
    #: why it was declined, in the words of the admin | its owner, admins | while it is kept
    Column("reason", Text),
)

assignments = Table(
    "assignments",
    metadata,
    #: names an assignment; random, says nothing | its trainers | while it is kept
    Column("id", Text, primary_key=True),
    #: the cohort | its members and trainers | while it is kept
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: the case | its members and trainers | while it is kept
    Column("scenario", Text, ForeignKey("scenarios.id"), nullable=False),
    #: practice or assessment | its members and trainers | while it is kept
    Column("mode", Text, nullable=False),
    #: the last day | its members and trainers | while it is kept
    Column("due_at", Moment, nullable=False),
    #: the pass mark | its members and trainers | while it is kept
    Column("pass_mark", Integer, nullable=False),
    #: the person who assigned it | its trainers | while it is kept, or until they are erased
    Column("created_by", Text, index=True),
    #: when | its members and trainers | while it is kept
    Column("created_at", Moment, nullable=False),
    #: when it was withdrawn | its members and trainers | while it is kept
    Column("withdrawn_at", Moment),
    #: the programme to which this step belongs | its members and trainers | while it is kept
    Column("programme", Text),
    #: the number of tries | its members and trainers | while it is kept
    Column("attempts", Integer),
    #: the try that counts: first, best or last | its members and trainers | while it is kept
    Column("counts", Text, nullable=False, server_default=text("'best'")),
    #: the treatment of attempts under way at its withdrawal | its members and trainers | while it
    #: is kept
    Column("withdrawn_how", Text),
    #: the test to which it belongs | its members and trainers | while it is kept
    Column("test", Text),
    #: the part of the test: before, after, months later | its members and trainers | while it is
    #: kept
    Column("part", Text),
    #: the common id of a programme's steps; random | its trainers | while it is kept
    Column("series", Text, index=True),
    #: the position in the programme | its members and trainers | while it is kept
    Column("step", Integer),
    #: the opening day | its members and trainers | while it is kept
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
    #: an assignment for some of a cohort only | the person, its trainers | while it is kept; when
    #: they are erased, the row goes over to nobody, so that what was for one is not for all
    Column("assignment", Text, ForeignKey("assignments.id"), primary_key=True),
    #: the assignee | the person, its trainers | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
)

# Choices for new assignments that trainers are preparing.
plans = Table(
    "plans",
    metadata,
    #: the random id of a trainer's draft assignment | its trainer | 7 days
    Column("id", Text, primary_key=True),
    #: the trainer | its trainer | 7 days, or until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    #: the cohort | its trainer | 7 days
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: the choices so far, and the members they are for | its trainer | 7 days; who is erased is
    #: taken out
    Column("content", json_column(), nullable=False),
    #: the time of the last change, to delete old ones | nobody | 7 days
    Column("made_at", Moment, nullable=False, index=True),
)

attempts = Table(
    "attempts",
    metadata,
    #: names an attempt in buttons; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: the person | operators | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: the edition, by its hash | the person, their trainers | until erased
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False, index=True),
    #: the version of the scoring rules | their trainers | until erased
    Column("rules", Integer, nullable=False),
    #: the random seed of names and orders | nobody | until erased
    Column("seed", BigInteger, nullable=False),
    #: the language of play | the person, their trainers | until erased
    Column("language", Text, nullable=False),
    #: practice, an assessment, or a moment tried again | the person, their trainers | until erased
    Column("mode", Text, nullable=False),
    #: the turn, to recognise taps on old buttons | nobody | until erased
    Column("turn", Integer, nullable=False),
    #: the turn last delivered, to resend what did not arrive | nobody | until erased
    Column("shown_turn", Integer, nullable=False),
    #: the position in the scenario | the person | until erased
    Column("position", Text, nullable=False),
    #: running, ended or abandoned | the person, their trainers; supervisors whether it is done |
    #: until erased
    Column("state", Text, nullable=False),
    #: when it was started | the person, their trainers | until erased
    Column("started_at", Moment, nullable=False),
    #: when they last answered | the person, their trainers | until erased
    Column("moved_at", Moment, nullable=False),
    #: when it was over | the person, their trainers | until erased
    Column("ended_at", Moment),
    #: the ending reached | the person, their trainers | until erased
    Column("outcome", Text),
    #: the score | the person, their trainers as bands | until erased
    Column("score", Integer),
    #: whether it was passed | the person, their trainers | until erased
    Column("passed", Boolean),
    #: the result in detail, for the debrief | the person; their trainers as bands and what critical
    #: moments were about | until erased
    Column("result", json_column()),
    #: the assignment | the person, their trainers | until erased
    Column("assignment", Text),
    #: their agency at the time | their trainers, operators | until erased; then it stays as a
    #: number
    Column("agency", Text),
    #: the original attempt of a replayed moment | the person | until erased
    Column("replays", Text),
    #: whether its screens use words in place of symbols | the person | until erased
    Column("plain_screens", Boolean, nullable=False, server_default=false()),
    #: whether they let their trainer see its steps, and since when | the person, their trainers |
    #: until they take it back, or erased
    Column("shared_at", Moment),
    #: the trainer who entered it from paper | their trainers | until erased, or the trainer is
    Column("entered_by", Text),
    #: when it was entered from paper | the person, their trainers | until erased
    Column("entered_at", Moment),
    #: the class in which it was answered on paper | the person, their trainers | until erased
    Column("session", Text),
    #: when its steps were hidden, because its place moved to another account | nobody | until
    #: erased
    Column("withheld_at", Moment),
    # When its steps were unlinked; and, in the anonymous copy that has them, the assignment that it
    # counts for.
    #: when its steps were separated from it | the person | until erased
    Column("cleared_at", Moment),
    #: for erased people: the assignment in whose numbers these steps count | nobody | as long as
    #: the database is kept
    Column("counted", Text),
    # Which process is sending its screen; and since when, where it is sent again.
    #: the random id of the process that is sending it | nobody | until erased
    Column("carrier", Text),
    #: when sending began, to resend after a while | nobody | until erased
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
    #: the attempt | operators | until erased
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    #: the order of events | nobody | until erased
    Column("seq", Integer, primary_key=True, autoincrement=False),
    #: the turn | the person | until erased
    Column("turn", Integer, nullable=False),
    #: the kind of event | the person | until erased
    Column("kind", Text, nullable=False),
    #: the scene | the person, trainers if they share the path | until erased
    Column("scene", Text),
    #: the chosen answer | the person, trainers if they share the path | until erased
    Column("act", json_column()),
    #: the points earned | the person | until erased
    Column("credit", json_column()),
    #: the sort of mistake, for statistics | the person, trainers as themes | until erased
    Column("error", Text),
    #: whether it endangered somebody in the story | the person, trainers as themes | until erased
    Column("critical", Boolean, nullable=False),
    #: the language of the question | the person | until erased
    Column("language", Text, nullable=False),
    #: the version of the agency's facts shown | the person | until erased
    Column("facts", json_column()),
    #: when it happened | the person | until erased
    Column("at", Moment, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    #: the attempt of these ticks and orders | operators | until they move on, or erased
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    #: the question | nobody | until they move on, or erased
    Column("turn", Integer, nullable=False),
    #: options ticked or put in order before Done | the person | until they move on, or erased
    Column("items", json_column(), nullable=False),
)

# Scheduled jobs (see `jobs`).
due = Table(
    "due",
    metadata,
    # Random and never reused: a process that claimed a job which was cancelled and scheduled again
    # holds the old one. The key could not tell them apart.
    #: the random key of a scheduled job | nobody | until kept, withdrawn or erased
    Column("id", Text, primary_key=True),
    #: the person concerned | operators | until kept, withdrawn or erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: the kind of job, such as a time limit | operators | until kept, withdrawn or erased
    Column("kind", Text, nullable=False),
    #: not to promise the same thing twice; made of random ids | operators | until kept, withdrawn
    #: or erased
    Column("key", Text, nullable=False),
    #: the id of its subject, such as an attempt | operators | until kept, withdrawn or erased
    Column("subject", Text),
    #: when it is to be done | operators | until kept, withdrawn or erased
    Column("due", Moment, nullable=False),
    #: when it would come too late to be of use to them | operators | until kept, withdrawn or
    #: erased
    Column("not_after", Moment),
    #: small facts for the job, such as a message's number; never what was said | nobody | until
    #: kept, withdrawn or erased
    Column("payload", json_column()),
    #: waiting or being done | operators | until kept, withdrawn or erased
    Column("state", Text, nullable=False),
    #: how long whoever is doing it may take | operators | until kept, withdrawn or erased
    Column("lease", Moment),
    #: the number of tries, to notice trouble | operators | until kept, withdrawn or erased
    Column("tries", Integer, nullable=False),
    #: in which of those tries it was last begun, so that a message on its way is not changed |
    #: operators | until kept, withdrawn or erased
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
    #: the attempt in which something was reported | operators | until erased
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    #: the turn, and so the text | operators | until erased
    Column("turn", Integer, primary_key=True, autoincrement=False),
    #: the kind of problem: procedure, clarity, language, upsetting | trainers as numbers, from five
    #: people on | until erased
    Column("kind", Text, primary_key=True),
    #: when it was reported | operators | until erased
    Column("at", Moment, nullable=False),
)

memories = Table(
    "memories",
    metadata,
    #: the person who knows the item | operators | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: the case of the item | the person | until erased
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    #: which of its questions; the same for everybody | operators | until erased
    Column("signature", Text, primary_key=True),
    # A cache of the reviews, so that planning reads one row for each item.
    #: the memory's stability in days | the person; trainers as a share of a cohort, from five
    #: people on | until erased
    Column("stability", Double, nullable=False),
    #: the item's difficulty for them | the person | until erased
    Column("difficulty", Double, nullable=False),
    #: when it was last answered | the person; trainers as a share of a cohort, from five people on
    #: | until erased
    Column("reviewed_at", Moment, nullable=False),
    #: the number of answers | the person | until erased
    Column("reviews", Integer, nullable=False),
    #: the number of wrong answers | the person | until erased
    Column("lapses", Integer, nullable=False),
    #: the forms in which it was answered right | the person | until erased
    Column("right", json_column(), nullable=False),
    #: the last form, so that another comes next | the person | until erased
    Column("last", Text, nullable=False),
    #: whether the last answer was wrong and they were sure, so that it comes back first | the
    #: person | until erased
    Column("sure", Boolean, nullable=False),
    #: after an absence: from when its days are counted | the person | until erased
    Column("forgiven_at", Moment),
)

reviews = Table(
    "reviews",
    metadata,
    #: the person who answered | operators | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: the case of the item | the person | until erased
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    #: which of its questions; the same for everybody | operators | until erased
    Column("signature", Text, primary_key=True),
    #: the order of their answers to it | operators | until erased
    Column("seq", Integer, primary_key=True, autoincrement=False),
    #: when they answered | the person | until erased
    Column("at", Moment, nullable=False, index=True),
    #: how it was put: in the story, in new words, in another setting, as a look-alike | the person;
    #: trainers as a share of a cohort, from five people on | until erased
    Column("told", Text, nullable=False),
    #: the chosen answer | the person | until erased
    Column("act", Text, nullable=False),
    #: the grade | the person; trainers as a share of a cohort, from five people on | until erased
    Column("grade", Integer, nullable=False),
    #: whether they were sure of a wrong answer, if they said so | the person | until erased
    Column("sure", Boolean),
    #: the predicted chance of a right answer, to check forecasts | the person; admins as a figure
    #: of all | until erased
    Column("predicted", Double),
    #: the message in which it was asked | operators | until erased
    Column("prompt", Text),
    #: the attempt in which it was met | operators | until erased
    Column("attempt", Text),
    # The chance of a right answer by guessing; NULL for answers older than this column.
    #: the chance of a right guess, so that a lucky answer counts less | the person | until erased
    Column("guess", Double),
)

prompts = Table(
    "prompts",
    metadata,
    #: tells one message from another; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: the recipient | operators | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: when, so that nobody gets too many | the person; admins as a figure of all | until erased
    Column("made_at", Moment, nullable=False, index=True),
    #: at which time of their day, or because they asked | the person; admins as a figure of all |
    #: until erased
    Column("slot", Text, nullable=False),
    #: the language | the person | until erased
    Column("language", Text, nullable=False),
    #: the items and their forms | the person | until erased
    Column("items", json_column(), nullable=False),
    #: the number of answered items | the person; admins as a figure of all | until erased
    Column("turn", Integer, nullable=False),
    #: open, answered or passed over | the person; admins as a figure of all | until erased
    Column("state", Text, nullable=False),
    #: when it ended | the person | until erased
    Column("ended_at", Moment),
    #: that it arrived, so that nothing is lost and silence is silence | operators | until erased
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
    #: whose preferences they are | operators | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: whether they want refreshers | the person | until erased
    Column("state", Text, nullable=False),
    #: the end of a pause | the person | until erased
    Column("snoozed_until", Moment),
    #: the end of night work | the person | until then, or erased
    Column("nights_until", Moment),
    #: the number of prompts passed over in a row, to send fewer | the person | until erased
    Column("unanswered", Integer, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    #: names a case run with a class; random, says nothing | operators | while its cohort is kept
    Column("id", Text, primary_key=True),
    #: the cohort | its trainers, master trainers of the agency | while its cohort is kept
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: the case | its trainers, master trainers of the agency | while its cohort is kept
    Column("scenario", Text, ForeignKey("scenarios.id"), nullable=False),
    #: the edition | operators | while its cohort is kept
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False),
    #: names its cast; random, says nothing | nobody | while its cohort is kept
    Column("seed", BigInteger, nullable=False),
    #: the language of the wall page | everybody there | while its cohort is kept
    Column("language", Text, nullable=False),
    #: the place, as typed by the trainer | its trainers, master trainers of the agency | while its
    #: cohort is kept
    Column("place", Text, nullable=False),
    #: the leader | its trainers, master trainers of the agency | until erased
    Column("led_by", Text, index=True),
    #: when it was prepared | operators | while its cohort is kept
    Column("made_at", Moment, nullable=False),
    #: whether it is prepared, running or over | its trainers | while its cohort is kept
    Column("state", Text, nullable=False),
    #: the current phase of the class | its trainers | while its cohort is kept
    Column("phase", Text, nullable=False),
    #: the position of the class in the case | everybody there | while its cohort is kept
    Column("turn", Integer, nullable=False),
    #: the same, with all that the next screen is drawn from | operators | while its cohort is kept
    Column("position", Text, nullable=False),
    #: the question shown to the class | everybody there | while its cohort is kept
    Column("question", Integer, nullable=False),
    # Both tokens are shown repeatedly during the session, and are useless after it.
    #: the token that lets people in; it opens nothing once the session is over | everybody there |
    #: while its cohort is kept
    Column("door", Text, nullable=False, unique=True),
    #: the token of the page for all; it opens nothing once the session is over | its trainers |
    #: while its cohort is kept
    Column("page", Text, nullable=False, unique=True),
    #: when it began | its trainers, master trainers of the agency | while its cohort is kept
    Column("began_at", Moment),
    #: when it ended | its trainers, master trainers of the agency | while its cohort is kept
    Column("ended_at", Moment),
    #: the number of a message in the leader's chat, to change it in place | nobody | until the
    #: session is over
    Column("control", BigInteger),
    #: the number of attendees | its trainers, master trainers of the agency | while its cohort is
    #: kept
    Column("attended", Integer),
    #: the observing master trainer | its trainers, master trainers of the agency | until either is
    #: erased
    Column("observer", Text),
    #: the observer's mark for each criterion, 1 to 4 | who led it, its trainers, the observer |
    #: until who led it is erased
    Column("rubric", json_column()),
    #: when they signed | who led it, its trainers, the observer | until who led it is erased
    Column("signed_at", Moment),
    #: whether it counts as a session that was led well enough | who led it, its trainers, the
    #: observer | until who led it is erased
    Column("signed_off", Boolean),
)

# Decisions put to the class in a live session.
rounds = Table(
    "rounds",
    metadata,
    #: the session | its trainers | while its cohort is kept
    Column("session", Text, ForeignKey("sessions.id"), primary_key=True),
    #: the turn | its trainers | while its cohort is kept
    Column("turn", Integer, primary_key=True, autoincrement=False),
    #: the scene of the decision | its trainers | while its cohort is kept
    Column("scene", Text, nullable=False),
    #: numbers of hands and papers by choice; of nobody | everybody there | while its cohort is kept
    Column("hands", json_column(), nullable=False),
    #: numbers of votes by phone, once the vote is closed; of nobody | everybody there | while its
    #: cohort is kept
    Column("votes", json_column()),
    #: the options that the class ticked or put in order | everybody there | while its cohort is
    #: kept
    Column("marks", json_column()),
    #: the choice of the class | everybody there | while its cohort is kept
    Column("act", Text),
)

attendance = Table(
    "attendance",
    metadata,
    #: names a line of who was there; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: the session | the person, its trainers | until erased
    Column("session", Text, ForeignKey("sessions.id"), nullable=False),
    #: when they attended | the person, its trainers | until erased
    Column("at", Moment, nullable=False),
    #: whether they came by phone or were noted by hand | the person, its trainers | until erased
    Column("how", Text, nullable=False),
    #: the attendee | the person, its trainers | until erased
    Column("person", Text, ForeignKey("people.id"), index=True),
    #: the line of the cohort's roster | its trainers | until erased
    Column("place", Text, ForeignKey("roster.id"), index=True),
    #: the question last sent, not to send it twice | nobody | until erased
    Column("asked", Integer, nullable=False),
    UniqueConstraint("session", "person"),
    UniqueConstraint("session", "place"),
)

votes = Table(
    "votes",
    metadata,
    #: the session | nobody | until the vote is closed
    Column("session", Text, ForeignKey("sessions.id"), primary_key=True),
    #: the turn of the decision | nobody | until the vote is closed
    Column("turn", Integer, primary_key=True, autoincrement=False),
    #: the voter, so that nobody counts twice | nobody | until the vote is closed
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
    #: for what; shown to nobody but themselves, then counted and forgotten | the person | until the
    #: vote is closed
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
    #: names a certificate; random, says nothing | the person | until erased
    Column("id", Text, primary_key=True),
    #: the holder | the person, and admins and master trainers of its agency who have the code |
    #: until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: the programme | whoever has the code | until erased
    Column("programme", Text, nullable=False),
    # The person's certificates for this programme, counted from 0; prevents duplicates.
    #: a unique number | nobody | until erased
    Column("number", Integer, nullable=False),
    #: the agency whose admins and master trainers may revoke it | nobody | until erased
    Column("agency", Text, nullable=False),
    #: to check a certificate by | whoever holds the certificate | until erased
    Column("code", Text, nullable=False),
    #: when it was issued | whoever has the code | until erased
    Column("issued_at", Moment, nullable=False),
    #: when it expires | whoever has the code | until erased
    Column("expires_at", Moment, nullable=False),
    #: the editions that were passed | the person | until erased
    Column("editions", json_column(), nullable=False),
    #: whether whoever checks the code sees the whole name | the person | until erased
    Column("named", Boolean, nullable=False, server_default=false()),
    #: since when it holds no more | whoever has the code | until erased
    Column("revoked_at", Moment),
    #: the person who revoked it | nobody | until erased, or they are erased
    Column("revoked_by", Text),
    #: the reason, as written to its holder | the person | until erased
    Column("reason", Text),
    UniqueConstraint("person", "programme", "number"),
    UniqueConstraint("code"),
)

# The export log: a row exists before its file does. Its author has no foreign key, and is removed
# when they are erased.
releases = Table(
    "releases",
    metadata,
    #: names a file with what people did; random, says nothing | operators; whoever stands in it by
    #: name | as long as the database is kept
    Column("id", Text, primary_key=True),
    #: the admin who made it in the chat, to ask them for it | operators | until they are erased
    Column("made_by", Text, index=True),
    #: the name given on the command line | operators; whoever stands in it by name | until they are
    #: erased, where the name is theirs
    Column("called", Text),
    #: when it was made | operators; who has it; whoever stands in it by name | as long as the
    #: database is kept
    Column("made_at", Moment, nullable=False),
    #: the data sets, such as `attempts` | likewise | as long as the database is kept
    Column("sets", json_column(), nullable=False),
    #: the file format | operators | as long as the database is kept
    Column("format", Text, nullable=False),
    #: the agency, if limited to one | operators; whoever stands in it by name | as long as the
    #: database is kept
    Column("agency", Text),
    #: the cohort, if limited to one | likewise | as long as the database is kept
    Column("cohort", Text),
    #: the case, if limited to one | likewise | as long as the database is kept
    Column("scenario", Text),
    #: the first day | likewise | as long as the database is kept
    Column("since", Moment),
    #: the last day | likewise | as long as the database is kept
    Column("until", Moment),
    #: whether it has names | likewise | as long as the database is kept
    Column("named", Boolean, nullable=False),
    #: why there are names in it, as it was typed; the audit has no texts | operators; whoever
    #: stands in it by name | as long as the database is kept
    Column("reason", Text),
    #: the recipient | likewise | until they are erased, where the name is theirs
    Column("handed_to", Text),
    #: whether it left | operators | as long as the database is kept
    Column("state", Text, nullable=False),
    #: when it left: who came later is not in it | operators | as long as the database is kept
    Column("out_at", Moment),
    #: the hash of the file, to recognise it | operators | as long as the database is kept
    Column("sha256", Text),
    #: the number of rows | operators | as long as the database is kept
    Column("rows", BigInteger),
    #: since when it is to be deleted, since somebody was erased who may stand in it | operators;
    #: who has it | as long as the database is kept
    Column("asked_at", Moment),
    #: that whoever has it is told so once | operators | as long as the database is kept
    Column("promised_at", Moment),
    #: when whoever has it said that it is deleted | operators | as long as the database is kept
    Column("deleted_at", Moment),
)

# The people named in an export.
released = Table(
    "released",
    metadata,
    #: in which file with names somebody stands, by name or by pseudonym | the person, operators |
    #: until erased
    Column("release", Text, ForeignKey("releases.id"), primary_key=True),
    #: who it is | the person, operators | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
    #: that they are told of it once, or that there is nothing to tell | nobody | until erased
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
    #: an assignment whose results may be in files from the chat | operators | as long as the
    #: database is kept
    Column("assignment", Text, ForeignKey("assignments.id"), primary_key=True),
    #: up to when they may: of at least ten people at once | operators | as long as the database is
    #: kept
    Column("until", Moment, nullable=False),
)

# The audit log; rows are only appended (see `audit_log`). A person's id has no foreign key: it
# stays when they are erased, and then refers to nobody.
audit = Table(
    "audit",
    metadata,
    #: counts the rows, so that none can go unseen | operators | until it is archived (`basira audit
    #: archive`), and in that file
    Column("number", Integer, primary_key=True, autoincrement=False),
    #: the time of the act | operators; the person of what they did and what was done to them |
    #: until it is archived (`basira audit archive`), and in that file
    Column("at", Moment, nullable=False),
    #: who did it; a random id that leads nowhere once they are erased | operators | until it is
    #: archived (`basira audit archive`), and in that file
    Column("person", Text, index=True),
    #: the role | operators; the person likewise | until it is archived (`basira audit archive`),
    #: and in that file
    Column("role", Text, nullable=False),
    #: the agency of the role | operators; the person likewise | until it is archived (`basira audit
    #: archive`), and in that file
    Column("agency", Text, nullable=False),
    #: the right used, such as `invite` | operators; the person likewise | until it is archived
    #: (`basira audit archive`), and in that file
    Column("act", Text, nullable=False),
    #: what was tapped, written or called, such as `make-link`; never what was said | operators; the
    #: person likewise | until it is archived (`basira audit archive`), and in that file
    Column("deed", Text, nullable=False),
    #: the kind of object | operators; the person likewise | until it is archived (`basira audit
    #: archive`), and in that file
    Column("kind", Text),
    #: the object: a random id, an agency or a case | operators | until it is archived (`basira
    #: audit archive`), and in that file
    Column("object", Text, index=True),
    #: the origin: the bot, the sandbox or the command line | operators; the person likewise | until
    #: it is archived (`basira audit archive`), and in that file
    Column("origin", Text, nullable=False),
    #: the hash of the row before, so that the rows are a chain | operators | until it is archived
    #: (`basira audit archive`), and in that file
    Column("before", Text, nullable=False),
    #: the hash of this row | operators | until it is archived (`basira audit archive`), and in that
    #: file
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
    #: the person who was asked | operators | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: which case, their work, or the numbers of an agency that they enter; never what they answered
    #: | the person | until erased
    Column("about", Text, primary_key=True),
    #: the month, not to ask again too soon | the person | until erased
    Column("month", Text, nullable=False),
    #: the number of questions done, answered or not | operators | until erased
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
    #: the agency that reports its own figures | focal points and admins of the agency | as long as
    #: the database is kept
    Column("agency", Text, primary_key=True),
    #: the month | focal points and admins of the agency | as long as the database is kept
    Column("month", Text, primary_key=True),
    #: the figure, such as referrals passed on | focal points and admins of the agency | as long as
    #: the database is kept
    Column("figure", Text, primary_key=True),
    #: the number of the correction | focal points and admins of the agency | as long as the
    #: database is kept
    Column("version", Integer, primary_key=True, autoincrement=False),
    # NULL where it is unknown, which differs from 0.
    #: the number; of nobody | focal points and admins of the agency; in reports from five on | as
    #: long as the database is kept
    Column("number", Integer),
    #: the person who entered it, to ask them about it | focal points and admins of the agency |
    #: until erased
    Column("entered_by", Text, index=True),
    #: when it was entered | focal points and admins of the agency | as long as the database is kept
    Column("entered_at", Moment, nullable=False),
)

sign_offs = Table(
    "sign_offs",
    metadata,
    #: names a sign-off; random, says nothing | operators | as long as the database is kept
    Column("id", Text, primary_key=True),
    #: the case that an expert has reviewed | everybody | as long as the database is kept
    Column("scenario", Text, nullable=False, index=True),
    #: the edition | everybody | as long as the database is kept
    Column("edition", Text, nullable=False),
    #: the languages | everybody | as long as the database is kept
    Column("languages", json_column(), nullable=False),
    #: the expert's field | everybody | as long as the database is kept
    Column("field", Text, nullable=False),
    #: the expert's name of choice | everybody, while it is good | as long as the database is
    #: kept, or until they are erased
    Column("by", Text),
    #: the expert's organisation, if to be shown | everybody, while it is good | as long as the
    #: database is kept
    Column("organisation", Text),
    #: when it was signed | everybody | as long as the database is kept
    Column("at", Moment, nullable=False),
    #: when it was revoked | operators | as long as the database is kept
    Column("ended_at", Moment),
)

erasures = Table(
    "erasures",
    metadata,
    #: which random id was erased, so that a restored backup is erased again | operators | as long
    #: as backups are kept
    Column("person", Text, primary_key=True),
    #: when it was erased | operators | as long as backups are kept
    Column("at", Moment, nullable=False),
)

# Updates that were handled, so that Telegram's repetitions are ignored.
seen = Table(
    "seen",
    metadata,
    #: the bot that got an update | nobody | 48 hours
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: not to handle an update twice; a running number of Telegram's | nobody | 48 hours
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    #: to forget it in time | nobody | 48 hours
    Column("at", Moment, nullable=False, index=True),
)

# Messages of the last 48 hours in private chats, which their people can have removed.
sent_messages = Table(
    "sent_messages",
    metadata,
    #: the bot that sent a message | nobody | 48 hours
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: the chat, so that `/hide` can remove it | the person, in their own copy | 48 hours, until
    #: hidden, or erased
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    #: the message's number; never what it said | the person, in their own copy | 48 hours, until
    #: hidden, or erased
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    #: to forget it in time | the person, in their own copy | 48 hours, until hidden, or erased
    Column("at", Moment, nullable=False, index=True),
)

# Signing in to the console: one-time links, each with three numbers, of which its page shows one.
# Old programs erase people without knowing these tables, so the rows go with their person.
web_sign_ins = Table(
    "web_sign_ins",
    metadata,
    #: names a request to sign in to the console; random, says nothing | the person, in their own
    #: copy | an hour
    Column("id", Text, primary_key=True),
    #: the person who asked in the chat | the person, in their own copy | an hour, or until erased
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    #: a hash, to know the link again; good for two minutes and once | the person, in their own copy
    #: | an hour
    Column("token", Text, nullable=False, unique=True),
    # Of the browser that opened the link; NULL before.
    #: a hash, to know the browser again that opened the link | the person, in their own copy | an
    #: hour
    Column("page", Text, unique=True),
    #: the number shown on its page | the person | an hour
    Column("number", Integer, nullable=False),
    #: the numbers offered in the chat | the person | an hour
    Column("numbers", json_column(), nullable=False),
    #: to let nobody ask too often | the person, in their own copy | an hour
    Column("created_at", Moment, nullable=False, index=True),
    #: when the link expires | the person, in their own copy | an hour
    Column("expires_at", Moment, nullable=False),
    # When the number was chosen in the chat.
    #: when they chose the number | the person, in their own copy | an hour
    Column("chosen_at", Moment),
    # When it was used, or ended without a session.
    #: when it was used or stopped | the person, in their own copy | an hour
    Column("ended_at", Moment),
    Index(None, "person", "created_at"),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    #: names a session on the console; random, says nothing | the person, in their own copy | 12
    #: hours, or until signed out
    Column("id", Text, primary_key=True),
    #: the signed-in person | the person, in their own copy | 12 hours, until signed out, or erased
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    #: a hash, to know the browser again | the person, in their own copy | 12 hours, or until signed
    #: out
    Column("token", Text, nullable=False, unique=True),
    #: whether it is a browser or a Mini App; never which | the person | 12 hours, or until signed
    #: out
    Column("kind", Text, nullable=False),
    #: when it began | the person | 12 hours, or until signed out
    Column("created_at", Moment, nullable=False),
    #: when it was last used, to the minute, to end it when idle | the person | 12 hours, or until
    #: signed out
    Column("used_at", Moment, nullable=False),
    #: when it ends | the person | 12 hours, or until signed out
    Column("expires_at", Moment, nullable=False, index=True),
)

# Dangerous acts on the console, which are confirmed in the chat.
web_confirmations = Table(
    "web_confirmations",
    metadata,
    #: names a question in the chat; random, says nothing | the person, in their own copy | two
    #: minutes, until the next tidying
    Column("id", Text, primary_key=True),
    #: the person asked | the person, in their own copy | two minutes, or until erased
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    #: the session that asks | the person, in their own copy | two minutes
    Column("session", Text, nullable=False, index=True),
    #: the act, by a fixed name | the person | two minutes
    Column("act", Text, nullable=False),
    #: the kind of object | the person | two minutes
    Column("kind", Text, nullable=False),
    #: the object, by a random id | the person | two minutes
    Column("object", Text, nullable=False),
    # The hash of all that the act is about to do.
    #: a hash of all that is to be done, so that nothing else is | nobody | two minutes
    Column("content", Text, nullable=False),
    #: when it was asked | the person, in their own copy | two minutes
    Column("created_at", Moment, nullable=False),
    #: until when it can be answered | the person, in their own copy | two minutes
    Column("expires_at", Moment, nullable=False, index=True),
    #: whether they said yes | the person | two minutes
    Column("granted", Boolean),
    #: when they answered | the person, in their own copy | two minutes
    Column("answered_at", Moment),
    #: when it was done, so that it is done once | the person, in their own copy | two minutes
    Column("used_at", Moment),
)

# Accounts at an institution's OpenID provider, linked by their people.
web_identities = Table(
    "web_identities",
    metadata,
    #: the institution's login | the person | until unlinked, signed out everywhere, or erased
    Column("issuer", Text, primary_key=True),
    #: the account's id at the institution; no name, no address | the person, in their own copy |
    #: until unlinked, signed out everywhere, or erased
    Column("subject", Text, primary_key=True),
    #: the linked person | the person, in their own copy | until unlinked, signed out everywhere, or
    #: erased
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    #: when they linked it | the person, in their own copy | until unlinked, signed out everywhere,
    #: or erased
    Column("linked_at", Moment, nullable=False),
)

# Hashes of a Mini App's `initData` that were exchanged for a session.
used_init_data = Table(
    "used_init_data",
    metadata,
    #: not to take a Mini App's proof of who opened it twice; nothing leads from it to anybody |
    #: nobody | 48 hours
    Column("hash", Text, primary_key=True),
    #: to forget it in time | nobody | 48 hours
    Column("expires_at", Moment, nullable=False, index=True),
)

# Dead letters: updates whose handling failed.
set_aside = Table(
    "set_aside",
    metadata,
    #: the bot that got an update that failed | operators | until handled
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: the update's number; never what it said | operators | until handled
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    #: the type of update | operators | until handled
    Column("kind", Text, nullable=False),
    #: the name of the error; never its text | operators | until handled
    Column("error", Text, nullable=False),
    #: the number of failures | operators | until handled
    Column("tries", Integer, nullable=False),
    #: when it last failed | operators | until handled
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
