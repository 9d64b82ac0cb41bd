"""What can go wrong around a running bot, each with what a reader then sees and what is lost.

Each fault is played against the stand-in or the file system: `tests/discord/test_faults.py`
compares what is seen with what is said here, and `python tests/support/fault_table.py` prints it.
"""

from . import connection, deferred, ending, places, requests, server, storage
from .fault import ANSWER, FAULTS, QUESTION, Fault, Stage

PARTS = (
    connection,
    ending,
    requests,
    deferred,
    places,
    storage,
    server,
)  # their faults are noted when they are imported

__all__ = ["ANSWER", "FAULTS", "PARTS", "QUESTION", "Fault", "Stage"]
