"""Settings of servers; who asked each question, also where all may use the answer's buttons."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """So far only the asker of a private answer was noted."""
    op.create_table(
        "guilds",
        sa.Column("guild", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("settings", sa.Text),
        sa.Column("welcomed_at", sa.Double),
        sa.Column("left_at", sa.Double),
        sa.PrimaryKeyConstraint("guild", name="pk_guilds"),
    )
    op.add_column(
        "questions", sa.Column("private", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_index("ix_questions_asker", "questions", ["asker"])
    questions = sa.table("questions", sa.column("asker", sa.Text), sa.column("private", sa.Boolean))
    is_private = questions.c.asker.is_not(None)
    op.execute(sa.update(questions).where(is_private).values(private=sa.true()))
