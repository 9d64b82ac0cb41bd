"""Who leads: of several processes one fetches feeds, tells news and warns the operators.

Whoever leads says again and again that it is there. When it no longer does, another process leads
in its place, after half a minute at most. A process that shares its state with nobody always leads.
"""

from __future__ import annotations

import logging
import time

from bot.state.errors import StateAccessError
from bot.state.repositories import State

_log = logging.getLogger(__name__)

_LEASE = "lead"
# For so long nobody takes the lead from a process that has said that it is there.
SECONDS = 30.0


class Leading:
    """Whether this process leads."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._until = float("-inf")

    @property
    def is_ours(self) -> bool:
        """Whether it does now; may be asked from any thread."""
        return not self._state.is_shared or time.monotonic() < self._until

    async def renew(self) -> None:
        """Says that this process is there, or takes the lead where nobody else has it.

        Where that cannot be kept, this process leads only for as long as no other can begin to.
        """
        began, led = time.monotonic(), self.is_ours
        try:
            taken = await self._state.leases.take(_LEASE, SECONDS)
        except StateAccessError as error:
            _log.warning("who leads cannot be kept: %s", error.__cause__)
            return
        self._until = began + SECONDS if taken else float("-inf")
        if taken != led:
            _log.info("this process %s", "leads from now on" if taken else "no longer leads")

    async def end(self) -> None:
        """Lets another process lead at once."""
        self._until = float("-inf")
        await self._state.leases.release(_LEASE)
