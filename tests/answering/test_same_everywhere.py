"""The same coverage and question give the same scores, to the last digit, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import worlds

ROOT = Path(__file__).parents[2]

# Python puts the strings of a set in another order in each process, by PYTHONHASHSEED.
ASKING = """
import sys
sys.path.insert(0, sys.argv[1])
from small_index import ANALYZER, index_of
from worlds import random_world
from knowledge.answering.pipeline import Answering, consider
from knowledge.digests.summary import summarise
from knowledge.digests.timeline import timeline
from knowledge.scope import Scope

for seed in range(12):
    world = random_world(seed)
    index = index_of(*{each.id: each for each in (*world.base, *world.servers[0])}.values())
    for question in world.questions:
        found = consider(index, Answering(ANALYZER), question, Scope())
        for each in found.evidence:
            print(each.measured.own, each.measured.near, each.measured.passage, each.score)
        print(summarise(index, ANALYZER, question, Scope()))
    print(timeline(index, ANALYZER, None, Scope()))
"""


def asked(seed: str) -> str:
    command = [sys.executable, "-c", ASKING, str(Path(worlds.__file__).parent)]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    return subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, check=True
    ).stdout


def test_the_order_of_sets_changes_nothing() -> None:
    first = asked("1")
    assert len(first.splitlines()) > 100
    assert asked("2") == first
    assert asked("3") == first
