"""Indexes by which what is old is found, what an agency's people practised, and whose an act was."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# Whole until now, and most rows have nothing there.
_PARTIAL = (("attempts", "assignment"), ("assignments", "test"), ("due", "subject"))
_OF_ATTEMPTS = {
    "practised": (
        ["ended_at", "agency", "cleared_at"],
        "person != 'nobody' AND state = 'ended' AND assignment IS NULL",
    ),
    "assigned": (
        ["ended_at"],
        "state = 'ended' AND assignment IS NOT NULL AND cleared_at IS NULL",
    ),
    "unfinished": (
        ["moved_at"],
        "person != 'nobody' AND (mode = 'preview' OR NOT (state = 'ended' OR state = 'running'))",
    ),
}
_OF_ONE = (
    ("prompts", "made_at"),
    ("cohorts", "agency"),
    ("assignments", "created_by"),
    ("invitations", "created_by"),
    ("audit", "person"),
    ("audit", "object"),
)


def upgrade() -> None:
    op.drop_index("ix_accounts_person", "accounts")
    op.create_index("ix_accounts_person", "accounts", ["person", "bot"])
    for table, column in _PARTIAL:
        op.drop_index(f"ix_{table}_{column}", table)
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_{table}_{column}", table, [column], sqlite_where=there, postgresql_where=there
        )
    for name, (columns, which) in _OF_ATTEMPTS.items():
        there = sa.text(which)
        op.create_index(
            f"ix_attempts_{name}", "attempts", columns, sqlite_where=there, postgresql_where=there
        )
    for table, column in _OF_ONE:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in _OF_ONE:
        op.drop_index(f"ix_{table}_{column}", table)
    for name in _OF_ATTEMPTS:
        op.drop_index(f"ix_attempts_{name}", "attempts")
    for table, column in _PARTIAL:
        op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.drop_index("ix_accounts_person", "accounts")
    op.create_index("ix_accounts_person", "accounts", ["person"])
