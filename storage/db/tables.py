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
    #: whose procedures and lines they are shown | the person, their trainers, operators | until
    #: erased
    Column("agency", Text),
    #: which cases suit their work | the person, their trainers | until erased
    Column("job", Text),
    #: which version of the notice they accepted | the person, operators | until erased
    Column("notice", Integer),
    #: when they accepted it | the person, operators | until erased
    Column("notice_at", Moment),
    #: not to ask again who they are | operators | until erased
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
    #: on which days they are left alone | the person | until erased
    Column("rest_days", json_column()),
    #: on which days they want to practise | the person | until erased
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
    #: when they came back after that | operators | until erased
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
    #: whose name it is | operators | until erased, the first of all
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: in which letters the name is written | the person, their trainers | until erased, the first
    #: of all
    Column("script", Text, primary_key=True),
    #: the name for certificates and their trainer | the person, their trainers and supervisors |
    #: until erased, the first of all
    Column("name", Text, nullable=False),
)

# The keys of pseudonyms in exports; nothing else links an export to a person.
pseudonyms = Table(
    "pseudonyms",
    metadata,
    #: whose key it is | nobody | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: from which the names come that stand for them in files | the person, in their own copy |
    #: until erased
    Column("key", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    #: which bot they write to | nobody | until erased
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: to send messages to them | the person, in their own copy | until erased
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    #: whose account it is | nobody | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: not to write to those who blocked the bot | operators, as a count | until they come back
    Column("blocked_at", Moment),
    #: to wait as long as Telegram asks | nobody | until replaced or erased
    Column("muted_until", Moment),
)

# With the bot: for some people of one bot, SQLite would otherwise scan all its accounts.
Index("ix_accounts_person", accounts.c.person, accounts.c.bot)

# Signed-out accounts, which a recovery code reconnects with their person.
signed_out = Table(
    "signed_out",
    metadata,
    #: with which bot an account was signed out | nobody | until they are back, or erased
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: to know it again when it comes with a code for the way back | the person, in their own copy |
    #: until they are back, or erased
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    #: whose account it was | nobody | until they are back, or erased
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    #: when it was signed out | the person, in their own copy | until they are back, or erased
    Column("at", Moment, nullable=False),
)

agencies = Table(
    "agencies",
    metadata,
    #: names an agency | everybody there | as long as the database is kept
    Column("id", Text, primary_key=True),
    #: where it is | everybody there | as long as the database is kept
    Column("country", Text, nullable=False),
    #: what it is called | everybody there | until replaced
    Column("names", json_column(), nullable=False),
    #: whether it promises to use nothing from here for appraisal or discipline | everybody there |
    #: until replaced
    Column("pledge", Text),
    #: when it was added | admins | as long as the database is kept
    Column("created_at", Moment, nullable=False),
    #: since when nobody new chooses it | admins | until it is offered again
    Column("closed_at", Moment),
    #: what its people are asked about first | everybody there | until replaced
    Column("jobs", json_column()),
    # Who gave that answer for the agency, by name and role, and when.
    #: which officer of the agency gave that answer, by name and role | admins of the agency | until
    #: replaced, or they are erased
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
    #: whose local fact it is | everybody there | until replaced
    Column("agency", Text, primary_key=True),
    #: which fact, such as the line for real cases | everybody there | until replaced
    Column("name", Text, primary_key=True),
    #: which wording an attempt showed | everybody there | until replaced
    Column("version", Integer, primary_key=True, autoincrement=False),
    #: what it says; of a service, never of a person | everybody there | until replaced
    Column("texts", json_column(), nullable=False),
    # Of a fact with settings: which of its values holds.
    #: which answer holds, of a question about the law of the place | everybody there | until
    #: replaced
    Column("setting", Text),
    #: where it is from | everybody there | until replaced
    Column("source", Text, nullable=False),
    #: who answers for it | admins | until replaced, or they are erased
    Column("confirmed_by", Text),
    #: how fresh it is | everybody there | until replaced
    Column("confirmed_at", Moment),
    #: when it must be reviewed | admins | until replaced
    Column("expires_at", Moment),
    #: when it was entered | admins | until replaced
    Column("created_at", Moment, nullable=False),
    # How many reminders of its expiry have been scheduled.
    #: how many reminders that it expires went out | nobody | until replaced
    Column("reminded", Integer, nullable=False, server_default="0"),
)

roles = Table(
    "roles",
    metadata,
    #: names a role; random, says nothing | admins | until erased
    Column("id", Text, primary_key=True),
    #: who may do it | the person, admins | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    #: what they may do | the person, admins | until erased
    Column("role", Text, nullable=False),
    #: where they may do it | the person, admins | until erased
    Column("agency", Text, nullable=False),
    #: who gave it to them | admins | until erased
    Column("granted_by", Text),
    #: since when | the person, admins | until erased
    Column("granted_at", Moment, nullable=False),
    #: until when | the person, admins | until erased
    Column("ended_at", Moment),
)

cohorts = Table(
    "cohorts",
    metadata,
    #: names a cohort; random, says nothing | its trainers | while it is kept
    Column("id", Text, primary_key=True),
    #: what its trainer calls it | its trainers and members | while it is kept
    Column("name", Text, nullable=False),
    #: whose people it trains | its trainers and members | while it is kept
    Column("agency", Text, nullable=False, index=True),
    #: in which zone its due dates are | its trainers and members | while it is kept
    Column("timezone", Text, nullable=False),
    #: since when there is one | its trainers | while it is kept
    Column("created_at", Moment, nullable=False),
    #: since when it rests | its trainers | while it is kept
    Column("archived_at", Moment),
    #: the share a cohort is to know on an average day; no person | trainers | as long as the cohort
    Column("retention", Double),
    #: holidays and hours of a cohort; no person | trainers | as long as the cohort
    Column("calendar", json_column()),
)

cohort_trainers = Table(
    "cohort_trainers",
    metadata,
    #: which cohort they train | the cohort's trainers, admins | until erased
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True),
    #: who trains it | the cohort's trainers, admins | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
    #: since when | the cohort's trainers, admins | until erased
    Column("since", Moment, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    #: names a membership; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: in which cohort they are | the person, its trainers | until erased
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: who is in it | the person, its trainers, supervisors | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    #: since when | the person, its trainers | until erased
    Column("joined_at", Moment, nullable=False),
    #: until when | the person, its trainers | until erased
    Column("left_at", Moment),
    #: what they came through: a link, its short code, a personal code | the person, its trainers |
    #: until erased
    Column("through", Text),
    #: by which invitation, so that its trainers see how many came by each | nobody | until erased
    Column("invitation", Text),
)

# Whom a trainer excludes from their next nudge.
spared = Table(
    "spared",
    metadata,
    #: who is about to send a nudge | that trainer | until restarted, or erased
    Column("trainer", Text, ForeignKey("people.id"), primary_key=True),
    #: to which cohort | that trainer | until restarted, or erased
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True),
    #: whom they leave out of it | that trainer | until restarted, or erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
)

