"""What is promised, what is not yet Done, what decisions are known by; one shape for every act."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

# Nothing of an act is lost but the name of its one part.
RENAME = {
    "sqlite": """
        UPDATE events
        SET act = json_set(json_remove(act, '$.{old}'), '$.{new}', json(act -> '$.{old}'))
        WHERE kind = 'choose' AND act -> '$.{old}' IS NOT NULL
    """,
    "postgresql": """
        UPDATE events
        SET act = (act - '{old}') || jsonb_build_object('{new}', act -> '{old}')
        WHERE kind = 'choose' AND act -> '{old}' IS NOT NULL
    """,
}


def upgrade() -> None:
    op.add_column(
        "editions",
        sa.Column("decision_signatures", Json, nullable=False, server_default=sa.text("'{}'")),
    )
    op.add_column(
        "editions",
        sa.Column("corrective", sa.Boolean(), nullable=False, server_default=sa.false()),
    )

    op.create_table(
        "drafts",
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("items", Json, nullable=False),
        sa.PrimaryKeyConstraint("attempt", name="pk_drafts"),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_drafts_attempt_attempts"),
    )

    op.create_table(
        "due",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("due", Moment, nullable=False),
        sa.Column("not_after", Moment),
        sa.Column("payload", Json),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease", Moment),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_due"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_due_person_people"),
        sa.UniqueConstraint("key", "kind", name="uq_due_key_kind"),
    )
    op.create_index("ix_due_subject", "due", ["subject"])
    op.create_index(
        "ix_due_waiting",
        "due",
        ["due", "id"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_due_claimed",
        "due",
        ["lease", "id"],
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )

    _rename_in_acts("choice", "act")


def downgrade() -> None:
    _rename_in_acts("act", "choice")
    op.drop_table("due")
    op.drop_table("drafts")
    op.drop_column("editions", "corrective")
    op.drop_column("editions", "decision_signatures")


def _rename_in_acts(old: str, new: str) -> None:
    statement = RENAME[op.get_bind().dialect.name].format(old=old, new=new)
    op.get_bind().exec_driver_sql(statement)
