"""A table for each kind of thing, with named constraints; the rows of 0.1.0 move there."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_COMMANDS = "commands of "


def upgrade() -> None:
    """Moves questions, votes, the salt and what Discord was told of the commands."""
    op.rename_table("votes", "votes_before")
    _create()
    op.execute(
        "INSERT INTO questions (key, question, source, since, until, at) "
        "SELECT key, question, source, since, until, at FROM asked"
    )
    op.execute(
        "INSERT INTO votes (question, voter, good, at) "
        'SELECT key, "user", good <> 0, at FROM votes_before'
    )
    _move_facts()
    for name in ("votes_before", "asked", "facts"):
        op.drop_table(name)


def _create() -> None:
    op.create_table(
        "questions",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        *(sa.Column(option, sa.Text) for option in ("source", "since", "until")),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_questions"),
    )
    op.create_index("ix_questions_at", "questions", ["at"])
    op.create_table(
        "votes",
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("voter", sa.Text, nullable=False),
        sa.Column("good", sa.Boolean, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("question", "voter", name="pk_votes"),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.key"], name="fk_votes_question", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "commands",
        sa.Column(
            "application", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False
        ),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("application", name="pk_commands"),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )


def _move_facts() -> None:
    """The salt is made here where there is none, so that every database has exactly one."""
    name, value = sa.column("name", sa.Text), sa.column("value", sa.Text)
    facts = {
        row.name: row.value
        for row in op.get_bind().execute(sa.select(name, value).select_from(sa.table("facts")))
    }
    salt = facts.get("salt") or secrets.token_hex(16)
    op.bulk_insert(sa.table("secrets", name, value), [{"name": "salt", "value": salt}])
    told = [
        {"application": int(fact.removeprefix(_COMMANDS)), "digest": digest}
        for fact, digest in facts.items()
        if fact.startswith(_COMMANDS)
    ]
    commands = sa.table("commands", sa.column("application"), sa.column("digest"))
    op.bulk_insert(commands, told)
