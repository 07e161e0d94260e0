"""What is due, by kind and by person, so that a claim costs what it takes and not what waits."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    for name, columns in (
        ("ix_due_kind", ["kind", "due", "id"]),
        ("ix_due_person", ["person", "kind", "due"]),
    ):
        op.create_index(name, "due", columns, sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index("ix_due_person", "due")
    op.drop_index("ix_due_kind", "due")
