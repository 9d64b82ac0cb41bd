"""What the failures of an OpenSearch cluster mean, in words that say what to do."""

from __future__ import annotations

import logging
import re

from knowledge.errors import CoverageError

_log = logging.getLogger(__name__)

TOO_LONG = "the search cluster takes too long to answer; try again in a minute"

# How the security plugin tells what a user would have to be allowed: the names of actions.
_LACKING = re.compile(r"no permissions for \[(.+?)\] and User")


class ClusterError(CoverageError):
    """The cluster does not do what it is asked."""


def may_pass(error: Exception) -> bool:
    """Whether the same may go well when it is tried again."""
    status = getattr(error, "status_code", None)
    return not isinstance(status, int) or status in (429, 500, 502, 503, 504)


def is_down(error: BaseException | None) -> bool:
    """Whether a failure is of the cluster as a whole, so that other searches would fail as well:
    one for which an index or its shards are lacking is for its collection alone."""
    return not isinstance(status := getattr(error, "status_code", None), int) or (
        status in (429, 500, 502, 504)
    )


def explained(error: Exception) -> ClusterError:
    """What a failure means, in words; in full for the log."""
    from opensearchpy import ConnectionTimeout, SerializationError, SSLError

    _log.warning("the search cluster failed: %s", error)
    status = getattr(error, "status_code", None)
    if isinstance(error, SSLError):
        return _untrusted(str(error))
    if isinstance(error, SerializationError):
        return no_opensearch()
    if isinstance(error, ConnectionTimeout):
        return ClusterError(TOO_LONG)
    if not isinstance(status, int):
        return ClusterError("the search cluster cannot be reached; try again in a minute")
    if refusal := refused(status, str(error)):
        return refusal
    if status == 404:
        return ClusterError("the search cluster lacks the index; reload the coverage")
    return ClusterError("the search cluster cannot answer just now; try again in a minute")


def refused(status: object, text: str) -> ClusterError | None:
    """What it means where the bot's user is refused, or all who write since the disks are full,
    given what the cluster says of it; None where neither is so."""
    if status == 401:
        return ClusterError(
            "the search cluster does not know the bot's user or its password; correct index.user "
            "and index.password"
        )
    if is_full(text):
        return ClusterError("the search cluster's disks are full; make room there")
    if status != 403 or "cluster_block" in text:
        return None
    if lacking := _LACKING.search(text):
        return ClusterError(
            f"the search cluster does not allow the bot's user {lacking[1]}; give it the role of "
            "docs/scale.md"
        )
    return ClusterError("the search cluster refuses the bot's user; see index.user")


def no_opensearch() -> ClusterError:
    """Another program answers."""
    return ClusterError("what answers at index.hosts is no OpenSearch; correct the addresses")


def is_full(text: str) -> bool:
    """Whether an error tells of disks that are full."""
    return "read_only_allow_delete" in text or "read-only-allow-delete" in text


def _untrusted(text: str) -> ClusterError:
    if "certificate is not valid for" in text:  # as Python says it of names and of addresses
        return ClusterError(
            "the search cluster's certificate is for another name; correct index.hosts"
        )
    return ClusterError("the search cluster's certificate is not trusted; set index.ca_file")