roster = Table(
    "roster",
    metadata,
    #: names a line of a cohort's list; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: on whose list it stands | its trainers | until erased
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: the name that the trainer entered, in either script | the person, its trainers | until erased
    Column("names", json_column(), nullable=False),
    #: the job that the trainer entered | the person, its trainers | until erased
    Column("job", Text),
    #: who took this place with their personal code | its trainers | until erased
    Column("person", Text, ForeignKey("people.id"), index=True),
    #: when they took it | its trainers | until erased
    Column("claimed_at", Moment),
    #: when it was entered | its trainers | until erased
    Column("created_at", Moment, nullable=False),
    #: the agency's own number, where a trainer entered one to tell two people of one name apart |
    #: its trainers | until erased
    Column("number", Text),
    #: what their trainer is entering of what they answered on paper | its trainers | until it is
    #: entered or left
    Column("paper", json_column()),
)

invitations = Table(
    "invitations",
    metadata,
    #: knows an invitation again without keeping it | nobody | 30 days after it is over
    Column("hash", Text, primary_key=True),
    #: what it opens: a cohort, a place on a list, a role | its trainers, admins | 30 days after it
    #: is over
    Column("kind", Text, nullable=False),
    #: to which cohort | its trainers | 30 days after it is over
    Column("cohort", Text, ForeignKey("cohorts.id"), index=True),
    #: to which place on its list | its trainers | 30 days after it is over
    Column("roster", Text, ForeignKey("roster.id"), index=True),
    #: to which role | admins | 30 days after it is over
    Column("role", Text),
    #: in which agency | its trainers, admins | 30 days after it is over
    Column("agency", Text),
    #: how often it can still be used | its trainers, admins | 30 days after it is over
    Column("uses", Integer),
    #: who gave it out | its trainers, admins | 30 days after it is over, or they are erased
    Column("created_by", Text, index=True),
    #: when | its trainers, admins | 30 days after it is over
    Column("created_at", Moment, nullable=False),
    #: until when it is good | its trainers, admins | 30 days after it is over
    Column("expires_at", Moment),
    #: when it was revoked | its trainers, admins | 30 days after it is over
    Column("revoked_at", Moment),
    #: knows its short code again without keeping it | nobody | 30 days after it is over
    Column("code", Text),
    #: until when that code is good | its trainers | 30 days after it is over
    Column("code_until", Moment),
    # Whose account it transfers, where it is a recovery code.
    #: whose account it lets change, where it is a code for the way back | nobody | 30 days after it
    #: is over, or they are erased
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
    #: whose place is to move | they, the trainers of their cohorts, admins | while it waits
    Column("person", Text, ForeignKey("people.id"), nullable=False, unique=True),
    #: who opened the code | nobody | while it waits
    Column("into", Text, ForeignKey("people.id"), nullable=False, unique=True),
    #: by which code | nobody | while it waits
    Column("invitation", Text, nullable=False),
    #: who made it, to tell them if it is stopped | nobody | while it waits, or they are erased
    Column("asked_by", Text),
    #: when it was opened | operators | while it waits
    Column("opened_at", Moment, nullable=False),
    #: when the account that is to change was told | operators | while it waits
    Column("told_at", Moment),
    #: until when it can be stopped | who opened the code | while it waits
    Column("moves_at", Moment, nullable=False, index=True),
    #: which second admin said yes, where roles come along | nobody | while it waits, or they are
    #: erased
    Column("agreed_by", Text),
)

