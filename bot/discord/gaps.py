"""Which topics were asked for in a server and not answered, noted for its admins."""

from __future__ import annotations

import logging

from bot.discord.async_coverage import BackgroundCollections
from bot.state.errors import StateAccessError
from bot.state.repositories import State
from knowledge import Answer, KnowledgeError

_log = logging.getLogger(__name__)


def answers(answer: Answer) -> bool:
    """Whether the coverage answers, rather than shows the nearest that it has."""
    return not (answer.abstained or answer.closest)


async def note_gap(
    collections: BackgroundCollections, state: State, question: str, server: int
) -> None:
    """Keeps the topics of a question that was not answered; where that fails, as on a full disk,
    the answer does without."""
    try:
        topics = await collections.of(server).read(lambda each: each.topics_of(question))
        if topics:
            await state.gaps.note(server, topics)
    except (StateAccessError, KnowledgeError, TimeoutError) as error:
        _log.warning("the topics of a question were not kept: %s", error)
