"""Mail: where `smtp_url` leads, and messages sent there. A thin shell: what to say is decided elsewhere.

`smtps://` speaks TLS from the start (port 465); `smtp://` changes to TLS as soon as the server offers it (port 587
with a user, else 25). A password is sent over TLS alone, except on this machine.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from config.errors import MailError
from config.settings import Settings

TIMEOUT_S = 30
"""How long the mail server may be silent."""

HERE = ("localhost", "127.0.0.1", "::1")
"""Servers on this machine: nobody listens on the way."""

WIRE = SMTP.clone(cte_type="7bit")

ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII
)
"""A mail address without quotes and comments (RFC 5322 §3.4.1, dot-atoms)."""


@dataclass(frozen=True, slots=True)
class Mailer:
    """A mail server and who writes. `secure`: TLS from the start; `checked`: whether its certificate must be valid."""

    host: str
    port: int
    sender: str
    secure: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    checked: bool = True

    @classmethod
    def of(cls, settings: Settings) -> Mailer:
        """The mail server of the settings. The sender is `?from=` of the address, else `contact`, else the user.
        MailError if there is no server, or nobody to write as."""
        if settings.smtp_url is None:
            raise MailError('no mail can be sent: set smtp_url = "smtp://user:password@mail.example.org:587"')
        parts = urlsplit(settings.smtp_url)
        user, host, secure = unquote(parts.username or ""), parts.hostname or "", parts.scheme == "smtps"
        asked = parse_qs(parts.query).get("from", [""])[0]
        sender = next((one for one in (asked, settings.contact or "", user) if "@" in one and "://" not in one), "")
        if not sender:
            raise MailError(
                'no mail can be sent: say who writes with contact = "you@example.org", or ?from= in smtp_url'
            )
        port = parts.port or (465 if secure else 587 if user else 25)
        checked = host not in settings.tls_exceptions
        return cls(host, port, sender, secure, user, unquote(parts.password or ""), checked)

    def message(self, to: str, subject: str, text: str, now: datetime) -> EmailMessage:
        """A plain message to one person, dated `now` (aware). MailError where an address is none."""
        made = EmailMessage(policy=WIRE)
        for name, address in (("From", self.sender), ("To", to)):
            if not ADDRESS.fullmatch(address):
                raise MailError(f"{address!r} cannot be written to; write one address such as you@example.org")
            made[name] = address
        made["Subject"] = " ".join(subject.split())
        made["Date"] = format_datetime(now)
        made["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice shall answer
        made.set_content(text)
        return made

    def send(self, messages: Iterable[EmailMessage]) -> list[str]:
        """Send these in one conversation; a sentence for each that the server would not take. MailError if there is no
        conversation: the server cannot be reached, is not who it claims to be, or does not let us in."""
        refused = []
        try:
            with self._server() as server:
                for one in messages:
                    try:
                        # not send_message, which writes ">From" for "From" at the beginning of a line
                        server.sendmail(self.sender, str(one["To"]), one.as_bytes())
                    except smtplib.SMTPServerDisconnected:
                        raise
                    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as said:
                        refused.append(f"{one['To']}: {self.host} does not take the message ({_reason(said)})")
                        with suppress(smtplib.SMTPResponseException):
                            server.rset()
        except (OSError, smtplib.SMTPException, UnicodeError) as trouble:
            raise MailError(f"no mail can be sent by {self.host}, port {self.port}: {_reason(trouble)}") from None
        return refused

    def _server(self) -> smtplib.SMTP:
        """The server, greeted and logged into."""
        context = ssl.create_default_context()
        if not self.checked:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if self.secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        try:
            self._enter(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _enter(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        private = self.secure
        if not private and server.has_extn("starttls"):
            server.starttls(context=context)
            private = True
        if self.user:
            if not private and self.host not in HERE:
                raise smtplib.SMTPException("it offers no TLS, and a password is not sent in the clear")
            server.login(self.user, self.password)


def _reason(trouble: Exception) -> str:
    """What went wrong, in a few words and without secrets."""
    said: bytes | str
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(trouble.recipients.values()))
    elif isinstance(trouble, smtplib.SMTPResponseException):
        code, said = trouble.smtp_code, trouble.smtp_error
    else:
        return " ".join(str(getattr(trouble, "strerror", None) or trouble).split()) or type(trouble).__name__
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {' '.join(text.split())[:200]}"
