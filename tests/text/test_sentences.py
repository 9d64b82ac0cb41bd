"""Where sentences end: measured on texts of every kind, and the kinds one by one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sentencex

from knowledge.text.sentences import sentence_spans

TEXTS = [
    text.splitlines()
    for text in "\n".join(
        line
        for line in (Path(__file__).parent / "sentences.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    ).split("\n\n")
    if text.strip()
]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def ends(parts: list[str]) -> set[int]:
    """How many characters that are not blank stand before the end of each part but the last."""
    counts = [len("".join(part.split())) for part in parts]
    return {sum(counts[: n + 1]) for n in range(len(counts) - 1)}


def measure(split: Callable[[str], list[str]]) -> tuple[int, int]:
    """How many ends there are, set by an editor or found, and on how many both agree."""
    right = every = 0
    for text in TEXTS:
        text = [line for line in text if line]
        wanted, found = ends(text), ends(split(" ".join(text)))
        right += len(wanted & found)
        every += len(wanted | found)
    return every, right


def test_of_the_ends_of_sentences_98_in_100_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    before = measure(lambda text: [str(piece) for piece in sentencex.segment("en", text)])
    every, right = measure(sentences)
    count = sum(len(text) for text in TEXTS)
    told = (
        f"{count} sentences; ends right: sentencex {before[1]} of {before[0]} "
        f"({before[1] / before[0]:.1%}), mended {right} of {every} ({right / every:.1%})"
    )
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")
    assert count >= 450
    assert right >= 0.98 * every


@pytest.mark.parametrize(
    "text",
    [
        # Dates, times of day and numbers after a short form.
        "The pool shuts at 7 p.m. Monday in Orrin. | It opens again in June.",
        "The pool shuts at 7 p.m. | Monday’s gala is in the hall.",
        "The curfew begins at 4 a.m. Mar. 5 and ends at 6 p.m. Mar. 9. | Stay in.",
        "Ilse Dorn missed the 9 p.m. Mass. | She was ill.",
        "The train left at 6 a.m. Central European Time. | It was late.",
        "Rents rose 3 pct. to $900 in Feb. and approx. £2 million was lost.",
        "The clinic on Quill Ave. Tuesday treated ten. | It is shut now.",
        # Short forms before names, short forms and words in lower case.
        "The talks with Amb. Ilse Dorn and Cllr. Ann Hay failed. | No more are planned.",
        "He saw Ms. Dorn at Pto. Seco on Wed. morning. | She had gone.",
        "Delmar Chem. Co. of Ft. Dorn makes it. | The S.&P. 500 ignores it.",
        "Shares of Wow! fell by a tenth in Tarn on Monday. | Those of Orrin did not.",
        # Ends after short forms.
        "He joined the Tarn Rep. | The play ran for a year.",
        "They flew to the U.S. | A storm met them there.",
        "He owns Orrin Inc. | “I built it,” he says.",
        "Nine of them voted no. | Alder did not.",
        "Does the board back the mayor at all? | No. | The board does not.",
        # Ends that brackets, ellipses and quotations hide.
        "(Nobody at the firm answered.) | The trial goes on.",
        "They waited at the gate for hours… | Then Alder came.",
        "He cited her: “‘We left. We had to.’” | The court was still.",
        "The mayor said “There is no Plan B.” | Nobody laughed at that.",
        # What a quotation holds together, others within it included.
        "“Will they come back?” Ilse Dorn asked. | Nobody answered.",
        "“He told us, ‘Sell. It’s over.’ So we sold,” Ms. Dorn said. | Others kept theirs.",
        "‘She cried, “Run! Run now!” and we ran,’ the dockers’ leader said. | It was dark.",
        "'It's late. The weavers' hall is shut,' he said. | 'Come in March.'",
        '"They cried, "Run! Run now!" and we ran," the leader said. | It was dark.',
        "The ’90s were good to it. | ’Twas the weavers’ best time.",
        'He said it was late. | "I want to go home. Now."',
        # What looks like a short form, or like more of a sentence, and is none.
        "There were forty cats for $33.50. | 480 people paid that.",
        "He sells phones in the old town. | iPads too, he says.",
        "It was told by the Orrin Post on Monday. | https://orrin.example/a tells more.",
        "He works for the BBC. | Monday is his day off.",
    ],
)
def test_each_kind_of_end(text: str) -> None:
    expected = text.split(" | ")
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060", "\u200f"])
def test_what_nobody_sees_neither_makes_nor_hides_an_end(sign: str) -> None:
    one = f"{sign}The po{sign}ol shuts at 7 p{sign}.m.{sign} Mon{sign}day in Orrin.{sign}"
    other = f"It ope{sign}ns again in June."
    found = sentences(f"{one} {other}")
    assert [part.strip(sign) for part in found] == [one.strip(sign), other]


@pytest.mark.parametrize(
    "unit", ["Ms. A b ", "‘a ", "“a. B ", "7 p.m. Monday ", "(No.) The ", "s’ "]
)
def test_a_long_line_takes_no_long_time(unit: str) -> None:
    started = time.process_time()
    text = unit * (100_000 // len(unit))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert time.process_time() - started < 5


def test_a_long_line_is_split_like_a_short_one() -> None:
    text = " ".join(f"The pool of ward {n} shuts at 7 p.m. Monday." for n in range(1000))
    assert sentences(text) == [f"The pool of ward {n} shuts at 7 p.m. Monday." for n in range(1000)]
