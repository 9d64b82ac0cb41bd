"""What several sources say of one thing: what they share, where they differ, what one alone has."""

from knowledge.comparing.compare import compare
from knowledge.comparing.comparison import Comparison, Difference, Statement

__all__ = ["Comparison", "Difference", "Statement", "compare"]
