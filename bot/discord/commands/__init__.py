"""The bot's commands and surfaces, one cog a file: a module here with a `setup` is loaded."""

from __future__ import annotations

import pkgutil
from importlib import import_module


def extensions() -> list[str]:
    """The names of the modules of this folder that have a `setup`, for the client to load."""
    names = [f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__)]
    return [name for name in names if hasattr(import_module(name), "setup")]
