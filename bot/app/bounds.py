"""Bounds that the command line and the console share; imports nothing, so `--help` is quick."""

# The most events of a timeline, and sentences of each.
MOST_EVENTS, MOST_SENTENCES = 1000, 10
# The most articles on a page of a list, and pages.
MOST_LISTED = MOST_PAGES = 200
