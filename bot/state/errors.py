"""What can go wrong with the state, in words for the person who reads them."""


class StateError(Exception):
    """The state cannot be opened; the text tells the operator where and what to do."""


class StateAccessError(StateError):
    """The open state could not be read or written; the text is for a user and names no path.

    What the database said is the cause of this error.
    """
