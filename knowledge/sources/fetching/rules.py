"""What may be fetched, and how much of it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from knowledge.errors import CoverageError

# The name by which a site's robots.txt speaks of this.
NAME = "Dateline"

_HOST = re.compile(r"(?!-)[\w-]+(?:\.[\w-]+)*\.?")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# An IPv4 address within these is what a translator on the way would really connect to (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
# All that is given out of IPv6 for the world to reach; beside it are loopback, private, site-local
# and multicast addresses, translators' own prefixes, and what is reserved.
_UNICAST = ipaddress.ip_network("2000::/3")
# What `is_global` lets through, in some versions of Python or in all: addresses for protocols, one
# of which is a cloud's metadata; the old relays of 6to4; another cloud's metadata; documentation.
_SPECIAL = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16", "3fff::/20"))
)


@dataclass(frozen=True, slots=True)
class FetchRules:
    """The rules of every request.

    `contact` is an e-mail address or a page that the User-Agent names, so that a publisher can
    write to whoever runs this. `allow` exempts host names, addresses and networks from the rule
    that an address must be public. `seconds` is for a request with all its redirects, `most_bytes`
    for a body as it is after decompression.

    Raises CoverageError for an entry of `allow` that is none of these.
    """

    contact: str = ""
    allow: tuple[str, ...] = ()
    seconds: float = 20.0
    most_bytes: int = 10_000_000
    most_redirects: int = 5

    def __post_init__(self) -> None:
        for entry in self.allow:
            if _network(entry) is None and not _HOST.fullmatch(entry):
                raise CoverageError(
                    f"{entry!r} cannot be allowed: write a host name, an address or a network "
                    "such as 10.0.0.0/8"
                )

    @property
    def user_agent(self) -> str:
        """The name that publishers see."""
        return f"{NAME} (+{self.contact})" if self.contact else NAME

    def admits(self, host: str, address: Address) -> bool:
        """Whether a connection to `address`, to which `host` resolved, is allowed."""
        name = host.rstrip(".").lower()
        for entry in self.allow:
            network = _network(entry)
            if address in network if network else name == entry.rstrip(".").lower():
                return True
        return all(map(_is_public, _meanings(address)))


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
        return False
    special = any(address in network for network in _SPECIAL)
    return address.is_global and not address.is_multicast and not special


def _network(entry: str) -> Network | None:
    try:
        return ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return None


def _meanings(address: Address) -> list[Address]:
    """The address, and the IPv4 address it carries where it is one of IPv6's ways to write one."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:  # not an address of its own at all
        return [address.ipv4_mapped]
    if address in _TRANSLATED:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address, address.sixtofour] if address.sixtofour else [address]
