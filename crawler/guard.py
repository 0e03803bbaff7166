"""The address guard: which places may be asked at all (INTERFACE §2, `private_hosts`).

A crawler follows links that strangers wrote. Without a guard a page could make it read the operator's own router, the
cloud's metadata service or a file. So every address is judged twice: the URL as written (scheme, and a host that is an
address in any spelling), and every address a name resolves to, at the moment of connecting; redirects and robots.txt
are requests like any other. Pure: no socket is opened here.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from config.errors import GuardError, SettingsError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443}

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that a gateway turns into the IPv4 address in their last 32 bits (RFC 6052)."""

NOT_PUBLIC = (
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("168.63.129.16/32"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("::ffff:0:0:0/96"),
    ipaddress.ip_network("100::/64"),
    ipaddress.ip_network("2001:db8::/32"),
    ipaddress.ip_network("3fff::/20"),
    ipaddress.ip_network("5f00::/16"),
    ipaddress.ip_network("fec0::/10"),
)
"""Blocks that no public site lies in, whatever tables this version of Python carries (IANA's special-purpose
registries), translation prefixes, and the address of a cloud's own host service, which looks public and is not."""

OLD_SPELLING = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}")
"""Hosts that `inet_aton` takes for an address: decimal, octal, hexadecimal, with fewer than four parts."""

UNCLEAR = re.compile(r"[\\\x00-\x20\x7f](?=[^?#]*@)|^[^/?#]*//[^/?#]*\\")
"""A backslash or white space before the end of the authority: one parser's host is another's user name."""

DOTS = str.maketrans("。．｡", "...")
"""What clients read as the dot of a host name (RFC 3490 §3.1)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of `private_hosts`: a name or a network, and a port or None for all ports."""

    name: str
    network: Network | None
    port: int | None

    def is_port(self, port: int) -> bool:
        return self.port is None or self.port == port


class Guard:
    """Judges URLs and addresses. Public places pass; of the others only those that `private_hosts` names."""

    def __init__(self, private_hosts: Sequence[str] = ()) -> None:
        self.places = tuple(read_place(text) for text in private_hosts)

    def check_url(self, url: str) -> None:
        """Raise GuardError unless the scheme is http or https and the host, if an address, may be asked."""
        host, port = host_and_port(url)
        address = literal(host)
        if address is not None:
            self.check_address(host, port, str(address))
        elif host == "localhost" or host.endswith(".localhost"):
            self.check_address(host, port, "127.0.0.1")

    def check_address(self, host: str, port: int, ip: str) -> None:
        """Raise GuardError unless `ip`, to which `host` resolved (or which it is), may be asked at `port`."""
        address = ipaddress.ip_address(ip.partition("%")[0])
        reach = what_it_reaches(address)
        why_not = why_private(reach)
        if not why_not:
            return
        for place in self.places:
            if not place.is_port(port):
                continue
            if place.network is not None:
                if reach in place.network or address in place.network:
                    return
            elif place.name == plain_host(host) and not (reach.is_link_local or reach.is_multicast):
                return  # a name stands for a private place, never for the metadata service
        shown = f"{host} ({ip})" if plain_host(host) != ip else host
        raise GuardError(f'{shown} is {why_not}, not asked unless private_hosts names "{bracketed(host)}:{port}"')

    def is_named(self, host: str, port: int) -> bool:
        """Whether `private_hosts` names this host: then it is nobody else's."""
        address = literal(host)
        return any(
            place.is_port(port)
            and (place.name == plain_host(host) or (place.network is not None and address in place.network))
            for place in self.places
            if address is not None or place.network is None
        )


def host_and_port(url: str) -> tuple[str, int]:
    """The host (lower case, without brackets) and port that a client would ask. Raises GuardError if it must not."""
    if UNCLEAR.search(url):
        raise GuardError(f"{url[:200]!r} is no address to ask: clients disagree about which host it names")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as mistake:
        raise GuardError(f"{url[:200]!r} is not an address: {mistake}") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise GuardError(f"{url[:200]!r} is no address to ask: only http and https are")
    if not host:
        raise GuardError(f"{url[:200]!r} names no host")
    return plain_host(host), DEFAULT_PORTS[parts.scheme] if port is None else port


def site_of(url: str) -> str:
    """The site that manners count: the host, with its port only where that is unusual."""
    host, port = host_and_port(url)
    return host if port in DEFAULT_PORTS.values() else f"{bracketed(host)}:{port}"


def plain_host(host: str) -> str:
    """A host as clients will read it: compatibility forms (①, ．) resolved, lower case, no brackets, no final dot."""
    return unicodedata.normalize("NFKC", host).translate(DOTS).lower().strip("[]").rstrip(".")


def bracketed(host: str) -> str:
    """A host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def literal(host: str) -> Address | None:
    """The address a host spells, in any of the spellings that C libraries accept; None if it is a name."""
    host = plain_host(host)
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    if OLD_SPELLING.fullmatch(host):
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    return None


def what_it_reaches(address: Address) -> Address:
    """The IPv4 address behind an IPv6 one that only wraps it (mapped, compatible, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    number = int(address)
    if address in NAT64 or 1 < number < 2**32:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return address


def why_private(address: Address) -> str:
    """What kind of place this is that must not be asked; "" for the public internet."""
    kinds = (
        (address.is_unspecified, "no address of anybody"),
        (address.is_loopback, "a loopback address"),
        (address.is_link_local, "a link-local or metadata address"),
        (address.is_multicast, "a multicast address"),
        (not address.is_global or any(address in block for block in NOT_PUBLIC), "a private address"),
    )
    return next((kind for holds, kind in kinds if holds), "")


def read_place(text: str) -> Place:
    """One line of `private_hosts`: `host`, `host:port`, an address or a CIDR block, either with or without `:port`."""
    bare, port = text.strip(), None
    split = re.fullmatch(r"(\[[^\]]+\](?:/\d+)?|[^:]+):(\d{1,5})", bare)
    if split:
        bare, port = split[1], int(split[2])
    name = bare.replace("[", "").replace("]", "").lower().rstrip(".")
    if not name or (port is not None and not 0 < port < 65536):
        raise SettingsError(f"private_hosts: {text!r} is no host, host:port or CIDR block, such as 10.0.0.0/8:8080")
    address = literal(name)
    if address is not None:
        return Place("", ipaddress.ip_network(address), port)
    if "/" not in name and ":" not in name:
        return Place(name, None, port)
    try:
        return Place("", ipaddress.ip_network(name, strict=False), port)
    except ValueError:
        raise SettingsError(f"private_hosts: {text!r} is no CIDR block, such as 10.0.0.0/8 or fd00::/8") from None
