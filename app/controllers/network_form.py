"""The form of a network: a profile as texts in fields, and texts as a profile, each checked at its place.

`texts` are always by the keys of fields. What the form does not show, such as who is ignored, stays as it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.contracts.sheets import SWITCH_ON, FieldKind, FormField, FormGroup, NetworkForm
from app.controllers.names import checked_channel, checked_nick
from app.controllers.user_error import UserError
from app.controllers.wording import networks as words
from app.models.on_connecting import InvalidLines, parse_lines
from app.models.pace import InvalidPace, Pace
from app.models.profile import Profile
from app.models.proxy import InvalidProxy, parse_proxy
from app.protocol.hostname import is_host
from app.protocol.sasl import SUPPORTED, SaslCredentials
from app.protocol.url import PLAIN_PORT, TLS_PORT

MAX_TEXT = 300
"""Longest line of a field. Longer ones are no names, addresses or passwords, but something pasted."""
MAX_PERFORM = 10_000
MAX_NAMES = 8
MAX_CHANNELS = 100

Texts = Mapping[str, str]

_KINDS = {
    "tls": FieldKind.SWITCH, "auto_connect": FieldKind.SWITCH, "perform": FieldKind.LINES,
    "password": FieldKind.SECRET, "server_password": FieldKind.SECRET,
}
_WEIGHTS = {"host": 3}
_YOU = (words.GROUP_YOU, (("nick", "alternatives"), ("account", "password")))
_GROUPS = (
    (words.GROUP_SERVER, (("title",), ("host", "port"), ("tls",))),
    _YOU,
    (words.GROUP_CONNECTED, (("channels",), ("perform",), ("auto_connect",))),
    (words.GROUP_WAY, (("server_password", "proxy"), ("client_certificate", "pace"))),
)
_HOSTED_GROUPS = (_YOU, (words.GROUP_CONNECTED, (("channels",), ("perform",))))
"""Where the server of a chat hosted here is, and how it lets us in, is not for people to say."""


class FormErrors(Exception):
    """Some fields can't be taken; `texts` says of each what is wrong, by its key."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(", ".join(texts))
        self.texts = texts


def form_of(texts: Texts, errors: Texts, *, title: str, save: str, is_hosted: bool) -> NetworkForm:
    """The form with these texts in its fields."""
    groups = [
        FormGroup(title=name, rows=[[_field(key, texts, errors) for key in row] for row in rows])
        for name, rows in (_HOSTED_GROUPS if is_hosted else _GROUPS)
    ]
    return NetworkForm(title=title, save=save, groups=groups)


def _field(key: str, texts: Texts, errors: Texts) -> FormField:
    text = words.FIELD_TEXTS[key]
    return FormField(key=key, label=text.label, hint=text.hint, text=texts.get(key, ""), error=errors.get(key, ""),
                     kind=_KINDS.get(key, FieldKind.LINE), weight=_WEIGHTS.get(key, 1))


def texts_of(profile: Profile) -> dict[str, str]:
    """What stands in the fields."""
    sasl = profile.sasl
    return {
        "title": "" if profile.title == profile.host else profile.title,
        "host": profile.host,
        "port": str(profile.port),
        "tls": SWITCH_ON if profile.tls else "",
        "nick": profile.nick,
        "alternatives": " ".join(profile.alternatives),
        "account": "" if sasl is None else sasl.account,
        "password": "" if sasl is None else sasl.password,
        "channels": " ".join(profile.channels),
        "perform": "\n".join(profile.perform),
        "auto_connect": SWITCH_ON if profile.auto_connect else "",
        "server_password": profile.server_password,
        "proxy": profile.proxy,
        "client_certificate": profile.client_certificate,
        "pace": "" if profile.pace is None else str(profile.pace),
    }


