"""Every option of the server, typed, with its default. One TOML file and `--set SECTION.KEY=VALUE` fill it.

Adding an option is adding a field: reading, checking and naming mistakes follow from the types.
"""

import difflib
import tomllib
from dataclasses import field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

from app.values import frozen


class ConfigError(ValueError):
    """An option that can't be used. The message is a plain sentence with a next step."""


@frozen(kw_only=True)
class ServerSection:
    """Names and words."""

    name: str = "chat.local"
    network: str = "Group Chat"
    password: str = ""
    motd: str = ""
    admin: str = ""
    icon: str = ""


@frozen(kw_only=True)
class ListenSection:
    """Where to listen: `HOST:PORT`; port 0 takes a free one."""

    plain: tuple[str, ...] = ()
    tls: tuple[str, ...] = ()
    websocket: tuple[str, ...] = ()
    websocket_tls: tuple[str, ...] = ()
    websocket_origins: tuple[str, ...] = ()
    port_fallback: bool = False


@frozen(kw_only=True)
class TlsSection:
    """A certificate of one's own; empty: one is made and kept in the data folder."""

    cert: str = ""
    key: str = ""
    sts_days: int = 30


@frozen(kw_only=True)
class RoomsSection:
    """Rooms that are always there. The first is the one the invite link names."""

    permanent: tuple[str, ...] = ("#general",)
    max_rooms: int = 10_000
    denied_tags: tuple[str, ...] = ()


@frozen(kw_only=True)
class HistorySection:
    """How much history is given out."""

    replay_lines: int = 50
    page_max: int = 100
    events: bool = True
    keep_days: int = 0


@frozen(kw_only=True)
class FilesSection:
    """The file host: where it is reached, who may send, how much is kept and for how long. Sizes in bytes."""

    enabled: bool = True
    host: str = ""
    port: int = 0
    guests: bool = True
    max_bytes: int = 26_214_400
    quota_bytes: int = 524_288_000
    guests_bytes: int = 1_073_741_824
    total_bytes: int = 10_737_418_240
    free_bytes: int = 536_870_912
    keep_days: int = 0
    uploads_at_once: int = 4
    uploads_per_minute: int = 30


@frozen(kw_only=True)
class AccountsSection:
    """Claiming a nick: whether it can be done, when, with what; and whether who has one stays when the app closes."""

    register: bool = True
    register_before_connect: bool = True
    email_required: bool = False
    always_on: bool = False
    password_min: int = 6