# Uploaded rosters that wait for their trainer's confirmation.
lists = Table(
    "lists",
    metadata,
    #: which trainer sent a list as a file | the trainer | a day, or until it is entered
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: names it in buttons; random, says nothing | nobody | a day, or until it is entered
    Column("id", Text, nullable=False),
    #: for which cohort | the trainer | a day, or until it is entered
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False),
    #: the names, jobs and numbers of its rows, until the trainer says whether they shall be entered
    #: | the trainer | a day, or until it is entered
    Column("rows", json_column(), nullable=False),
    #: when it came | nobody | a day, or until it is entered
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
    #: which scenario of one's own | its owner, master trainers of the agency; once shared, those it
    #: is shared with | while it is kept
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    #: whose trainers look after it | its owner, master trainers of the agency | while it is kept
    Column("agency", Text, nullable=False),
    #: who made it | its owner, admins who are asked to approve it | until erased
    Column("owner", Text, index=True),
    # The edition in use; NULL for drafts and withdrawn scenarios.
    #: what is played of it now | whoever may play it | while it is kept
    Column("edition", Text, ForeignKey("editions.hash")),
    #: to whom it is open | its owner, master trainers of the agency | while it is kept
    Column("reach", Text, nullable=False),
    #: since when | its owner, master trainers of the agency | while it is kept
    Column("created_at", Moment, nullable=False),
    #: when it was withdrawn | its owner, master trainers of the agency | while it is kept
    Column("withdrawn_at", Moment),
)

authored_editions = Table(
    "authored_editions",
    metadata,
    #: of which scenario | its owner, master trainers of the agency | while it is kept
    Column("scenario", Text, ForeignKey("authored.scenario"), primary_key=True),
    #: which edition, counted from 1 | its owner, master trainers of the agency | while it is kept
    Column("number", Integer, primary_key=True, autoincrement=False),
    #: names its content | nobody | while it is kept
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False, index=True),
    #: who sent it | nobody | until erased
    Column("made_by", Text),
    #: when | its owner, master trainers of the agency | while it is kept
    Column("made_at", Moment, nullable=False),
    #: how far an admin let it go | its owner, master trainers of the agency | while it is kept
    Column("approved", Text),
)

