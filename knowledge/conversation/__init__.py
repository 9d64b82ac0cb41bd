"""Conversation: questions that lean on what was said, completed from the turns before them."""

from knowledge.conversation.completing import Completed, complete
from knowledge.conversation.conversing import converse
from knowledge.conversation.turn import MOST_TURNS, Turn

__all__ = ["MOST_TURNS", "Completed", "Turn", "complete", "converse"]
