"""Measurements: commands that are run by hand, never timed tests."""

import bot  # noqa: F401  # so that the libraries use as many threads as in the bot's process
