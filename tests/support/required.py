"""The programs that some tests need besides Python: without one its tests skip.

    python tests/support/required.py

prints which are there, and says on standard error why others are not. With what it prints in
REQUIRED_PROGRAMS, tests that would skip for want of one of these fail instead.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import postgres
import pytest
import search_cluster

OPENSEARCH, POSTGRESQL = "opensearch", "postgresql"
_VARIABLE = "REQUIRED_PROGRAMS"


def lacking(program: str, why: str) -> NoReturn:
    """Skips a test that cannot have a program; fails it where the program is known to be there."""
    if program in os.environ.get(_VARIABLE, "").split():
        pytest.fail(f"{program} is there, and yet the test would skip: {why}")
    pytest.skip(why)


def main() -> None:
    """Prints the programs that are there."""
    found = []
    try:
        search_cluster.find_java()
        search_cluster.fetch()
        found.append(OPENSEARCH)
    except search_cluster.UnavailableError as error:
        sys.stderr.write(f"left out: tests with OpenSearch: {error}\n")
    if postgres.programs() is None:
        sys.stderr.write("left out: tests with PostgreSQL: its server is not installed\n")
    else:
        found.append(POSTGRESQL)
    sys.stdout.write(" ".join(found) + "\n")


if __name__ == "__main__":
    main()
