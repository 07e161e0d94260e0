"""Indexes by which erasing somebody and looking at agencies read no table from end to end."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_OF_PERSON = ["person", "kind", "due"]
_RARE = ("entered_by", "replays")


def upgrade() -> None:
    op.create_index("ix_people_agency", "people", ["agency"])
    op.drop_index("ix_due_person", "due")
    op.create_index("ix_due_person", "due", _OF_PERSON)
    for column in _RARE:
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_attempts_{column}",
            "attempts",
            [column],
            sqlite_where=there,
            postgresql_where=there,
        )


def downgrade() -> None:
    for column in _RARE:
        op.drop_index(f"ix_attempts_{column}", "attempts")
    waiting = sa.text("state = 'waiting'")
    op.drop_index("ix_due_person", "due")
    op.create_index(
        "ix_due_person", "due", _OF_PERSON, sqlite_where=waiting, postgresql_where=waiting
    )
    op.drop_index("ix_people_agency", "people")
