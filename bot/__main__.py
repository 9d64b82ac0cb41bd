"""The installed program: `dateline`, or `python -m bot`, does the same as `run_bot.py`."""

import sys

from bot.app.defaults import default_settings_file
from bot.cli import main


def run() -> int:
    """Runs one command of the command line and returns its exit code."""
    return main(default_config=default_settings_file(), program="dateline")


if __name__ == "__main__":
    sys.exit(run())
