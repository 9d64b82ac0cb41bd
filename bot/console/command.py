"""A command of the console: what is typed, what it is for, and what does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rich.console import RenderableType

# What can be completed after a command's name: `options` are those that its usage names.
Completes = Literal["nothing", "options", "files", "articles", "feeds"]

_OPTION = re.compile(r"\[(\w+):")


@dataclass(frozen=True, slots=True)
class Command:
    """A command as `/help` lists it; `run` gets the text after its name, and `completes` is what
    may stand there."""

    usage: str
    help: str
    run: Callable[[str], RenderableType]
    completes: Completes = "nothing"

    @property
    def name(self) -> str:
        """The words it starts with, such as "/coverage add"."""
        words = self.usage.split()
        return " ".join(each for each in words if each.lstrip("/").isalpha() and each.islower())

    @property
    def options(self) -> tuple[str, ...]:
        """The names of its options, such as "source"."""
        return tuple(_OPTION.findall(self.usage))

    @property
    def needs_more(self) -> bool:
        """Whether something must follow its name."""
        return self.usage.removeprefix(self.name).strip()[:1].isupper()
