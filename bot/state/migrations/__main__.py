"""Writes the next migration: `python -m bot.state.migrations "Keep alerts"`.

It compares the tables of the code with those of the migrations, so that only what moves data has
to be written by hand.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import ScriptDirectory

from bot.state import sqlite
from bot.state.migrations import config, upgrade


def write(message: str) -> None:
    """Writes `versions/vNNNN_….py` after the newest migration."""
    settings = config()
    newest = ScriptDirectory.from_config(settings).get_current_head() or "0"
    number = f"{int(newest) + 1:04}"
    slug = re.sub(r"\W+", "_", message.lower()).strip("_")
    settings.set_main_option("file_template", f"v{number}_{slug}")
    with TemporaryDirectory() as folder:
        engine = sqlite.open_file(Path(folder) / "empty.sqlite3")
        upgrade(engine)
        with engine.connect() as connection:
            settings.attributes["connection"] = connection
            command.revision(settings, message, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    write(" ".join(sys.argv[1:]) or sys.exit(__doc__))
