"""The address guard: nothing private is asked, in whatever spelling, unless it was named."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import GuardError, SettingsError
from crawler.guard import Guard, literal, what_it_reaches

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[2002:7f00:0001::]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[::ffff:0:7f00:1]/",
    "http://[fec0::1]/",
    "http://192.0.0.192/opc/v2/instance/",
    "http://168.63.129.16/machine",
    "http://[fe80::1%25eth0]/",
    "http://[fd00:ec2::254]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://talks.localhost:8000/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1:8080/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://0.0.0.0/",
    "http://0/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://user:secret@127.0.0.1/",
    "https://127.0.0.1:80\\@example.org/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_places_are_refused_in_every_spelling(url: str) -> None:
    with pytest.raises(GuardError):
        Guard().check_url(url)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/", "data:text/html,hi", "gopher://a/", "//example.org/", "", "http:///x"],
)
def test_other_schemes_and_no_address_are_refused(url: str) -> None:
    with pytest.raises(GuardError):
        Guard(["0.0.0.0/0", "::/0"]).check_url(url)


@pytest.mark.parametrize(
    "url", ["https://example.org/", "http://example.org:8080/a?b#c", "http://8.8.8.8/", "http://[2600::1]/"]
)
def test_public_places_pass(url: str) -> None:
    Guard().check_url(url)


def test_a_name_is_judged_by_the_address_it_resolves_to() -> None:
    guard = Guard()
    guard.check_address("example.org", 443, "93.184.215.14")
    for ip in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0"):
        with pytest.raises(GuardError, match=r"example\.org"):
            guard.check_address("example.org", 443, ip)


@pytest.mark.parametrize(
    ("place", "allowed", "refused"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000/", "http://127.0.0.1:8001/"),
        ("127.0.0.1", "http://127.0.0.1:9/", "http://127.0.0.2:9/"),
        ("localhost:8000", "http://localhost:8000/", "http://localhost:8001/"),
        ("10.0.0.0/8", "http://10.9.9.9/", "http://192.168.0.1/"),
        ("10.0.0.0/8:8080", "http://10.9.9.9:8080/", "http://10.9.9.9/"),
        ("[::1]:8000", "http://[::1]:8000/", "http://[::1]/"),
        ("fd00::/8", "http://[fd12::1]/", "http://[fe80::1]/"),
        ("[fd00::]/8:81", "http://[fd12::1]:81/", "http://[fd12::1]:82/"),
    ],
)
def test_private_hosts_opens_what_it_names_and_no_more(place: str, allowed: str, refused: str) -> None:
    guard = Guard([place])
    guard.check_url(allowed)
    with pytest.raises(GuardError):
        guard.check_url(refused)


def test_a_named_host_may_resolve_privately_but_never_to_the_metadata_service() -> None:
    guard = Guard(["calendar.lan:8080"])
    guard.check_address("calendar.lan", 8080, "10.0.0.7")
    guard.check_address("Calendar.LAN.", 8080, "10.0.0.7")
    for host, port, ip in (
        ("calendar.lan", 80, "10.0.0.7"),
        ("other.lan", 8080, "10.0.0.7"),
        ("calendar.lan", 8080, "169.254.169.254"),
    ):
        with pytest.raises(GuardError):
            guard.check_address(host, port, ip)


def test_the_refusal_says_how_to_allow_the_place() -> None:
    with pytest.raises(GuardError, match=r'unless private_hosts names "127\.0\.0\.1:8000"'):
        Guard().check_url("http://127.0.0.1:8000/events")


@pytest.mark.parametrize("place", ["", "10.0.0.0/99", "a:b:c", "host:99999"])
def test_a_wrong_place_is_explained(place: str) -> None:
    with pytest.raises(SettingsError, match="private_hosts"):
        Guard([place])


@given(st.ip_addresses(v=4))
def test_every_old_spelling_means_the_same_address(address: ipaddress.IPv4Address) -> None:
    a, b, c, d = address.packed
    number = int(address)
    for spelling in (str(address), str(number), hex(number), f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"{a}.{b}.{c * 256 + d}"):
        assert literal(spelling) == address


@given(st.ip_addresses())
def test_only_global_addresses_pass(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    try:
        Guard().check_address("name.example", 80, str(address))
    except GuardError:
        return
    reach = what_it_reaches(address)
    assert reach.is_global
    assert not reach.is_multicast
