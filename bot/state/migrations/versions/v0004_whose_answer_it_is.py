"""Where an answer stands, for whom alone, and whether it was shared."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Answers of before stay good wherever they stand: nobody noted it."""
    op.add_column("questions", sa.Column("place", sa.Text))
    op.add_column("questions", sa.Column("asker", sa.Text))
    op.add_column(
        "questions", sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false())
    )
