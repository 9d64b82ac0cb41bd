"""Errors whose message is written for the person who reads it."""


class KnowledgeError(Exception):
    """Base of every expected error of this library; its text can be shown to a user as it is."""


class BadDateError(KnowledgeError):
    """A date option that cannot be read as a date."""


class CoverageError(KnowledgeError):
    """The coverage cannot be opened or changed: a missing folder, a lock held, a name refused."""
