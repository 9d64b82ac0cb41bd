"""Questions that are asked while the coverage is read again."""

from __future__ import annotations

import threading
from pathlib import Path

from small_coverage import DELAY, OPENING, Record, write

from knowledge import Coverage


def test_questions_during_reloads_are_answered_from_one_generation(tmp_path: Path) -> None:
    def tower(height: int) -> list[Record]:
        text = f"The tower of Brenne is {height} metres high, said the owner of the tower."
        return [{"id": "tower", "text": text}, OPENING, DELAY]

    wrong: list[object] = []
    done = threading.Event()
    file = write(tmp_path / "news.jsonl", tower(100))

    def asking(coverage: Coverage) -> None:
        while not done.is_set():
            try:
                answer = coverage.ask("How many metres high is the tower of Brenne?")
                quote = answer.citations[0].quote
                if str(answer.answer) not in quote or quote not in answer.citations[0].article.text:
                    wrong.append(answer)
            except Exception as error:
                wrong.append(error)

    with Coverage.open([file], tmp_path / "data") as coverage:
        threads = [threading.Thread(target=asking, args=(coverage,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for height in range(101, 109):
            write(file, [*tower(height), {"id": f"more{height}", "text": f"Page {height}."}])
            assert coverage.reload().changed == 1
        done.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert "108" in str(coverage.ask("How many metres high is the tower of Brenne?").answer)
