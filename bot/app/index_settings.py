"""The settings of the index: what searches the passages, and where a cluster that does so is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from bot.app.setting_types import LocalPath, NodeAddress, Section


class IndexSettings(Section):
    """Where passages are searched."""

    engine: Literal["embedded", "opensearch"] = Field(
        default="embedded",
        description="What searches the passages: the bot itself, or an OpenSearch cluster "
        "(docs/scale.md). Texts and what the articles are about stay in the data directory.",
    )
    hosts: Annotated[tuple[NodeAddress, ...], Field(strict=False, min_length=1)] = Field(
        default=("http://127.0.0.1:9200",),
        description="The addresses of the cluster's nodes; where one does not answer, the next is "
        "asked.",
        json_schema_extra={"allowed": "a list of addresses such as https://search-1.example:9200"},
    )
    user: str | None = Field(
        default=None,
        min_length=1,
        description="The user by whose name the bot asks the cluster, with a password.",
        json_schema_extra={"allowed": "a name, or null"},
    )
    password: SecretStr | None = Field(
        default=None,
        description="That user's password; it is best set by the variable.",
        json_schema_extra={"allowed": "text, a number in quotes, or null"},
    )
    ca_file: LocalPath | None = Field(
        default=None,
        description="The certificates by which those of the cluster are trusted, in PEM; null: "
        "those that are trusted on the web.",
        json_schema_extra={"allowed": "a path, or null"},
    )
    prefix: str = Field(
        default="dateline",
        pattern=r"^[a-z][a-z0-9]{0,30}$",
        description="What the names of all indexes begin with; bots with articles of their own "
        "that share a cluster each need another.",
        json_schema_extra={"allowed": "up to 31 small letters and digits, a letter first"},
    )
    shards: int = Field(
        default=1,
        ge=1,
        le=1024,
        description="Shards of an index that is made from now on: one for each five million "
        "passages or so.",
    )
    replicas: int = Field(
        default=1,
        ge=0,
        le=10,
        description="Further copies of each shard, on other nodes, of an index that is made from "
        "now on; with 0, no node may be lost.",
    )
