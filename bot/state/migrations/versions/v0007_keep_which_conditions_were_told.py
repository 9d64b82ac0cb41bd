"""Keep which conditions were told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes their table."""
    op.create_table(
        "conditions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("over", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_conditions")),
    )
