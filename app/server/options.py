"""The command line of `serve`, and the config it amounts to."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.server.config import Config, ConfigError, LoggingSection, load_config
from app.server.core.gateways import network_of
from app.server.data_folder import default_folder
from app.server.logs import FORMATTERS, LEVELS
from app.values import frozen

_PORT_MAX = 65_535


@frozen(kw_only=True)
class Options:
    """What to run with."""

    config: Config
    data_folder: Path
    stop_with_stdin: bool
    only_checks: bool
    only_prints: bool
    read_config: Callable[[], Config]
    """Reads the config anew, as it was read at the start. Raises ConfigError."""


def parse_options(argv: list[str], *, has_sockets: bool = False) -> Options:
    """Read the command line and the config file. Raises ConfigError; leaves by SystemExit 2 for a bad option.

    `has_sockets`: there are listeners already, so that none is added where none is asked for.
    """
    args = _parser().parse_args(argv)
    args.has_sockets = has_sockets or args.given_sockets

    def read_config() -> Config:
        return _with_arguments(load_config(Path(args.config) if args.config else None, args.set), args)

    return Options(
        config=read_config(), read_config=read_config, stop_with_stdin=args.stop_with_stdin, only_checks=args.check,
        only_prints=args.print_config,
        data_folder=Path(args.data_dir).expanduser() if args.data_dir else default_folder())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python main.py serve",
        description="Host a group chat. With no listener given: TLS on port 6697 of all interfaces.")
    add = parser.add_argument
    add("--listen", action="append", default=[], metavar="HOST:PORT", help="listen without encryption")
    add("--tls-listen", action="append", default=[], metavar="HOST:PORT", help="listen with TLS; port 0: a free one")
    add("--tls-cert", metavar="FILE", help="your own certificate; without, one is made and kept")
    add("--tls-key", metavar="FILE", help="the key of your own certificate")
    add("--port-fallback", action="store_true", help="take the next free port when the wanted one is taken")
    add("--data-dir", metavar="DIR", help="where messages and the certificate are kept")
    add("--config", metavar="FILE.toml", help="read options from a file")
    add("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="set any option of the config")
    add("--name", metavar="NAME", help="what the group calls itself")
    add("--server-name", metavar="HOST", help="the server's own name")
    add("--server-password", metavar="PW", help="ask everyone for this password")
    add("--oper", action="append", default=[], metavar="NAME:PASSWORD", help="who may become a server operator")
    add("--no-flood-limits", action="store_true", help="no throttles and no limits per address (for tests)")
    add("--stop-with-stdin", action="store_true", help="end when stdin closes, unless told “keep-running” on it")
    add("--log-format", choices=("plain", "json"), help="write the log for people, or for programs")
    add("--verbose", action="store_true", help="log every connection")
    add("--check", action="store_true", help="don't start: say whether the server would, with these options")
    add("--print-config", action="store_true", help="don't start: print all options as they count, as a config file")
    add("--given-sockets", action="store_true", help=argparse.SUPPRESS)
    return parser


def _with_arguments(config: Config, args: argparse.Namespace) -> Config:
    """The command line's own options go over the file's."""
    server, listen, tls = config.server, config.listen, config.tls
    if args.name:
        server = replace(server, network=args.name)
    if args.server_name:
        server = replace(server, name=args.server_name)
    if args.server_password:
        server = replace(server, password=args.server_password)
    if args.listen or args.tls_listen:
        listen = replace(listen, plain=tuple(args.listen), tls=tuple(args.tls_listen))
    if args.port_fallback:
        listen = replace(listen, port_fallback=True)
    if args.tls_cert or args.tls_key:
        tls = replace(tls, cert=args.tls_cert or "", key=args.tls_key or "")
    if not args.has_sockets and not any((listen.plain, listen.tls, listen.websocket, listen.websocket_tls)):
        listen = replace(listen, tls=("*:6697",))
    limits = replace(config.limits, flood=False) if args.no_flood_limits else config.limits
    logging = replace(config.logging, format=args.log_format or config.logging.format,
                      level="debug" if args.verbose else config.logging.level)
    config = replace(config, server=server, listen=listen, tls=tls, limits=limits, logging=logging,
                     operators={**config.operators, **dict(map(_operator, args.oper))})
    _check(config)
    return config


def _operator(text: str) -> tuple[str, str]:
    name, colon, password = text.partition(":")
    if not name or not colon or not password:
        raise ConfigError("An operator is given as --oper NAME:PASSWORD.")
    return name, password


def _check(config: Config) -> None:
    """What types can't say."""
    if bool(config.tls.cert) != bool(config.tls.key):
        raise ConfigError("A certificate needs its key: give both --tls-cert and --tls-key.")
    if not config.server.name or any(char in config.server.name for char in " :!@*") or "." not in config.server.name:
        raise ConfigError(f"“{config.server.name}” can't be the server's name: it should look like chat.example.org.")
    for name in config.rooms.permanent:
        if not name.startswith("#") or any(char in name for char in " ,\x07") or len(name) < 2:
            raise ConfigError(f"“{name}” can't be a room's name: it should look like #general.")
    if config.files.port > _PORT_MAX or not _is_host(config.files.host):
        raise ConfigError("Files can't be reached there: files.host should be a name such as files.example.org, "
                          f"files.port a number up to {_PORT_MAX}.")
    for address, password in config.gateways.items():
        if network_of(address) is None or not password:
            raise ConfigError(f"“{address}” can't be a gateway: it should be an address or a network, with a password.")
    _check_logging(config.logging)
    for option in (config.server.network, config.server.password):
        if any(char in option for char in "\r\n\0"):
            raise ConfigError("Names and passwords can't hold line breaks.")


def _is_host(text: str) -> bool:
    """Whether it could be a host of an address, or is left empty."""
    return text.isascii() and not any(char in text for char in "/?#@ \\") and text.isprintable()


def _check_logging(section: LoggingSection) -> None:
    for option, value, known in (("format", section.format, tuple(FORMATTERS)), ("level", section.level, LEVELS)):
        if value not in known:
            raise ConfigError(f"“{value}” can't be logging.{option}: it should be {' or '.join(known)}.")
