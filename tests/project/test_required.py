"""Tests that need a program skip without it, and fail where it is there and yet not used."""

from __future__ import annotations

import pytest
from required import OPENSEARCH, POSTGRESQL, lacking


def test_a_test_skips_for_want_of_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRED_PROGRAMS", POSTGRESQL)
    with pytest.raises(pytest.skip.Exception, match="needs OpenSearch"):
        lacking(OPENSEARCH, "needs OpenSearch")


def test_a_test_fails_that_would_skip_though_the_program_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUIRED_PROGRAMS", f"{OPENSEARCH} {POSTGRESQL}")
    with pytest.raises(
        pytest.fail.Exception, match="opensearch is there, and yet the test would skip"
    ):
        lacking(OPENSEARCH, "needs OpenSearch")
