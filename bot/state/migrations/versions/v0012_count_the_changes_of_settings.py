"""Count the changes of servers' settings, so that other processes see which are new."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """All settings of before count as one change."""
    op.add_column(
        "guilds",
        sa.Column(
            "change",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            server_default="0",
        ),
    )
    op.create_index(op.f("ix_guilds_change"), "guilds", ["change"])
