"""An OpenSearch node with the security plugin: TLS, users and what each may do.

The plugin is fetched as the distribution is. Artifact registries have it for fewer versions, and
the distribution of its version lacks two things that others have: the analysis of texts, and a
library that the plugin takes from a module of queues, which is not needed otherwise.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import search_cluster
import trustme
import urllib3
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import load_pem_x509_certificate
from search_cluster import Node, SearchCluster, fetched

VERSION = "3.4.0"
_DISTRIBUTION = (
    f"opensearch-{VERSION}.zip",
    f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip",
    "6540e95fe8bfaedc3eb1c58e829912ea2203af2ac1f88f76411c20a2fc5254a6",
)
_PLUGIN = (
    f"opensearch-security-{VERSION}.0.zip",
    f"org.opensearch.plugin:opensearch-security:{VERSION}.0:zip",
    "fc164c084979f7f793d295b6bca56bf8bee76dafb762adef9f14fa872e0a7596",
)
_ANALYSIS = (
    f"analysis-common-{VERSION}.jar",
    f"org.opensearch.plugin:analysis-common:{VERSION}:jar",
    "4c2207ac94d242f35a0d83576c79744b8bbbc6142ef253f9ca81163e1605a944",
)
_LIBRARY = (
    "commons-collections4-4.5.0.jar",
    "org.apache.commons:commons-collections4:4.5.0:jar",
    "00f93263c267be201b8ae521b44a7137271b16688435340bf629db1bac0a5845",
)
_START_SECONDS = 400  # it takes 15 on two idle cores

_ANALYSIS_MODULE = f"""description=Analysis of texts
version={VERSION}
name=analysis-common
classname=org.opensearch.analysis.common.CommonAnalysisModulePlugin
java.version=21
opensearch.version={VERSION}
extended.plugins=
has.native.controller=false
"""
_SETTINGS = """plugins.security.ssl.transport.pemcert_filepath: node.pem
plugins.security.ssl.transport.pemkey_filepath: node-key.pem
plugins.security.ssl.transport.pemtrustedcas_filepath: ca.pem
plugins.security.ssl.transport.enforce_hostname_verification: false
plugins.security.ssl.http.enabled: true
plugins.security.ssl.http.pemcert_filepath: node.pem
plugins.security.ssl.http.pemkey_filepath: node-key.pem
plugins.security.ssl.http.pemtrustedcas_filepath: ca.pem
plugins.security.nodes_dn: ["{node}"]
plugins.security.authcz.admin_dn: ["{admin}"]
plugins.security.allow_default_init_securityindex: true
plugins.security.restapi.roles_enabled: [all_access]
plugins.security.password.hashing.bcrypt.rounds: 4
"""
# The plugin brings users for a first try and lets every user do much; here is nobody to begin with.
_NOBODY = '_meta: {{type: "{}", config_version: 2}}\n'
_ADMINS = "all_access: {backend_roles: [admin]}\n"
_API = "/_plugins/_security/api"


@dataclass(frozen=True)
class SecuredCluster:
    """Where the node is, whom its certificate is from, and who may do everything there."""

    address: str
    ca_file: Path
    certificate: Path  # of who may do everything without a password
    key: Path
    user: str = "admin"
    password: str = "a-word-for-whoever-runs-it"

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """What is answered to who may do everything."""
        files = {"cert_file": str(self.certificate), "key_file": str(self.key)}
        return self._ask(method, path, body, files, {})

    def ask_as(
        self, user: str, password: str, method: str, path: str, body: Any = None
    ) -> tuple[int, Any]:
        """What is answered to a user."""
        who = urllib3.make_headers(basic_auth=f"{user}:{password}")
        return self._ask(method, path, body, {}, dict(who))

    def _ask(
        self, method: str, path: str, body: Any, files: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, Any]:
        text = body if isinstance(body, str | None) else json.dumps(body)
        headers = {**headers, "Content-Type": "application/json"}
        with urllib3.PoolManager(ca_certs=str(self.ca_file), retries=False, **files) as http:
            found = http.request(method, self.address + path, body=text, headers=headers)
        is_json = "json" in found.headers.get("Content-Type", "")
        return found.status, found.json() if is_json else found.data.decode()

    def configure(self, what: str, body: Any) -> None:
        """Has the plugin know of a role or a user."""
        status, told = self.ask("PUT", f"{_API}/{what}", body)
        assert status in (200, 201), told


@contextmanager
def running() -> Iterator[SecuredCluster]:
    """A node in a folder of its own, gone afterwards."""
    java = search_cluster.find_java()
    parts = [fetched(*part) for part in (_DISTRIBUTION, _PLUGIN, _ANALYSIS, _LIBRARY)]
    folder = Path(tempfile.mkdtemp(prefix="dateline-secured-"))
    home = folder / f"opensearch-{VERSION}"
    http, transport = search_cluster.free_ports(2)
    node = Node(http, transport, folder / "node-0")
    cluster = SearchCluster(home, java, [node])
    try:
        _assemble(folder, home, *parts)
        search_cluster.prepare(node, [node], home)
        config = node.folder / "config"
        _secure(config, home)
        if os.geteuid() == 0:  # OpenSearch refuses to run as root
            subprocess.run(["chown", "-R", search_cluster.owner(), folder], check=True)
        cluster.start(node)
        ca, certificate, key = (config / name for name in ("ca.pem", "admin.pem", "admin-key.pem"))
        secured = SecuredCluster(f"https://127.0.0.1:{http}", ca, certificate, key)
        _wait(secured, node)
        admin = {"password": secured.password, "backend_roles": ["admin"]}
        secured.configure(f"internalusers/{secured.user}", admin)
        yield secured
    finally:
        cluster.kill(node)
        shutil.rmtree(folder, ignore_errors=True)


def _assemble(
    folder: Path, home: Path, distribution: Path, plugin: Path, analysis: Path, library: Path
) -> None:
    """Makes a distribution with the plugin."""
    search_cluster.unpack(distribution, folder)
    module, security = home / "modules" / "analysis-common", home / "plugins" / "security"
    module.mkdir()
    shutil.copy(analysis, module)
    (module / "plugin-descriptor.properties").write_text(_ANALYSIS_MODULE)
    with zipfile.ZipFile(plugin) as packed:
        packed.extractall(security)
    shutil.copy(library, security)
    descriptor = security / "plugin-descriptor.properties"
    text = re.sub(r"(?m)^extended\.plugins=.*$", "extended.plugins=", descriptor.read_text())
    descriptor.write_text(text)


def _secure(config: Path, home: Path) -> None:
    """Has a node take the plugin's own configuration, and certificates made here."""
    rules = config / "opensearch-security"
    shutil.copytree(home / "plugins" / "security" / "config", rules)
    (rules / "internal_users.yml").write_text(_NOBODY.format("internalusers"))
    (rules / "roles_mapping.yml").write_text(_NOBODY.format("rolesmapping") + _ADMINS)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(config / "ca.pem"))
    names = {each: _certify(authority, config, each) for each in ("node", "admin")}
    with (config / "opensearch.yml").open("a") as settings:
        settings.write(_SETTINGS.format(**names))


def _certify(authority: trustme.CA, folder: Path, name: str) -> str:
    """Makes a certificate and its key; the whole name of whose it is."""
    issued = authority.issue_cert("127.0.0.1", common_name=name)
    chain = [each.bytes() for each in issued.cert_chain_pems]
    (folder / f"{name}.pem").write_bytes(b"".join(chain))
    key = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    pem = key.private_bytes(  # as Java reads it
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / f"{name}-key.pem").write_bytes(pem)
    return load_pem_x509_certificate(chain[0]).subject.rfc4514_string()


def _wait(cluster: SecuredCluster, node: Node) -> None:
    """Waits until the plugin knows who may do what."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert node.process
        if node.process.poll() is not None:
            raise RuntimeError((node.folder / "out").read_text(errors="replace")[-3000:])
        with suppress(urllib3.exceptions.HTTPError):
            if cluster.ask("GET", f"{_API}/roles")[0] == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"the node was not ready within {_START_SECONDS} seconds")