shares = Table(
    "shares",
    metadata,
    #: which scenario is shared | its owner, the cohort's members and trainers | until sharing ends
    Column("scenario", Text, ForeignKey("authored.scenario"), primary_key=True),
    #: with whom | its owner, the cohort's members and trainers | until sharing ends
    Column("cohort", Text, ForeignKey("cohorts.id"), primary_key=True, index=True),
    #: since when | its owner | until sharing ends
    Column("since", Moment, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    #: names a question to an admin; random, says nothing | admins | while it is kept
    Column("id", Text, primary_key=True),
    #: about which scenario | its owner, admins | while it is kept
    Column("scenario", Text, ForeignKey("authored.scenario"), nullable=False, index=True),
    #: which edition of it | its owner, admins | while it is kept
    Column("number", Integer, nullable=False),
    #: how far it is to go | its owner, admins | while it is kept
    Column("reach", Text, nullable=False),
    #: who asked, so that they can be notified | admins | until they are erased
    Column("asked_by", Text),
    #: when | its owner, admins | while it is kept
    Column("asked_at", Moment, nullable=False),
    #: its result | its owner, admins | while it is kept
    Column("state", Text, nullable=False),
    #: who decided | nobody | until they are erased
    Column("decided_by", Text),
    #: when | its owner, admins | while it is kept
    Column("decided_at", Moment),
    #: why it was declined, in the words of the admin | its owner, admins | while it is kept
    Column("reason", Text),
)

assignments = Table(
    "assignments",
    metadata,
    #: names an assignment; random, says nothing | its trainers | while it is kept
    Column("id", Text, primary_key=True),
    #: to whom | its members and trainers | while it is kept
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: what | its members and trainers | while it is kept
    Column("scenario", Text, ForeignKey("scenarios.id"), nullable=False),
    #: practice or assessment | its members and trainers | while it is kept
    Column("mode", Text, nullable=False),
    #: until when | its members and trainers | while it is kept
    Column("due_at", Moment, nullable=False),
    #: from which score it is passed | its members and trainers | while it is kept
    Column("pass_mark", Integer, nullable=False),
    #: who gave it | its trainers | while it is kept, or until they are erased
    Column("created_by", Text, index=True),
    #: when | its members and trainers | while it is kept
    Column("created_at", Moment, nullable=False),
    #: when it was withdrawn | its members and trainers | while it is kept
    Column("withdrawn_at", Moment),
    #: the programme of which it is a step | its members and trainers | while it is kept
    Column("programme", Text),
    #: how often it may be tried | its members and trainers | while it is kept
    Column("attempts", Integer),
    #: which try counts: first, best, last | its members and trainers | while it is kept
    Column("counts", Text, nullable=False, server_default=text("'best'")),
    #: what became of those who were in it when it was taken back | its members and trainers | while
    #: it is kept
    Column("withdrawn_how", Text),
    #: the test of which it is a part | its members and trainers | while it is kept
    Column("test", Text),
    #: which part: before, after, months later | its members and trainers | while it is kept
    Column("part", Text),
    #: knows the steps of one giving of a programme together; random | its trainers | while it is
    #: kept
    Column("series", Text, index=True),
    #: which step of the programme | its members and trainers | while it is kept
    Column("step", Integer),
    #: from when it may be begun | its members and trainers | while it is kept
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
    #: what was given to some of a cohort only | the person, its trainers | while it is kept; when
    #: they are erased, the row goes over to nobody, so that what was for one is not for all
    Column("assignment", Text, ForeignKey("assignments.id"), primary_key=True),
    #: to whom | the person, its trainers | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True, index=True),
)

# Choices for new assignments that trainers are preparing.
plans = Table(
    "plans",
    metadata,
    #: names what a trainer is about to assign; random | its trainer | 7 days
    Column("id", Text, primary_key=True),
    #: whose plan it is | its trainer | 7 days, or until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    #: for which cohort | its trainer | 7 days
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: what was chosen so far, and for whom of the cohort | its trainer | 7 days; who is erased is
    #: taken out
    Column("content", json_column(), nullable=False),
    #: tells when it may be forgotten | nobody | 7 days
    Column("made_at", Moment, nullable=False, index=True),
)

attempts = Table(
    "attempts",
    metadata,
    #: names an attempt in buttons; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: whose attempt it is | operators | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: exactly which texts they played | the person, their trainers | until erased
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False, index=True),
    #: which rules of scoring counted | their trainers | until erased
    Column("rules", Integer, nullable=False),
    #: draws the same names again | nobody | until erased
    Column("seed", BigInteger, nullable=False),
    #: in which language they played | the person, their trainers | until erased
    Column("language", Text, nullable=False),
    #: practice, an assessment, or a moment tried again | the person, their trainers | until erased
    Column("mode", Text, nullable=False),
    #: tells a new tap from an old one | nobody | until erased
    Column("turn", Integer, nullable=False),
    #: to show again what did not reach them | nobody | until erased
    Column("shown_turn", Integer, nullable=False),
    #: where they stand in the scenario | the person | until erased
    Column("position", Text, nullable=False),
    #: running, ended or abandoned | the person, their trainers; supervisors whether it is done |
    #: until erased
    Column("state", Text, nullable=False),
    #: when they began | the person, their trainers | until erased
    Column("started_at", Moment, nullable=False),
    #: when they last answered | the person, their trainers | until erased
    Column("moved_at", Moment, nullable=False),
    #: when it was over | the person, their trainers | until erased
    Column("ended_at", Moment),
    #: which ending they reached | the person, their trainers | until erased
    Column("outcome", Text),
    #: how well it went | the person, their trainers as bands | until erased
    Column("score", Integer),
    #: whether it counts as passed | the person, their trainers | until erased
    Column("passed", Boolean),
    #: the result in detail, for the debrief | the person; their trainers as bands and what critical
    #: moments were about | until erased
    Column("result", json_column()),
    #: for which assignment it was played | the person, their trainers | until erased
    Column("assignment", Text),
    #: where they worked then | their trainers, operators | until erased; then it stays as a number
    Column("agency", Text),
    #: from which attempt a moment is tried again | the person | until erased
    Column("replays", Text),
    #: whether its screens use words in place of symbols | the person | until erased
    Column("plain_screens", Boolean, nullable=False, server_default=false()),
    #: whether they let their trainer see its steps, and since when | the person, their trainers |
    #: until they take it back, or erased
    Column("shared_at", Moment),
    #: who entered it from paper | their trainers | until erased, or the trainer is
    Column("entered_by", Text),
    #: when it was entered from paper | the person, their trainers | until erased
    Column("entered_at", Moment),
    #: in which class it was answered on paper | the person, their trainers | until erased
    Column("session", Text),
    #: since when its steps are shown to nobody, since its place moved to another account | nobody |
    #: until erased
    Column("withheld_at", Moment),
    # When its steps were unlinked; and, in the anonymous copy that has them, the assignment that it
    # counts for.
    #: since when its steps are no longer kept with it | the person | until erased
    Column("cleared_at", Moment),
    #: of nobody: in the numbers of which assignment these steps count | nobody | as long as the
    #: database is kept
    Column("counted", Text),
    # Which process is sending its screen; and since when, where it is sent again.
    #: which running program is sending them that; random, says nothing | nobody | until erased
    Column("carrier", Text),
    #: since when | nobody | until erased
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
    #: in which attempt it happened | operators | until erased
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    #: in which order things happened | nobody | until erased
    Column("seq", Integer, primary_key=True, autoincrement=False),
    #: at which turn | the person | until erased
    Column("turn", Integer, nullable=False),
    #: what sort of thing happened | the person | until erased
    Column("kind", Text, nullable=False),
    #: where in the scenario | the person, trainers if they share the path | until erased
    Column("scene", Text),
    #: what they chose | the person, trainers if they share the path | until erased
    Column("act", json_column()),
    #: what it earned | the person | until erased
    Column("credit", json_column()),
    #: the sort of mistake, for statistics | the person, trainers as themes | until erased
    Column("error", Text),
    #: whether it endangered somebody in the story | the person, trainers as themes | until erased
    Column("critical", Boolean, nullable=False),
    #: in which language they read the question | the person | until erased
    Column("language", Text, nullable=False),
    #: which version of the agency's facts they were told | the person | until erased
    Column("facts", json_column()),
    #: when it happened | the person | until erased
    Column("at", Moment, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    #: whose ticks and orders these are | operators | until they move on, or erased
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    #: in which question | nobody | until they move on, or erased
    Column("turn", Integer, nullable=False),
    #: what they have ticked or put in order, before Done | the person | until they move on, or
    #: erased
    Column("items", json_column(), nullable=False),
)

# Scheduled jobs (see `jobs`).
due = Table(
    "due",
    metadata,
    # Random and never reused: a process that claimed a job which was cancelled and scheduled again
    # holds the old one. The key could not tell them apart.
    #: tells one promise from another; random, says nothing | nobody | until kept, withdrawn or
    #: erased
    Column("id", Text, primary_key=True),
    #: for whom something is to be done | operators | until kept, withdrawn or erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: what is to be done, such as a time limit | operators | until kept, withdrawn or erased
    Column("kind", Text, nullable=False),
    #: not to promise the same thing twice; made of random ids | operators | until kept, withdrawn
    #: or erased
    Column("key", Text, nullable=False),
    #: what it is about, such as an attempt; a random id | operators | until kept, withdrawn or
    #: erased
    Column("subject", Text),
    #: when it is to be done | operators | until kept, withdrawn or erased
    Column("due", Moment, nullable=False),
    #: when it would come too late to be of use to them | operators | until kept, withdrawn or
    #: erased
    Column("not_after", Moment),
    #: small facts that the doing needs, such as a message's number; never what was said | nobody |
    #: until kept, withdrawn or erased
    Column("payload", json_column()),
    #: waiting or being done | operators | until kept, withdrawn or erased
    Column("state", Text, nullable=False),
    #: how long whoever is doing it may take | operators | until kept, withdrawn or erased
    Column("lease", Moment),
    #: how often it was handed out, so that trouble is noticed | operators | until kept, withdrawn
    #: or erased
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
    #: in which attempt somebody said that something is wrong | operators | until erased
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    #: at which turn, and so with which text | operators | until erased
    Column("turn", Integer, primary_key=True, autoincrement=False),
    #: what is wrong: procedure, clarity, language, upsetting | trainers as numbers, from five
    #: people on | until erased
    Column("kind", Text, primary_key=True),
    #: when | operators | until erased
    Column("at", Moment, nullable=False),
)

memories = Table(
    "memories",
    metadata,
    #: whose knowledge of an item it is | operators | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: from which case the item is | the person | until erased
    Column("scenario", Text, ForeignKey("scenarios.id"), primary_key=True),
    #: which of its questions; the same for everybody | operators | until erased
    Column("signature", Text, primary_key=True),
    # A cache of the reviews, so that planning reads one row for each item.
    #: how long it is likely to be known | the person; trainers as a share of a cohort, from five
    #: people on | until erased
    Column("stability", Double, nullable=False),
    #: how hard it seems to them | the person | until erased
    Column("difficulty", Double, nullable=False),
    #: when it was answered last | the person; trainers as a share of a cohort, from five people on
    #: | until erased
    Column("reviewed_at", Moment, nullable=False),
    #: how often it was answered | the person | until erased
    Column("reviews", Integer, nullable=False),
    #: how often it was answered wrong | the person | until erased
    Column("lapses", Integer, nullable=False),
    #: in which ways it was put and answered right | the person | until erased
    Column("right", json_column(), nullable=False),
    #: in which way it was put last, so that another comes next | the person | until erased
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
    #: whose answer it is | operators | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: from which case the item is | the person | until erased
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
    #: what they chose | the person | until erased
    Column("act", Text, nullable=False),
    #: how well | the person; trainers as a share of a cohort, from five people on | until erased
    Column("grade", Integer, nullable=False),
    #: whether they were sure of a wrong answer, if they said so | the person | until erased
    Column("sure", Boolean),
    #: how likely a right answer was held, to see whether forecasts are any good | the person;
    #: admins as a figure of all | until erased
    Column("predicted", Double),
    #: in which message it was asked | operators | until erased
    Column("prompt", Text),
    #: in which attempt it was met | operators | until erased
    Column("attempt", Text),
    # The chance of a right answer by guessing; NULL for answers older than this column.
    #: how likely a guess would have been right, so that a lucky answer counts less | the person |
    #: until erased
    Column("guess", Double),
)

prompts = Table(
    "prompts",
    metadata,
    #: tells one message from another; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: to whom it went | operators | until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: when, so that nobody gets too many | the person; admins as a figure of all | until erased
    Column("made_at", Moment, nullable=False, index=True),
    #: at which time of their day, or because they asked | the person; admins as a figure of all |
    #: until erased
    Column("slot", Text, nullable=False),
    #: in which language | the person | until erased
    Column("language", Text, nullable=False),
    #: which items, in which form | the person | until erased
    Column("items", json_column(), nullable=False),
    #: how many of them were answered | the person; admins as a figure of all | until erased
    Column("turn", Integer, nullable=False),
    #: open, answered or passed over | the person; admins as a figure of all | until erased
    Column("state", Text, nullable=False),
    #: since when that is so | the person | until erased
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
    #: until when they want none | the person | until erased
    Column("snoozed_until", Moment),
    #: until when they work at night | the person | until then, or erased
    Column("nights_until", Moment),
    #: how many they passed over in a row, so that silence follows | the person | until erased
    Column("unanswered", Integer, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    #: names a case that was run with a class; random, says nothing | operators | while its cohort
    #: is kept
    Column("id", Text, primary_key=True),
    #: with which cohort | its trainers, master trainers of the agency | while its cohort is kept
    Column("cohort", Text, ForeignKey("cohorts.id"), nullable=False, index=True),
    #: which case | its trainers, master trainers of the agency | while its cohort is kept
    Column("scenario", Text, ForeignKey("scenarios.id"), nullable=False),
    #: in which edition | operators | while its cohort is kept
    Column("edition", Text, ForeignKey("editions.hash"), nullable=False),
    #: names its cast; random, says nothing | nobody | while its cohort is kept
    Column("seed", BigInteger, nullable=False),
    #: in which language the page for all is | everybody there | while its cohort is kept
    Column("language", Text, nullable=False),
    #: where it was, as the trainer typed it | its trainers, master trainers of the agency | while
    #: its cohort is kept
    Column("place", Text, nullable=False),
    #: who led it | its trainers, master trainers of the agency | until erased
    Column("led_by", Text, index=True),
    #: when it was prepared | operators | while its cohort is kept
    Column("made_at", Moment, nullable=False),
    #: whether it is prepared, running or over | its trainers | while its cohort is kept
    Column("state", Text, nullable=False),
    #: the current phase of the class | its trainers | while its cohort is kept
    Column("phase", Text, nullable=False),
    #: where in the case the class is | everybody there | while its cohort is kept
    Column("turn", Integer, nullable=False),
    #: the same, with all that the next screen is drawn from | operators | while its cohort is kept
    Column("position", Text, nullable=False),
    #: which question for the room is shown | everybody there | while its cohort is kept
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
    #: how many were there | its trainers, master trainers of the agency | while its cohort is kept
    Column("attended", Integer),
    #: which master trainer looked on | its trainers, master trainers of the agency | until either
    #: is erased
    Column("observer", Text),
    #: what they saw of each criterion, 1 to 4 | who led it, its trainers, the observer | until who
    #: led it is erased
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
    #: in which session a decision was put to the room | its trainers | while its cohort is kept
    Column("session", Text, ForeignKey("sessions.id"), primary_key=True),
    #: at which turn | its trainers | while its cohort is kept
    Column("turn", Integer, primary_key=True, autoincrement=False),
    #: which decision | its trainers | while its cohort is kept
    Column("scene", Text, nullable=False),
    #: how many hands and papers for what; of nobody | everybody there | while its cohort is kept
    Column("hands", json_column(), nullable=False),
    #: how many phones for what, once the vote is closed; of nobody | everybody there | while its
    #: cohort is kept
    Column("votes", json_column()),
    #: what the room ticked or put in order | everybody there | while its cohort is kept
    Column("marks", json_column()),
    #: what the class did | everybody there | while its cohort is kept
    Column("act", Text),
)

attendance = Table(
    "attendance",
    metadata,
    #: names a line of who was there; random, says nothing | operators | until erased
    Column("id", Text, primary_key=True),
    #: in which session they were | the person, its trainers | until erased
    Column("session", Text, ForeignKey("sessions.id"), nullable=False),
    #: since when | the person, its trainers | until erased
    Column("at", Moment, nullable=False),
    #: whether they came by phone or were noted by hand | the person, its trainers | until erased
    Column("how", Text, nullable=False),
    #: who was there | the person, its trainers | until erased
    Column("person", Text, ForeignKey("people.id"), index=True),
    #: which line of the cohort's list was there | its trainers | until erased
    Column("place", Text, ForeignKey("roster.id"), index=True),
    #: what they were asked last, so as not to ask twice | nobody | until erased
    Column("asked", Integer, nullable=False),
    UniqueConstraint("session", "person"),
    UniqueConstraint("session", "place"),
)

votes = Table(
    "votes",
    metadata,
    #: in which session somebody votes | nobody | until the vote is closed
    Column("session", Text, ForeignKey("sessions.id"), primary_key=True),
    #: on which decision | nobody | until the vote is closed
    Column("turn", Integer, primary_key=True, autoincrement=False),
    #: who votes, so that nobody counts twice | nobody | until the vote is closed
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
    #: whose it is | the person, and admins and master trainers of its agency who have the code |
    #: until erased
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    #: what was passed | whoever has the code | until erased
    Column("programme", Text, nullable=False),
    # The person's certificates for this programme, counted from 0; prevents duplicates.
    #: that none is issued twice | nobody | until erased
    Column("number", Integer, nullable=False),
    #: whose admins and master trainers may take it back | nobody | until erased
    Column("agency", Text, nullable=False),
    #: to check a certificate by | whoever holds the certificate | until erased
    Column("code", Text, nullable=False),
    #: since when it holds | whoever has the code | until erased
    Column("issued_at", Moment, nullable=False),
    #: until when it holds | whoever has the code | until erased
    Column("expires_at", Moment, nullable=False),
    #: which wording of the cases was passed | the person | until erased
    Column("editions", json_column(), nullable=False),
    #: whether whoever checks the code sees the whole name | the person | until erased
    Column("named", Boolean, nullable=False, server_default=false()),
    #: since when it holds no more | whoever has the code | until erased
    Column("revoked_at", Moment),
    #: who took it back | nobody | until erased, or they are erased
    Column("revoked_by", Text),
    #: why, as it was written to its holder | the person | until erased
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
    #: which admin made it in the chat, to ask them for it | operators | until they are erased
    Column("made_by", Text, index=True),
    #: who made it on the command line, as was typed there | operators; whoever stands in it by name
    #: | until they are erased, where the name is theirs
    Column("called", Text),
    #: when it was made | operators; who has it; whoever stands in it by name | as long as the
    #: database is kept
    Column("made_at", Moment, nullable=False),
    #: what is in it, such as `attempts` | likewise | as long as the database is kept
    Column("sets", json_column(), nullable=False),
    #: what kind of file it is | operators | as long as the database is kept
    Column("format", Text, nullable=False),
    #: of which agency alone | operators; whoever stands in it by name | as long as the database is
    #: kept
    Column("agency", Text),
    #: of which cohort alone | likewise | as long as the database is kept
    Column("cohort", Text),
    #: of which case alone | likewise | as long as the database is kept
    Column("scenario", Text),
    #: from which day on | likewise | as long as the database is kept
    Column("since", Moment),
    #: until which day | likewise | as long as the database is kept
    Column("until", Moment),
    #: whether names stand in it | likewise | as long as the database is kept
    Column("named", Boolean, nullable=False),
    #: why there are names in it, as it was typed; the audit has no texts | operators; whoever
    #: stands in it by name | as long as the database is kept
    Column("reason", Text),
    #: to whom it was handed, or sent | likewise | until they are erased, where the name is theirs
    Column("handed_to", Text),
    #: whether it left | operators | as long as the database is kept
    Column("state", Text, nullable=False),
    #: when it left: who came later is not in it | operators | as long as the database is kept
    Column("out_at", Moment),
    #: to know the file again | operators | as long as the database is kept
    Column("sha256", Text),
    #: how much is in it | operators | as long as the database is kept
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
    #: of which assignment results may stand in files of the chat | operators | as long as the
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
    #: when something was done with a role | operators; the person of what they did and what was
    #: done to them | until it is archived (`basira audit archive`), and in that file
    Column("at", Moment, nullable=False),
    #: who did it; a random id that leads nowhere once they are erased | operators | until it is
    #: archived (`basira audit archive`), and in that file
    Column("person", Text, index=True),
    #: with which role | operators; the person likewise | until it is archived (`basira audit
    #: archive`), and in that file
    Column("role", Text, nullable=False),
    #: in which agency they held it | operators; the person likewise | until it is archived (`basira
    #: audit archive`), and in that file
    Column("agency", Text, nullable=False),
    #: by which right, such as `invite` | operators; the person likewise | until it is archived
    #: (`basira audit archive`), and in that file
    Column("act", Text, nullable=False),
    #: what was tapped, written or called, such as `make-link`; never what was said | operators; the
    #: person likewise | until it is archived (`basira audit archive`), and in that file
    Column("deed", Text, nullable=False),
    #: on what sort of thing | operators; the person likewise | until it is archived (`basira audit
    #: archive`), and in that file
    Column("kind", Text),
    #: on which; a random id, an agency or a case | operators | until it is archived (`basira audit
    #: archive`), and in that file
    Column("object", Text, index=True),
    #: from the bot, the sandbox or the command line | operators; the person likewise | until it is
    #: archived (`basira audit archive`), and in that file
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
    #: whom something was asked | operators | until erased
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    #: which case, their work, or the numbers of an agency that they enter; never what they answered
    #: | the person | until erased
    Column("about", Text, primary_key=True),
    #: in which month they were asked, so that they are not asked again too soon | the person |
    #: until erased
    Column("month", Text, nullable=False),
    #: how many of the questions are behind them, answered or not | operators | until erased
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
    #: what an agency counts of its own work: whose | focal points and admins of the agency | as
    #: long as the database is kept
    Column("agency", Text, primary_key=True),
    #: of which month | focal points and admins of the agency | as long as the database is kept
    Column("month", Text, primary_key=True),
    #: of what, such as referrals passed on | focal points and admins of the agency | as long as the
    #: database is kept
    Column("figure", Text, primary_key=True),
    #: which correction it is | focal points and admins of the agency | as long as the database is
    #: kept
    Column("version", Integer, primary_key=True, autoincrement=False),
    # NULL where it is unknown, which differs from 0.
    #: how many; of nobody | focal points and admins of the agency; in reports from five on | as
    #: long as the database is kept
    Column("number", Integer),
    #: who entered it, to ask them about it | focal points and admins of the agency | until erased
    Column("entered_by", Text, index=True),
    #: when it was entered | focal points and admins of the agency | as long as the database is kept
    Column("entered_at", Moment, nullable=False),
)

sign_offs = Table(
    "sign_offs",
    metadata,
    #: names a sign-off; random, says nothing | operators | as long as the database is kept
    Column("id", Text, primary_key=True),
    #: which case an expert has read | everybody | as long as the database is kept
    Column("scenario", Text, nullable=False, index=True),
    #: which wording of it | everybody | as long as the database is kept
    Column("edition", Text, nullable=False),
    #: in which languages | everybody | as long as the database is kept
    Column("languages", json_column(), nullable=False),
    #: what they are an expert of | everybody | as long as the database is kept
    Column("field", Text, nullable=False),
    #: who, as they wish to be called | everybody, while it is good | as long as the database is
    #: kept, or until they are erased
    Column("by", Text),
    #: of which body, where they wish it shown | everybody, while it is good | as long as the
    #: database is kept
    Column("organisation", Text),
    #: when | everybody | as long as the database is kept
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
    #: when | operators | as long as backups are kept
    Column("at", Moment, nullable=False),
)

# Updates that were handled, so that Telegram's repetitions are ignored.
seen = Table(
    "seen",
    metadata,
    #: which bot got an update | nobody | 48 hours
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
    #: which bot wrote a message | nobody | 48 hours
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: in whose chat, so that `/hide` can remove it | the person, in their own copy | 48 hours,
    #: until hidden, or erased
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    #: which message; never what it said | the person, in their own copy | 48 hours, until hidden,
    #: or erased
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
    #: who asked in the chat | the person, in their own copy | an hour, or until erased
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    #: a hash, to know the link again; good for two minutes and once | the person, in their own copy
    #: | an hour
    Column("token", Text, nullable=False, unique=True),
    # Of the browser that opened the link; NULL before.
    #: a hash, to know the browser again that opened the link | the person, in their own copy | an
    #: hour
    Column("page", Text, unique=True),
    #: which number its page shows | the person | an hour
    Column("number", Integer, nullable=False),
    #: among which the chat lets them choose | the person | an hour
    Column("numbers", json_column(), nullable=False),
    #: to let nobody ask too often | the person, in their own copy | an hour
    Column("created_at", Moment, nullable=False, index=True),
    #: until when the link is good | the person, in their own copy | an hour
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
    #: whose it is | the person, in their own copy | 12 hours, until signed out, or erased
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
    #: who is asked | the person, in their own copy | two minutes, or until erased
    Column("person", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    #: which session asks | the person, in their own copy | two minutes
    Column("session", Text, nullable=False, index=True),
    #: what is to be done, by a fixed name | the person | two minutes
    Column("act", Text, nullable=False),
    #: to what sort of thing | the person | two minutes
    Column("kind", Text, nullable=False),
    #: to which, by a random id | the person | two minutes
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
    #: when | the person, in their own copy | two minutes
    Column("answered_at", Moment),
    #: when it was done, so that it is done once | the person, in their own copy | two minutes
    Column("used_at", Moment),
)

# Accounts at an institution's OpenID provider, linked by their people.
web_identities = Table(
    "web_identities",
    metadata,
    #: at which institution's login they have an account | the person | until unlinked, signed out
    #: everywhere, or erased
    Column("issuer", Text, primary_key=True),
    #: which account, by the institution's own id; no name, no address | the person, in their own
    #: copy | until unlinked, signed out everywhere, or erased
    Column("subject", Text, primary_key=True),
    #: whose it is | the person, in their own copy | until unlinked, signed out everywhere, or
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
    #: which bot got an update that failed | operators | until handled
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    #: which update failed; never what it said | operators | until handled
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    #: what sort of update it was | operators | until handled
    Column("kind", Text, nullable=False),
    #: the name of the error; never its text | operators | until handled
    Column("error", Text, nullable=False),
    #: how often it failed | operators | until handled
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
