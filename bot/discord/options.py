"""The options of a question: read from a command, and refused where no article can be meant."""

from __future__ import annotations

from datetime import date

from bot.app.day_options import read_scope
from bot.app.emptiness import nothing_in_scope
from bot.app.naming import sources_instead
from bot.discord.errors import RefusedError
from bot.discord.markdown import excerpt
from bot.language import gettext, listed
from bot.state.values import Asked
from knowledge import Coverage, Scope


def read_asked(
    question: str, source: str | None, since: str | None, until: str | None, today: date
) -> Asked:
    """A question with its options, the days as they are read; raises BadDateError."""
    options = {"source": source, "since": since, "until": until}
    return Asked(question, read_scope(options, today))


def check_scope(coverage: Coverage, scope: Scope) -> None:
    """Raises RefusedError for a source that no article has, naming some that there are, and for
    days that no article is from."""
    instead = sources_instead(coverage.sources(), scope.source)
    if instead is not None:
        named = listed(excerpt(name, 60) for name in instead)
        rest = (
            gettext("There are: {sources}.", sources=named)
            if named
            else gettext("No article of the coverage names its source.")
        )
        source = excerpt(scope.source or "", 60)
        none = gettext("No article is from “{source}”.", source=source)
        raise RefusedError(f"{none} {rest}")
    if nothing := nothing_in_scope(coverage, scope):
        raise RefusedError(gettext("{statement}.", statement=excerpt(nothing, 300)))
