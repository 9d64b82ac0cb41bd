"""What deploy/ holds keeps its own rules; each tool that judges it is used where it is there."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.app.settings_file import load_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "dateline.service"
COMPOSE = ("compose.yaml", "compose-cluster.yaml")
# What `systemd-analyze security` may find at most, in tenths: 100 is no protection at all.
MOST_EXPOSURE = 20


def tool(name: str) -> str:
    """A tool beside this Python or on the path; skips where there is none."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str | Path) -> str:
    """What a command says; it must succeed."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_dockerfile_by_its_linter() -> None:
    assert run(tool("hadolint"), DEPLOY / "Dockerfile") == ""


@pytest.mark.parametrize("name", COMPOSE)
def test_the_compose_files_by_their_schema(name: str) -> None:
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", DEPLOY / name)


def test_the_unit_is_one(tmp_path: Path) -> None:
    # Where it is installed to is not there; an unknown key is only told on standard error.
    text = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT.read_text(), flags=re.M)
    text = re.sub(r"^(Documentation|WorkingDirectory)=.*\n", "", text, flags=re.M)
    unit = tmp_path / UNIT.name
    unit.write_text(text)
    assert run(tool("systemd-analyze"), "verify", unit) == ""


def test_the_unit_is_hardened() -> None:
    threshold = f"--threshold={MOST_EXPOSURE}"
    run(tool("systemd-analyze"), "security", "--offline=true", threshold, UNIT)


def test_what_the_image_copies_is_in_its_context() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = {
        path
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.M)
        for path in line.split()
    }
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    assert copied == set(re.findall(r"^!(.+)$", ignore, re.M))
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_the_image_is_made_of_the_pinned_versions() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"\bpip install (.*)$", dockerfile, re.M)
    assert installs
    assert [each for each in installs if "--constraint constraints.txt" not in each] == []


@pytest.mark.parametrize("name", COMPOSE)
def test_no_container_can_do_more_than_it_must(name: str) -> None:
    compose = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert "DISCORD_TOKEN" not in service["environment"]
        assert not [each for each in service.get("ports", []) if each]
    assert re.search(r"^USER [1-9]\d*$", (DEPLOY / "Dockerfile").read_text(), re.M)


def test_the_processes_of_a_cluster_are_one_bot() -> None:
    compose = yaml.safe_load((DEPLOY / "compose-cluster.yaml").read_text(encoding="utf-8"))
    bots = [each for each in compose["services"].values() if each["image"] == "dateline"]
    settings = [
        load_settings(ROOT / "config" / "bot.yaml", _only_ours(bot["environment"])) for bot in bots
    ]
    shards = [shard for each in settings for shard in each.discord.shard_ids]
    assert sorted(shards) == list(range(settings[0].discord.shard_count or 0))
    for bot, each in zip(bots, settings, strict=True):
        assert each.state.url == settings[0].state.url
        assert each.discord.shard_count == settings[0].discord.shard_count
        assert each.index == settings[0].index
        assert bot["volumes"] == bots[0]["volumes"]
    nodes = {
        name: each for name, each in compose["services"].items() if "opensearch" in each["image"]
    }
    assert settings[0].index.engine == "opensearch"
    assert settings[0].index.hosts == tuple(f"http://{name}:9200" for name in nodes)
    assert settings[0].index.replicas < len(nodes)
    for name, node in nodes.items():
        assert node["environment"]["node.name"] == name
        for key in ("discovery.seed_hosts", "cluster.initial_cluster_manager_nodes"):
            assert node["environment"][key].split(",") == list(nodes)
    used = {each.split(":")[0] for bot in compose["services"].values() for each in bot["volumes"]}
    assert {each for each in used if "/" not in each} == set(compose["volumes"])
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"\[.*postgresql.*opensearch.*\]", dockerfile)


def _only_ours(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith("DATELINE_")}


def test_the_dashboard_shows_what_it_asks_for() -> None:
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
    titles = [panel["title"] for panel in dashboard["panels"]]
    assert len(titles) == len(set(titles))
    for panel in dashboard["panels"]:
        assert all("dateline_" in target["expr"] for target in panel["targets"])
