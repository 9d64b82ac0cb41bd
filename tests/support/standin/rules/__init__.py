"""Discord's limits and rules as pure functions: a payload in, the problems found out."""

from .commands import check_choices, check_commands
from .components import check_components
from .messages import EPHEMERAL, LOADING, V2, check_message, check_modal
from .problem import Problem, error_body

__all__ = [
    "EPHEMERAL",
    "LOADING",
    "V2",
    "Problem",
    "check_choices",
    "check_commands",
    "check_components",
    "check_message",
    "check_modal",
    "error_body",
]
