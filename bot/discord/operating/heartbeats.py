"""When a heartbeat was sent, noted before it can be answered.

discord.py up to 2.7.1 notes it in a thread of its own. Where the answer comes sooner than that
thread goes on, as from a proxy on this machine, it warns of a connection that is a whole interval
behind, and the latency says so too. Later versions note it as it is done here.
"""

from __future__ import annotations

import time
from typing import Any

from discord.gateway import DiscordWebSocket

_send = DiscordWebSocket.send_heartbeat


async def _send_noted(socket: DiscordWebSocket, heartbeat: Any) -> None:
    if (beating := socket._keep_alive) is not None:
        beating._last_send = time.perf_counter()
    await _send(socket, heartbeat)


def install() -> None:
    """Has it noted for all connections of this process."""
    DiscordWebSocket.send_heartbeat = _send_noted  # type: ignore[method-assign, assignment]
