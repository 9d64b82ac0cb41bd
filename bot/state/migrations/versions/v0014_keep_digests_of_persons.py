"""Keep digests of persons beside those of servers, and up to which arrival each has told."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table anew, as its key changes, with the digests that there are."""
    connection = op.get_bind()
    known = connection.execute(
        sa.text(
            "SELECT guild, told_until, (SELECT COALESCE(MAX(number), 0) FROM arrivals"
            " WHERE at <= told_until) FROM digests"
        )
    ).all()
    op.drop_table("digests")
    digests = op.create_table(
        "digests",
        sa.Column("guild", _ID, autoincrement=False, nullable=False),
        sa.Column("user", _ID, autoincrement=False, nullable=False),
        sa.Column("told_until", sa.Double(), nullable=False),
        sa.Column("number", _ID, nullable=False),
        sa.Column("every", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("guild", "user", name=op.f("pk_digests")),
    )
    rows = [
        {"guild": guild, "user": 0, "told_until": until, "number": number}
        for guild, until, number in known
    ]
    if rows:
        op.bulk_insert(digests, rows)
