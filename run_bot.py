"""Starts Dateline: the Discord bot, the console, or one of the commands of `--help`."""

import sys
from pathlib import Path

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main(default_config=Path(__file__).resolve().parent / "config" / "bot.yaml"))
