"""The schema that upgrades start from: `tables.py` as it was. Older databases cannot be upgraded."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = None
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    _tables().create_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "postgresql":
        # Renewed several times a second and worthless after a crash, so it need not be durable.
        op.execute("ALTER TABLE leases SET UNLOGGED")


def downgrade() -> None:
    _tables().drop_all(op.get_bind(), checkfirst=False)


def _where(condition: str) -> dict[str, Any]:
    """The condition of a partial index, for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _tables() -> sa.MetaData:
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    sa.Table(
        "people",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("agency", sa.Text),
        sa.Column("job", sa.Text),
        sa.Column("notice", sa.Integer),
        sa.Column("notice_at", Moment),
        sa.Column("enrolled_at", Moment),
        sa.Column("awaits", sa.Text),
        sa.Column("timers", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("discreet", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("hours", Json),
        sa.Column("rest_days", Json),
        sa.Column("told_at", Moment),
        sa.Column("nudged_at", Moment),
        sa.Column("leaving_at", Moment),
        sa.Column("stays_at", Moment),
        sa.Column("awaits_after", sa.Integer),
        sa.Index(None, "agency"),
    )
    sa.Table(
        "names",
        metadata,
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("script", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    sa.Table(
        "pseudonyms",
        metadata,
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
    )
    sa.Table(
        "accounts",
        metadata,
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("telegram_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("blocked_at", Moment),
        sa.Column("muted_until", Moment),
        sa.Index("ix_accounts_person", "person", "bot"),
    )
    sa.Table(
        "signed_out",
        metadata,
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("telegram_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Index(None, "person"),
    )
    sa.Table(
        "agencies",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("pledge", sa.Text),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("closed_at", Moment),
        sa.Column("jobs", Json),
        sa.Column("pledge_by", sa.Text),
        sa.Column("pledge_at", Moment),
    )
    sa.Table(
        "jobs",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("names", Json, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
    )
    sa.Table(
        "facts",
        metadata,
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("confirmed_by", sa.Text),
        sa.Column("confirmed_at", Moment),
        sa.Column("expires_at", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("reminded", sa.Integer, nullable=False, server_default="0"),
    )
    sa.Table(
        "roles",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("granted_by", sa.Text),
        sa.Column("granted_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Index(None, "person"),
    )
    sa.Table(
        "cohorts",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("archived_at", Moment),
        sa.Column("retention", sa.Double),
        sa.Column("calendar", Json),
        sa.Index(None, "agency"),
    )
    sa.Table(
        "cohort_trainers",
        metadata,
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("since", Moment, nullable=False),
        sa.Index(None, "person"),
    )
    sa.Table(
        "memberships",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), nullable=False),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("joined_at", Moment, nullable=False),
        sa.Column("left_at", Moment),
        sa.Column("through", sa.Text),
        sa.Column("invitation", sa.Text),
        sa.Index(None, "cohort"),
        sa.Index(None, "person"),
    )
    sa.Table(
        "spared",
        metadata,
        sa.Column("trainer", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Index(None, "person"),
    )
    sa.Table(
        "roster",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("job", sa.Text),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id")),
        sa.Column("claimed_at", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("paper", Json),
        sa.Index(None, "cohort"),
        sa.Index(None, "person"),
    )
    sa.Table(
        "invitations",
        metadata,
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id")),
        sa.Column("roster", sa.Text, sa.ForeignKey("roster.id")),
        sa.Column("role", sa.Text),
        sa.Column("agency", sa.Text),
        sa.Column("uses", sa.Integer),
        sa.Column("created_by", sa.Text),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment),
        sa.Column("revoked_at", Moment),
        sa.Column("code", sa.Text),
        sa.Column("code_until", Moment),
        sa.Column("person", sa.Text),
        sa.Index(None, "code", unique=True),
        sa.Index(None, "cohort"),
        sa.Index(None, "created_by"),
        sa.Index(None, "person"),
        sa.Index(None, "roster"),
    )
    sa.Table(
        "code_salts",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("salt", sa.Text, nullable=False),
    )
    sa.Table(
        "transfers",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("into", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("invitation", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("told_at", Moment),
        sa.Column("moves_at", Moment, nullable=False),
        sa.Column("agreed_by", sa.Text),
        sa.UniqueConstraint("into"),
        sa.UniqueConstraint("person"),
        sa.Index(None, "moves_at"),
    )
    sa.Table(
        "lists",
        metadata,
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), nullable=False),
        sa.Column("rows", Json, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    sa.Table(
        "scenarios",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("created_at", Moment, nullable=False),
    )
    sa.Table(
        "editions",
        metadata,
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("scenario", sa.Text, sa.ForeignKey("scenarios.id"), nullable=False),
        sa.Column("structure_hash", sa.Text, nullable=False),
        sa.Column("text_hashes", Json, nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("decision_signatures", Json, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("corrective", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("explorer", sa.Integer),
        sa.Column("reference", Json),
        sa.Index(None, "scenario"),
    )
    sa.Table(
        "authored",
        metadata,
        sa.Column("scenario", sa.Text, sa.ForeignKey("scenarios.id"), primary_key=True),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("edition", sa.Text, sa.ForeignKey("editions.hash")),
        sa.Column("reach", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
        sa.Index(None, "owner"),
    )
    sa.Table(
        "authored_editions",
        metadata,
        sa.Column("scenario", sa.Text, sa.ForeignKey("authored.scenario"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("edition", sa.Text, sa.ForeignKey("editions.hash"), nullable=False),
        sa.Column("made_by", sa.Text),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("approved", sa.Text),
        sa.Index(None, "edition"),
    )
    sa.Table(
        "shares",
        metadata,
        sa.Column("scenario", sa.Text, sa.ForeignKey("authored.scenario"), primary_key=True),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), primary_key=True),
        sa.Column("since", Moment, nullable=False),
        sa.Index(None, "cohort"),
    )
    sa.Table(
        "approvals",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("scenario", sa.Text, sa.ForeignKey("authored.scenario"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("reach", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_at", Moment),
        sa.Column("reason", sa.Text),
        sa.Index(None, "scenario"),
    )
    sa.Table(
        "assignments",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), nullable=False),
        sa.Column("scenario", sa.Text, sa.ForeignKey("scenarios.id"), nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("pass_mark", sa.Integer, nullable=False),
        sa.Column("created_by", sa.Text),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
        sa.Column("programme", sa.Text),
        sa.Column("attempts", sa.Integer),
        sa.Column("counts", sa.Text, nullable=False, server_default=sa.text("'best'")),
        sa.Column("withdrawn_how", sa.Text),
        sa.Column("test", sa.Text),
        sa.Column("part", sa.Text),
        sa.Column("series", sa.Text),
        sa.Column("step", sa.Integer),
        sa.Column("opens_at", Moment),
        sa.Index(None, "cohort"),
        sa.Index(None, "created_by"),
        sa.Index(None, "series"),
        sa.Index(None, "test", **_where("test IS NOT NULL")),
    )
    sa.Table(
        "assignees",
        metadata,
        sa.Column("assignment", sa.Text, sa.ForeignKey("assignments.id"), primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Index(None, "person"),
    )
    sa.Table(
        "plans",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Index(None, "cohort"),
        sa.Index(None, "made_at"),
        sa.Index(None, "person"),
    )
    sa.Table(
        "attempts",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("edition", sa.Text, sa.ForeignKey("editions.hash"), nullable=False),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("shown_turn", sa.Integer, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("moved_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("outcome", sa.Text),
        sa.Column("score", sa.Integer),
        sa.Column("passed", sa.Boolean),
        sa.Column("result", Json),
        sa.Column("assignment", sa.Text),
        sa.Column("agency", sa.Text),
        sa.Column("replays", sa.Text),
        sa.Column("shared_at", Moment),
        sa.Column("entered_by", sa.Text),
        sa.Column("entered_at", Moment),
        sa.Column("session", sa.Text),
        sa.Column("withheld_at", Moment),
        sa.Column("cleared_at", Moment),
        sa.Column("counted", sa.Text),
        sa.Column("carrier", sa.Text),
        sa.Column("carried_at", Moment),
        sa.Index(
            "ix_attempts_assigned",
            "ended_at",
            **_where("state = 'ended' AND assignment IS NOT NULL AND cleared_at IS NULL"),
        ),
        sa.Index(None, "assignment", **_where("assignment IS NOT NULL")),
        sa.Index(None, "counted", **_where("counted IS NOT NULL")),
        sa.Index(None, "edition"),
        sa.Index(None, "entered_by", **_where("entered_by IS NOT NULL")),
        sa.Index("ix_attempts_owed", "moved_at", **_where("shown_turn < turn")),
        sa.Index(None, "person", "state"),
        sa.Index(
            "ix_attempts_practised",
            "ended_at",
            "agency",
            "cleared_at",
            **_where("person != 'nobody' AND state = 'ended' AND assignment IS NULL"),
        ),
        sa.Index(None, "replays", **_where("replays IS NOT NULL")),
        sa.Index(
            "ix_attempts_unfinished",
            "moved_at",
            **_where(
                "person != 'nobody' AND (mode = 'preview' OR NOT (state = 'ended' OR state = 'running'))"
            ),
        ),
    )
    sa.Table(
        "events",
        metadata,
        sa.Column("attempt", sa.Text, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("scene", sa.Text),
        sa.Column("act", Json),
        sa.Column("credit", Json),
        sa.Column("error", sa.Text),
        sa.Column("critical", sa.Boolean, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("facts", Json),
        sa.Column("at", Moment, nullable=False),
    )
    sa.Table(
        "drafts",
        metadata,
        sa.Column("attempt", sa.Text, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("items", Json, nullable=False),
    )
    sa.Table(
        "due",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("due", Moment, nullable=False),
        sa.Column("not_after", Moment),
        sa.Column("payload", Json),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("lease", Moment),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.UniqueConstraint("key", "kind"),
        sa.Index("ix_due_claimed", "lease", "id", **_where("state = 'claimed'")),
        sa.Index("ix_due_kind", "kind", "due", "id", **_where("state = 'waiting'")),
        sa.Index("ix_due_person", "person", "kind", "due"),
        sa.Index(None, "subject", **_where("subject IS NOT NULL")),
        sa.Index("ix_due_waiting", "due", "id", **_where("state = 'waiting'")),
    )
    sa.Table(
        "reports",
        metadata,
        sa.Column("attempt", sa.Text, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("at", Moment, nullable=False),
    )
    sa.Table(
        "memories",
        metadata,
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("scenario", sa.Text, sa.ForeignKey("scenarios.id"), primary_key=True),
        sa.Column("signature", sa.Text, primary_key=True),
        sa.Column("stability", sa.Double, nullable=False),
        sa.Column("difficulty", sa.Double, nullable=False),
        sa.Column("reviewed_at", Moment, nullable=False),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("lapses", sa.Integer, nullable=False),
        sa.Column("right", Json, nullable=False),
        sa.Column("last", sa.Text, nullable=False),
        sa.Column("sure", sa.Boolean, nullable=False),
        sa.Column("forgiven_at", Moment),
    )
    sa.Table(
        "reviews",
        metadata,
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("scenario", sa.Text, sa.ForeignKey("scenarios.id"), primary_key=True),
        sa.Column("signature", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("grade", sa.Integer, nullable=False),
        sa.Column("sure", sa.Boolean),
        sa.Column("predicted", sa.Double),
        sa.Column("prompt", sa.Text),
        sa.Column("attempt", sa.Text),
        sa.Index(None, "at"),
    )
    sa.Table(
        "prompts",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("slot", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("items", Json, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("shown_at", Moment),
        sa.Index(None, "made_at"),
        sa.Index(None, "person", "made_at"),
        sa.Index("ix_prompts_unshown", "made_at", **_where("shown_at IS NULL")),
    )
    sa.Table(
        "rhythms",
        metadata,
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("snoozed_until", Moment),
        sa.Column("nights_until", Moment),
        sa.Column("unanswered", sa.Integer, nullable=False),
    )
    sa.Table(
        "sessions",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("cohort", sa.Text, sa.ForeignKey("cohorts.id"), nullable=False),
        sa.Column("scenario", sa.Text, sa.ForeignKey("scenarios.id"), nullable=False),
        sa.Column("edition", sa.Text, sa.ForeignKey("editions.hash"), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("led_by", sa.Text),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("question", sa.Integer, nullable=False),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("began_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("control", sa.BigInteger),
        sa.Column("attended", sa.Integer),
        sa.Column("observer", sa.Text),
        sa.Column("rubric", Json),
        sa.Column("signed_at", Moment),
        sa.Column("signed_off", sa.Boolean),
        sa.UniqueConstraint("page"),
        sa.UniqueConstraint("door"),
        sa.Index(None, "cohort"),
        sa.Index(None, "led_by"),
    )
    sa.Table(
        "rounds",
        metadata,
        sa.Column("session", sa.Text, sa.ForeignKey("sessions.id"), primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("scene", sa.Text, nullable=False),
        sa.Column("hands", Json, nullable=False),
        sa.Column("votes", Json),
        sa.Column("marks", Json),
        sa.Column("act", sa.Text),
    )
    sa.Table(
        "attendance",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("session", sa.Text, sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id")),
        sa.Column("place", sa.Text, sa.ForeignKey("roster.id")),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.UniqueConstraint("session", "place"),
        sa.UniqueConstraint("session", "person"),
        sa.Index(None, "person"),
        sa.Index(None, "place"),
    )
    sa.Table(
        "votes",
        metadata,
        sa.Column("session", sa.Text, sa.ForeignKey("sessions.id"), primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Index(None, "person"),
    )
    sa.Table(
        "fits",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("parameters", Json, nullable=False),
        sa.Column("report", Json, nullable=False),
        sa.Column("used_at", Moment),
    )
    sa.Table(
        "certificates",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("issued_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("editions", Json, nullable=False),
        sa.Column("named", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("revoked_at", Moment),
        sa.Column("revoked_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("person", "programme", "number"),
    )
    sa.Table(
        "releases",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("made_by", sa.Text),
        sa.Column("called", sa.Text),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("sets", Json, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("agency", sa.Text),
        sa.Column("cohort", sa.Text),
        sa.Column("scenario", sa.Text),
        sa.Column("since", Moment),
        sa.Column("until", Moment),
        sa.Column("named", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("handed_to", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("out_at", Moment),
        sa.Column("sha256", sa.Text),
        sa.Column("rows", sa.BigInteger),
        sa.Column("asked_at", Moment),
        sa.Column("promised_at", Moment),
        sa.Column("deleted_at", Moment),
        sa.Index(None, "made_by"),
    )
    sa.Table(
        "released",
        metadata,
        sa.Column("release", sa.Text, sa.ForeignKey("releases.id"), primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("promised_at", Moment),
        sa.Index(None, "person"),
        sa.Index("ix_released_unpromised", "release", **_where("promised_at IS NULL")),
    )
    sa.Table(
        "disclosures",
        metadata,
        sa.Column("assignment", sa.Text, sa.ForeignKey("assignments.id"), primary_key=True),
        sa.Column("until", Moment, nullable=False),
    )
    sa.Table(
        "audit",
        metadata,
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("object", sa.Text),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Index(None, "object"),
        sa.Index(None, "person"),
    )
    sa.Table(
        "audit_head",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    sa.Table(
        "asked",
        metadata,
        sa.Column("person", sa.Text, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("about", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
    )
    sa.Table(
        "tallies",
        metadata,
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("item", sa.Text, primary_key=True),
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("people", sa.Integer, nullable=False),
    )
    sa.Table(
        "figures",
        metadata,
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("figure", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer),
        sa.Column("entered_by", sa.Text),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Index(None, "entered_by"),
    )
    sa.Table(
        "sign_offs",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("organisation", sa.Text),
        sa.Column("at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Index(None, "scenario"),
    )
    sa.Table(
        "erasures",
        metadata,
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("at", Moment, nullable=False),
    )
    sa.Table(
        "seen",
        metadata,
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Index(None, "at"),
    )
    sa.Table(
        "set_aside",
        metadata,
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    sa.Table(
        "leases",
        metadata,
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", Moment, nullable=False),
    )
    sa.Table(
        "spending",
        metadata,
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("messages", sa.Integer, nullable=False),
        sa.Column("refused_at", Moment),
    )
    return metadata
