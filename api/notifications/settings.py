"""By which channels taxpayers can be told, from a file of settings; unsafe ones are refused."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Final

from api.identity.addresses import is_loopback, is_private
from api.identity.portal import Gateway
from api.notifications.delivery import Channel
from api.notifications.mail import PLAIN, SECURITIES, Mail, MailSettings
from api.notifications.push import Push
from api.notifications.sms import FIELDS, Sms, SmsSettings
from domain.errors import UnsafeSetting
from projections.notifications import Rules

CHANNELS_FILE: Final = "THIDIN_CHANNELS_FILE"
_OTHERS: Final = 0o077
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_ADDRESS: Final = re.compile(r"[!-?A-~]+@[A-Za-z0-9.-]+")
_MOST_LEADS: Final = 5
_MOST_LEAD_DAYS: Final = 60
_PORTS: Final = range(1, 2**16)
_AT_ONCE: Final = (1, 2, 4, 8, 16)
_USUALLY_AT_ONCE: Final = 4
_MAIL: Final = {
    "host",
    "port",
    "security",
    "sender",
    "sender_name",
    "user",
    "password_file",
    "at_once",
}
_SMS: Final = {"address", "key_file", "sender", "fields", "at_once"}


@dataclass(frozen=True, kw_only=True)
class Channels:
    """What hands messages over, by channel, and when it may."""

    of: Mapping[str, Channel] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)


def open_channels(path: Path | None, portal: Gateway | None) -> Channels:
    """Read the file that THIDIN_CHANNELS_FILE names; the portal's own file says if it pushes.

    Without either nobody is told anything but by letters. Raises `UnsafeSetting`.
    """
    found: dict[str, Channel] = {}
    rules = Rules()
    if path is not None:
        told = _read(path)
        rules = _rules(path, told)
        if "email" in told:
            found["email"] = Mail(
                settings=_mail(path, told["email"]), at_once=_at_once(path, told["email"])
            )
        if "sms" in told:
            found["sms"] = Sms(
                settings=_sms(path, told["sms"]), at_once=_at_once(path, told["sms"])
            )
    if portal is not None and portal.pushes:
        found["portal"] = Push(gateway=portal, at_once=_USUALLY_AT_ONCE)
    return Channels(of=found, rules=rules)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise UnsafeSetting(f"The file of channels {path} cannot be read: {wrong}") from wrong
    if set(told) - {"lead_days", "quiet", "email", "sms"}:
        raise UnsafeSetting(f"{path} has lead_days, quiet, and tables [email] and [sms], no more.")
    return told


def _rules(path: Path, told: Mapping[str, Any]) -> Rules:
    usual = Rules()
    leads = told.get("lead_days", list(usual.lead_days))
    quiet = told.get("quiet", ["20:00", "08:00"])
    right = isinstance(leads, list) and all(
        type(one) is int and 0 <= one <= _MOST_LEAD_DAYS for one in leads
    )
    if not right or len(leads) > _MOST_LEADS:
        raise UnsafeSetting(
            f"{path}: lead_days are at most {_MOST_LEADS} numbers of days, "
            f"0 to {_MOST_LEAD_DAYS}, such as [10, 1]."
        )
    clocks = [_CLOCK.fullmatch(str(one)) for one in quiet] if isinstance(quiet, list) else []
    times = [time(int(one[1]), int(one[2])) for one in clocks if one]
    if len(times) != 2 or len(clocks) != 2:  # noqa: PLR2004 - from and until
        raise UnsafeSetting(f'{path}: quiet is from and until, such as ["20:00", "08:00"].')
    return Rules(lead_days=tuple(leads), quiet_from=times[0], quiet_until=times[1])


def _mail(path: Path, table: object) -> MailSettings:
    told = _table(path, "email", table, _MAIL, needed={"host", "sender", "sender_name"})
    security, port = told.get("security", "starttls"), told.get("port", 587)
    texts = [told.get(name, "") for name in _MAIL - {"port", "at_once"}]
    if not all(isinstance(one, str) for one in texts) or port not in _PORTS:
        raise UnsafeSetting(f"{path}: [email] has texts, and a port from 1 to 65535.")
    if security not in SECURITIES:
        raise UnsafeSetting(f"{path}: the security of [email] is one of {', '.join(SECURITIES)}.")
    if security == PLAIN and not is_loopback(told["host"]):
        raise UnsafeSetting(
            f"{path}: [email] without encryption goes to a server on this machine alone; anybody "
            "on the way would read what people owe. Use starttls or tls."
        )
    if not (_ADDRESS.fullmatch(told["sender"]) and told["sender_name"].isprintable()):
        raise UnsafeSetting(
            f"{path}: the sender of [email] is a plain address, its name on one line."
        )
    if bool(told.get("user")) != bool(told.get("password_file")):
        raise UnsafeSetting(f"{path}: [email] has both a user and a password_file, or neither.")
    secret = told.get("password_file")
    return MailSettings(
        host=told["host"],
        port=port,
        security=security,
        sender=told["sender"],
        sender_name=told["sender_name"],
        user=told.get("user", ""),
        password=_secret(path.parent / secret) if secret else "",
    )


def _at_once(path: Path, told: Mapping[str, Any]) -> int:
    """Read how many connections may work side by side. Raises `UnsafeSetting`."""
    count = told.get("at_once", _USUALLY_AT_ONCE)
    if type(count) is not int or count not in _AT_ONCE:
        raise UnsafeSetting(f"{path}: at_once is one of {', '.join(map(str, _AT_ONCE))}.")
    return count


def _sms(path: Path, table: object) -> SmsSettings:
    told = _table(path, "sms", table, _SMS, needed={"address", "key_file", "sender"})
    fields = told.get("fields", {})
    texts = [told[name] for name in ("address", "key_file", "sender")]
    named = isinstance(fields, dict) and all(isinstance(one, str) for one in fields.values())
    if not (named and set(fields) <= set(FIELDS) and all(isinstance(one, str) for one in texts)):
        raise UnsafeSetting(
            f"{path}: [sms] has texts, and fields that say what the provider calls "
            f"{', '.join(FIELDS)}."
        )
    if not is_private(told["address"]):
        raise UnsafeSetting(f"{path}: the provider of [sms] is reached by https alone.")
    return SmsSettings(
        address=told["address"],
        key=_secret(path.parent / told["key_file"]),
        sender=told["sender"],
        fields={name: fields.get(name, name) for name in FIELDS},
    )


def _table(
    path: Path, name: str, table: object, known: set[str], *, needed: set[str]
) -> Mapping[str, Any]:
    told: Mapping[str, Any] = table if isinstance(table, dict) else {}
    if not needed <= set(told) <= known:
        raise UnsafeSetting(
            f"{path}: [{name}] has {', '.join(sorted(needed))}, and may have "
            f"{', '.join(sorted(known - needed))}."
        )
    return told


def _secret(path: Path) -> str:
    """Read a file that holds a secret on one line. Raises `UnsafeSetting`."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise UnsafeSetting(f"The key file {path} may be read by others: chmod 600 {path}")
        secret = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise UnsafeSetting(f"The key file {path} of a channel cannot be read.") from wrong
    if not secret or not secret.isprintable():
        raise UnsafeSetting(f"The key file {path} holds no secret on one line.")
    return secret