@frozen(kw_only=True)
class MailSection:
    """How codes for new accounts are sent; without a host, the operator passes them on."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = ""
    sender: str = ""


@frozen(kw_only=True)
class PrivacySection:
    """What people see of each other. A cloak stands for the address, the same for the same address."""

    cloak: bool = True


@frozen(kw_only=True)
class LoggingSection:
    """How the log is written (`plain` or `json`), from which level on, and where; without a file, on stderr."""

    format: str = "plain"
    level: str = "info"
    file: str = ""


@frozen(kw_only=True)
class LimitsSection:
    """Protection against floods and hoarding. Times in seconds, sizes in bytes."""

    flood: bool = True
    loopback_exempt: bool = True
    connections_per_address: int = 10
    connections_per_private_address: int = 64
    connect_burst: int = 10
    connect_seconds: float = 6.0
    connections_per_subnet: int = 60
    subnet_burst: int = 40
    subnet_seconds: float = 1.0
    unregistered: int = 100
    unregistered_per_address: int = 5
    unregistered_per_subnet: int = 20
    unregistered_bytes: int = 8192
    unregistered_lines: int = 64
    handshake_seconds: float = 10.0
    registration_seconds: float = 30.0
    ping_seconds: float = 90.0
    dead_seconds: float = 180.0
    recvq: int = 16_384
    sendq_soft: int = 65_536
    sendq_hard: int = 1_048_576
    sendq_seconds: float = 60.0
    flood_burst: float = 10.0
    flood_rate: float = 2.0
    nick_burst: int = 3
    nick_seconds: float = 20.0
    join_burst: int = 10
    join_seconds: float = 3.0
    invite_burst: int = 4
    invite_seconds: float = 15.0
    new_target_burst: int = 10
    new_target_seconds: float = 15.0
    channels_per_user: int = 100
    bans_per_channel: int = 100
    targets: int = 4
    modes_per_line: int = 6
    nick_length: int = 32
    channel_length: int = 64
    topic_length: int = 390
    away_length: int = 390
    kick_length: int = 390
    realname_length: int = 150
    monitored: int = 100
    multiline_bytes: int = 16_384
    multiline_lines: int = 100
    batch_seconds: float = 30.0
    metadata_keys: int = 32
    metadata_subscriptions: int = 64
    metadata_value_length: int = 300
    logins_per_minute: int = 3
    registrations_per_hour: int = 5
    edit_window_hours: int = 24

    def count_from(self, *, is_loopback: bool) -> bool:
        """Whether connections from there are counted by their address."""
        return self.flood and not (is_loopback and self.loopback_exempt)


@frozen(kw_only=True)
class Config:
    """All sections. `operators` maps a name to its password, `gateways` the address of a WEBIRC gateway to its."""

    server: ServerSection = field(default_factory=ServerSection)
    listen: ListenSection = field(default_factory=ListenSection)
    tls: TlsSection = field(default_factory=TlsSection)
    rooms: RoomsSection = field(default_factory=RoomsSection)
    history: HistorySection = field(default_factory=HistorySection)
    files: FilesSection = field(default_factory=FilesSection)
    accounts: AccountsSection = field(default_factory=AccountsSection)
    mail: MailSection = field(default_factory=MailSection)
    privacy: PrivacySection = field(default_factory=PrivacySection)
    logging: LoggingSection = field(default_factory=LoggingSection)
    limits: LimitsSection = field(default_factory=LimitsSection)
    operators: dict[str, str] = field(default_factory=dict)
    gateways: dict[str, str] = field(default_factory=dict)


def load_config(path: Path | None, settings: list[str]) -> Config:
    """The config of a file (or the defaults) with `SECTION.KEY=VALUE` settings on top. Raises ConfigError."""
    config = Config()
    if path is not None:
        config = apply_tables(config, _read_toml(path))
    for setting in settings:
        config = apply_setting(config, setting)
    return config


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"The config file {path} can't be read ({error.strerror}). Check its name.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"The config file {path} isn't valid TOML: {error}. Correct it there.") from error


def apply_tables(config: Config, tables: dict[str, Any]) -> Config:
    """The config with the values of a parsed TOML file."""
    for section, values in tables.items():
        if not isinstance(values, dict):
            raise ConfigError(f"“{section}” should be a section: [{section}] on a line of its own.")
        for key, value in values.items():
            config = _with_value(config, section, key, value)
    return config


def apply_setting(config: Config, setting: str) -> Config:
    """The config with one `SECTION.KEY=VALUE`; the value is read as TOML, or as bare text for a text option."""
    path, equals, text = setting.partition("=")
    section, dot, key = path.strip().partition(".")
    if not equals or not dot:
        raise ConfigError(f"“{setting}” isn't a setting. Write it as SECTION.KEY=VALUE.")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    return _with_value(config, section, key, value, text)


def _with_value(config: Config, section: str, key: str, value: object, text: str | None = None) -> Config:
    if section in ("operators", "gateways"):
        named: dict[str, str] = getattr(config, section)
        return replace(config, **{section: {**named, key: text if text is not None else str(value)}})  # type: ignore[arg-type]  # one of the two
    names = [each.name for each in fields(config)]
    if section not in names:
        raise ConfigError(f"There is no section “{section}”.{_nearest(section, names)}")
    table = getattr(config, section)
    assert is_dataclass(table)
    hints = get_type_hints(type(table))
    if key not in hints:
        raise ConfigError(f"There is no option “{section}.{key}”.{_nearest(key, list(hints), section + '.')}")
    converted = _convert(hints[key], value, text)
    if converted is None:
        shown = text if text is not None else repr(value)
        raise ConfigError(f"“{section}.{key}” can't be {shown}: it should be {_KINDS[hints[key]]}.")
    section_value: Any = replace(table, **{key: converted})  # type: ignore[type-var]  # a section, as asserted above
    return replace(config, **{section: section_value})


_NUMBER_MAX = 10**12
"""More of anything is no limit, and fits no timer."""
_KINDS: dict[Any, str] = {
    bool: "true or false", int: "a whole number of 0 or more, up to 10^12", float: "a number of 0 or more, up to 10^12",
    str: "a text",
    tuple[str, ...]: "a list of texts",
}


def _convert(kind: object, value: object, text: str | None) -> object:
    """`value` as the field's type, None when it doesn't fit."""
    if kind is str:
        return value if isinstance(value, str) else text
    if kind is bool:
        return value if isinstance(value, bool) else None
    if kind == tuple[str, ...]:
        items = [value] if isinstance(value, str) else value
        return tuple(items) if isinstance(items, list) and all(isinstance(item, str) for item in items) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _NUMBER_MAX:
        return None
    if kind is int:
        return value if isinstance(value, int) else None
    return float(value)


def _nearest(name: str, known: list[str], prefix: str = "") -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f" Did you mean “{prefix}{near[0]}”?" if near else f" Known: {', '.join(known)}."
