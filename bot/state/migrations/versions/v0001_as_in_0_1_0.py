"""The tables as Dateline 0.1.0 made them, without alembic."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes them where 0.1.0 has not."""
    if sa.inspect(op.get_bind()).has_table("facts"):
        return
    op.create_table(
        "facts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "asked",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        *(sa.Column(option, sa.Text) for option in ("source", "since", "until")),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_table(
        "votes",
        sa.Column("key", sa.Text, sa.ForeignKey("asked.key", ondelete="CASCADE"), nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("good", sa.Integer, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        # Not as the next version names its own: names are unique on a server.
        sa.PrimaryKeyConstraint("key", "user", name="pk_votes_0_1_0"),
    )
