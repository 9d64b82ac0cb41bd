"""Fixtures for all tests."""

import signal
from collections.abc import AsyncIterator

import pytest
from standin import StandIn

# A shell's background jobs ignore Ctrl-C, and so would the programs that the tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """Discord's stand-in, without the Message Content intent."""
    async with StandIn() as standin:
        yield standin
