"""The schema of the database, version by version, and the way to the newest one."""

from __future__ import annotations

import logging

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from bot.state.errors import StateError

_log = logging.getLogger(__name__)


def config() -> Config:
    """Alembic's settings; there is no alembic.ini."""
    settings = Config()
    settings.set_main_option("script_location", "bot.state:migrations")
    settings.set_main_option("path_separator", "os")
    return settings


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """The schema of a database, None where there is none yet, and the newest one.

    Raises StateError where a newer version of the bot has written it.
    """
    scripts = ScriptDirectory.from_config(config())
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    newest = scripts.get_current_head()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise StateError(
            f"a newer version of Dateline has written this file (its schema is {current}, this "
            f"version knows schemas up to {newest}). Install the newer version again, or put back "
            "the copy of the file that was made before the upgrade."
        )
    return current, newest


def upgrade(engine: Engine) -> None:
    """Brings a database to the newest schema, in one transaction that is kept whole or not at all.

    Raises StateError where a newer version of the bot has written it.
    """
    current, newest = revisions(engine)
    if current == newest:
        return
    settings = config()
    with (
        engine.connect().execution_options(transaction="schema") as connection,
        connection.begin(),
    ):
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    if current is not None:
        _log.info("brought the state from schema %s to %s", current, newest)
