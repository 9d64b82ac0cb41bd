"""Keep the last turns of conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds the table of conversations."""
    op.create_table(
        "conversations",
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("turns", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_conversations"),
    )
    op.create_index("ix_conversations_at", "conversations", ["at"])
