"""Fixtures for all tests."""

from collections.abc import AsyncIterator

import pytest
from standin import StandIn


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """Discord's stand-in, without the Message Content intent."""
    async with StandIn() as standin:
        yield standin
