"""A walk through the bot in Discord, as a page with pictures of what people see.

`python tests/support/write_walk.py` plays it against the stand-in and writes docs/walk.md,
docs/walk-admin.md and their pictures.
"""
