"""A search cluster that is reached over TLS, with a user and a password."""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

import trustme
from fake_cluster import Troubled, healthy, serving

from knowledge import ClusterError, SearchCluster, check_cluster


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def cluster(authority: trustme.CA) -> Iterator[Troubled]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(context) as found:
        healthy(found)
        yield found


def with_user(cluster: Troubled, folder: Path, trusted: trustme.CA) -> SearchCluster:
    """The settings of a cluster, and the authority that its certificate is to be from."""
    trusted.cert_pem.write_to_path(str(folder / "ca.pem"))
    ca_file = folder / "ca.pem"
    return replace(cluster.settings, user="dateline", password="secret", ca_file=ca_file)


def test_the_authority_of_the_settings_is_trusted_and_the_user_told(
    tmp_path: Path, cluster: Troubled, authority: trustme.CA
) -> None:
    check_cluster(with_user(cluster, tmp_path, authority))
    given = b64encode(b"dateline:secret").decode()
    assert [each["Authorization"] for each in cluster.headers] == [f"Basic {given}"]


def test_another_authority_is_not_trusted_and_learns_no_password(
    tmp_path: Path, cluster: Troubled
) -> None:
    with pytest.raises(ClusterError, match=r"certificate is not trusted; set index\.ca_file"):
        check_cluster(with_user(cluster, tmp_path, trustme.CA()))
    with pytest.raises(ClusterError, match=r"certificate is not trusted; set index\.ca_file"):
        check_cluster(cluster.settings)  # which trusts those of the system alone
    assert cluster.headers == []


def test_a_certificate_for_another_name_is_told_from_one_that_is_not_trusted(
    tmp_path: Path, cluster: Troubled, authority: trustme.CA
) -> None:
    where = with_user(cluster, tmp_path, authority)
    elsewhere = replace(where, hosts=(cluster.address.replace("127.0.0.1", "localhost"),))
    with pytest.raises(ClusterError, match=r"certificate is for another name; correct index\.ho"):
        check_cluster(elsewhere)
    assert cluster.headers == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path, cluster: Troubled) -> None:
    with pytest.raises(ClusterError, match=r"index\.ca_file: there is no file .*missing\.pem"):
        check_cluster(replace(cluster.settings, ca_file=tmp_path / "missing.pem"))
