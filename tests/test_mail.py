"""Mail reaches a real server on loopback: in the clear, over STARTTLS, over TLS; trouble is one clear sentence."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import Any

import pytest

from config.errors import MailError
from config.settings import Settings
from talkfeed.mail import Mailer

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)


def mailer(url: str, **more: Any) -> Mailer:
    return Mailer.of(Settings(smtp_url=url, **{"contact": "calendar@institute.example"} | more))


def test_a_message_arrives_as_it_was_written(mail_servers: Any) -> None:
    server = mail_servers()
    sent = mailer(f"smtp://127.0.0.1:{server.port}")
    text = "Zwölf Vorträge\n.\nFrom here on: naïve ☉\n" + "long " * 400
    assert sent.send([sent.message("ada@example.org", "Vorträge\nim März", text, NOW)]) == []
    (got,) = server.got
    assert got["From"] == "calendar@institute.example"
    assert (got["To"], got["Subject"]) == ("ada@example.org", "Vorträge im März")
    assert got["Date"].datetime == NOW
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"].endswith("@institute.example>")
    assert got.get_content().replace("\r\n", "\n").rstrip() == text.rstrip()


def test_a_password_goes_over_tls_where_the_server_speaks_it(mail_servers: Any, self_signed: ssl.SSLContext) -> None:
    for how, scheme in (({"starttls": self_signed}, "smtp"), ({"tls": self_signed}, "smtps")):
        server = mail_servers(password="p@ss", **how)
        sent = mailer(f"{scheme}://talks:p%40ss@127.0.0.1:{server.port}", tls_exceptions=("127.0.0.1",))
        assert sent.send([sent.message("ada@example.org", "Talks", "One.", NOW)]) == []
        assert (server.logins, server.secure) == (["talks"], [True])


def test_a_certificate_nobody_vouches_for_ends_it(mail_servers: Any, self_signed: ssl.SSLContext) -> None:
    server = mail_servers(starttls=self_signed)
    sent = mailer(f"smtp://127.0.0.1:{server.port}")
    with pytest.raises(MailError, match=r"no mail can be sent by 127\.0\.0\.1.*certificate"):
        sent.send([sent.message("ada@example.org", "Talks", "One.", NOW)])
    assert server.got == []


def test_who_is_refused_keeps_nobody_from_their_mail(mail_servers: Any) -> None:
    server = mail_servers()
    sent = mailer(f"smtp://127.0.0.1:{server.port}")
    to = ("ada@example.org", "nobody@example.org", "alan@example.org")
    (refused,) = sent.send([sent.message(one, "Talks", "One.", NOW) for one in to])
    assert refused == "nobody@example.org: 127.0.0.1 does not take the message (550 no such user here)"
    assert [one["To"] for one in server.got] == ["ada@example.org", "alan@example.org"]


def test_trouble_is_one_sentence_without_the_password(mail_servers: Any, self_signed: ssl.SSLContext) -> None:
    server = mail_servers(password="right", starttls=self_signed)
    for url in (f"smtp://talks:hush@127.0.0.1:{server.port}", "smtp://talks:hush@127.0.0.1:1"):
        sent = mailer(url, tls_exceptions=("127.0.0.1",))
        with pytest.raises(MailError) as said:
            sent.send([sent.message("ada@example.org", "Talks", "One.", NOW)])
        assert str(said.value).startswith("no mail can be sent by 127.0.0.1, port ")
        assert "hush" not in str(said.value) + repr(sent)
        assert "\n" not in str(said.value)


def test_a_password_is_not_sent_in_the_clear(mail_servers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server = mail_servers(password="hush")
    sent = mailer(f"smtp://talks:hush@127.0.0.1:{server.port}")
    monkeypatch.setattr("talkfeed.mail.HERE", ())
    with pytest.raises(MailError, match="a password is not sent in the clear"):
        sent.send([])
    assert server.logins == []


@pytest.mark.parametrize(
    ("url", "host", "port", "sender"),
    [
        ("smtp://mail.example.org", "mail.example.org", 25, "calendar@institute.example"),
        ("smtp://u:p@mail.example.org", "mail.example.org", 587, "calendar@institute.example"),
        ("smtps://u:p@mail.example.org", "mail.example.org", 465, "calendar@institute.example"),
        ("smtp://u:p@mail.example.org:2525?from=talks@example.org", "mail.example.org", 2525, "talks@example.org"),
    ],
)
def test_where_an_address_leads(url: str, host: str, port: int, sender: str) -> None:
    made = mailer(url)
    assert (made.host, made.port, made.sender) == (host, port, sender)
    assert Mailer.of(Settings(smtp_url="smtp://a%40x.example:p@m.example", contact="https://x.example/")).sender == (
        "a@x.example"
    )


def test_what_is_missing_is_told() -> None:
    with pytest.raises(MailError, match="set smtp_url"):
        Mailer.of(Settings())
    with pytest.raises(MailError, match="say who writes"):
        Mailer.of(Settings(smtp_url="smtp://mail.example.org"))
    sent = mailer("smtp://mail.example.org")
    for to in (
        "ada@example.org\nBcc: x@y.example",
        "",
        "@",
        "Ada",
        "a@b.example, c@d.example",
        ".:@x.example",
        "a..b@x",
    ):
        with pytest.raises(MailError, match="cannot be written to"):
            sent.message(to, "Talks", "One.", NOW)