def profile_from(texts: Texts, before: Profile) -> Profile:
    """`before` as the fields want it; fields that are not shown stay. Raises FormErrors."""
    texts = {**texts_of(before), **texts}
    errors: dict[str, str] = {}
    for key, check in _CHECKS.items():
        try:
            check(texts)
        except UserError as error:
            errors[key] = str(error)
    if errors:
        raise FormErrors(errors)
    host = _host(texts)
    if host != before.host:
        # These belong to the server that was there before.
        before = replace(before, fingerprints=(), other_hosts=())
    return replace(
        before, host=host, port=_port(texts), tls=bool(texts["tls"]), title=_title(texts) or host, nick=_nick(texts),
        alternatives=_alternatives(texts), sasl=_sasl(texts, before), channels=_channels(texts),
        perform=_perform(texts), auto_connect=bool(texts["auto_connect"]), proxy=_proxy(texts),
        server_password=_line(texts, "server_password"), client_certificate=_line(texts, "client_certificate"),
        pace=_pace(texts),
    )


def _line(texts: Texts, key: str) -> str:
    text = texts[key].strip()
    if len(text) > MAX_TEXT:
        raise UserError(*words.TOO_LONG)
    if not text.isprintable():
        raise UserError(*words.BAD_TEXT)
    return text


def _title(texts: Texts) -> str:
    return _line(texts, "title")


def _host(texts: Texts) -> str:
    host = _line(texts, "host").removeprefix("[").removesuffix("]")
    if not host:
        raise UserError(*words.NEED_ADDRESS)
    if not is_host(host):
        raise UserError(*words.BAD_ADDRESS)
    return host


def _port(texts: Texts) -> int:
    text = _line(texts, "port")
    if not text:
        return TLS_PORT if texts["tls"] else PLAIN_PORT
    # Five digits at most: `int` takes its time with thousands of them.
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise UserError(*words.BAD_PORT)
    return int(text)


def _nick(texts: Texts) -> str:
    return checked_nick(_line(texts, "nick"))


def _alternatives(texts: Texts) -> tuple[str, ...]:
    return _names(texts, "alternatives", checked_nick, MAX_NAMES)


def _channels(texts: Texts) -> tuple[str, ...]:
    return _names(texts, "channels", checked_channel, MAX_CHANNELS, longest=MAX_PERFORM)


def _names(texts: Texts, key: str, check: Callable[[str], str], most: int, longest: int = MAX_TEXT) -> tuple[str, ...]:
    """Names between spaces or commas, each once."""
    if len(texts[key]) > longest:
        raise UserError(*words.TOO_LONG)
    names = tuple(dict.fromkeys(check(name) for name in texts[key].replace(",", " ").split()))
    if len(names) > most:
        raise UserError(*words.too_many(most))
    return names


def _perform(texts: Texts) -> tuple[str, ...]:
    if len(texts["perform"]) > MAX_PERFORM:
        raise UserError(*words.TOO_LONG)
    try:
        return parse_lines(texts["perform"])
    except InvalidLines as error:
        raise UserError(str(error)) from error


def _proxy(texts: Texts) -> str:
    text = _line(texts, "proxy")
    if text:
        try:
            parse_proxy(text)
        except InvalidProxy as error:
            raise UserError(str(error)) from error
    return text


def _pace(texts: Texts) -> Pace | None:
    try:
        return Pace.parse(_line(texts, "pace"))
    except InvalidPace as error:
        raise UserError(str(error)) from error


def _sasl(texts: Texts, before: Profile) -> SaslCredentials | None:
    account = _line(texts, "account")
    if not account:
        return None
    mechanisms = SUPPORTED if before.sasl is None else before.sasl.mechanisms
    return SaslCredentials(account=account, password=_line(texts, "password"), mechanisms=mechanisms)


def _check_account(texts: Texts) -> None:
    if texts["password"] and not _line(texts, "account"):
        raise UserError(*words.NEED_ACCOUNT)


def _check_password(texts: Texts) -> None:
    if not _line(texts, "password") and texts["account"].strip() and not texts["client_certificate"].strip():
        raise UserError(*words.NEED_PASSWORD)


def _check_certificate(texts: Texts) -> None:
    if _line(texts, "client_certificate") and not texts["tls"]:
        raise UserError(*words.NEED_TLS)


_CHECKS: dict[str, Callable[[Texts], object]] = {
    "title": _title, "host": _host, "port": _port, "nick": _nick, "alternatives": _alternatives,
    "account": _check_account, "password": _check_password, "channels": _channels, "perform": _perform,
    "server_password": lambda texts: _line(texts, "server_password"), "proxy": _proxy,
    "client_certificate": _check_certificate, "pace": _pace,
}
