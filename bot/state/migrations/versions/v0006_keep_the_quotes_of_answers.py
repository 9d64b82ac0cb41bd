"""Keep the quotes of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes their table."""
    op.create_table(
        "quotes",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.key"], name=op.f("fk_quotes_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question", "place", name=op.f("pk_quotes")),
    )
