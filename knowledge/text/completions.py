"""A text that is a date and nothing else, read by dateutil, which completes what is left out."""

from __future__ import annotations

from datetime import datetime

from dateutil import parser

# They differ in every field: a part that was not written differs too. A weekday stands for no day:
# dateutil makes the next such of each, hence more than a week apart.
_DEFAULTS = datetime(2000, 1, 1), datetime(2001, 2, 15)


def completions(text: str, *, dayfirst: bool = False) -> tuple[datetime, datetime]:
    """The moment that a text tells where it was written, with what it leaves out put in in two
    ways: they are of one day where it tells the whole day. The option is dateutil's. Raises
    ValueError where it is no date."""
    try:
        first, other = (
            # Of zones whose name it does not know it would warn.
            parser.parse(text, default=each, dayfirst=dayfirst, ignoretz=True)
            for each in _DEFAULTS
        )
    except ArithmeticError as error:  # also decimal's, for numbers of thirty digits
        raise ValueError(text) from error
    return first, other
