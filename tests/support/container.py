"""The image of deploy/Dockerfile, built and run without a registry or a daemon.

The image that it begins with is made anew of Debian's packages, which have the same Python.
"""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
TOOLS = ("buildah", "debootstrap", "unshare", "chroot", "setpriv")
BASE, RELEASE = "docker.io/library/python:3.11-slim-bookworm", "bookworm"
PACKAGES = "python3-venv,python-is-python3,ca-certificates"
IMAGE, CERTIFICATES = "localhost/dateline", "/etc/ssl/certs/ca-certificates.crt"
# In a file system of its own: nothing of the root can be written to but the volumes and /tmp.
RUN = """
root=$1 user=$2 data=$3 articles=$4
shift 4
mount --bind "$root" "$root"
mount --bind "$data" "$root/data"
mount --bind "$articles" "$root/articles"
mount -t tmpfs tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user:$user" "$root" setpriv --no-new-privs "$@"
"""


def missing() -> str:
    """Why no image can be built here; "" where one can."""
    absent = [name for name in TOOLS if shutil.which(name) is None]
    if absent:
        return f"{', '.join(absent)} not installed"
    return "" if os.geteuid() == 0 else "only root can mount"


@dataclass(frozen=True)
class Container:
    """What the image holds, and what it is run with."""

    root: Path
    config: Mapping[str, object]
    data: Path
    articles: Path

    def run(self, *arguments: str, entry: Sequence[str] | None = None) -> str:
        """What a command of the image says; its own program's arguments, or all with an `entry`."""
        user = str(self.config["User"])
        program = self.config["Entrypoint"] if entry is None else entry
        assert isinstance(program, list)
        environ = self.config["Env"]
        assert isinstance(environ, list)
        inside = ["env", "--ignore-environment", f"--chdir={self.config['WorkingDir']}", *environ]
        outside = ["unshare", "--mount", "--pid", "--fork", "sh", "-ec", RUN, "run"]
        places = [str(self.root), user, str(self.data), str(self.articles)]
        return _run(*outside, *places, *inside, *program, *arguments)


@contextmanager
def built(articles: Path) -> Iterator[Container]:
    """The image, built, with some articles; all of it is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="image-") as name:
        folder = Path(name)
        buildah = _Buildah(folder)
        _make_base(buildah, folder / "base")
        _build(buildah, folder)
        inspected = json.loads(buildah.run("inspect", "--type", "image", IMAGE))
        config = inspected["Docker"]["config"]
        data = folder / "data"
        data.mkdir()
        os.chown(data, int(config["User"]), int(config["User"]))
        container = buildah.run("from", "--pull-never", IMAGE).strip()
        root = Path(buildah.run("mount", container).strip())
        try:
            yield Container(root, config, data, articles)
        finally:
            buildah.run("umount", container)


class _Buildah:
    """buildah with all that it keeps in a folder."""

    def __init__(self, folder: Path) -> None:
        places = ("--root", str(folder / "storage"), "--runroot", str(folder / "run"))
        self._command = ("buildah", "--storage-driver", "vfs", *places)

    def run(self, *arguments: str) -> str:
        return _run(*self._command, *arguments)


def _make_base(buildah: _Buildah, folder: Path) -> None:
    _run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", RELEASE, str(folder))
    container = buildah.run("from", "scratch").strip()
    buildah.run("copy", container, str(folder), "/")
    shutil.rmtree(folder)
    buildah.run("commit", "--rm", container, BASE)


def _build(buildah: _Buildah, folder: Path) -> None:
    """Builds it as docker would; pip trusts and asks whom it does here."""
    pip = folder / "pip.conf"
    index = os.environ.get("PIP_INDEX_URL")
    lines = ["[global]", f"cert = {CERTIFICATES}", *([f"index-url = {index}"] if index else [])]
    pip.write_text("\n".join(lines))
    trusted = os.environ.get("PIP_CERT") or ssl.get_default_verify_paths().cafile or CERTIFICATES
    lent = [f"--volume={pip}:/etc/pip.conf:ro", f"--volume={trusted}:{CERTIFICATES}:ro"]
    how = ["--isolation=chroot", "--pull-never", "--format=docker", *lent]
    ignored = f"--ignorefile={DOCKERFILE}.dockerignore"
    buildah.run("bud", *how, ignored, f"--file={DOCKERFILE}", f"--tag={IMAGE}", str(ROOT))


def _run(*command: str) -> str:
    """What a command says on standard output; it has to succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout
