"""What is assigned goes to some or all, for so many tries, alone or as a step of a programme."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

def upgrade() -> None:
    for name in ("programme", "withdrawn_how", "test", "part", "series"):
        op.add_column("assignments", sa.Column(name, sa.Text()))
    for name in ("attempts", "step"):
        op.add_column("assignments", sa.Column(name, sa.Integer()))
    best = sa.text("'best'")
    op.add_column("assignments", sa.Column("counts", sa.Text(), nullable=False, server_default=best))
    op.create_index("ix_assignments_series", "assignments", ["series"])
    # Until now an assessment could be done once, and what was withdrawn was finished by those in it.
    op.execute("UPDATE assignments SET attempts = 1, counts = 'first' WHERE mode = 'assessment'")
    op.execute("UPDATE assignments SET withdrawn_how = 'drain' WHERE withdrawn_at IS NOT NULL")
    op.create_table(
        "assignees",
        sa.Column("assignment", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment"], ["assignments.id"], name="fk_assignees_assignment_assignments"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_assignees_person_people"),
        sa.PrimaryKeyConstraint("assignment", "person", name="pk_assignees"),
    )
    op.create_index("ix_assignees_person", "assignees", ["person"])


def downgrade() -> None:
    op.drop_index("ix_assignees_person", "assignees")
    op.drop_table("assignees")
    op.drop_index("ix_assignments_series", "assignments")
    for name in (
        "counts",
        "step",
        "attempts",
        "series",
        "part",
        "test",
        "withdrawn_how",
        "programme",
    ):
        op.drop_column("assignments", name)
