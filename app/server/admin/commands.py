"""The commands of `admin` as a table, and the command line made of it."""

import argparse
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Protocol

from app.server.core.farewell import NOTICE_S, SECONDS_MAX
from app.server.data_folder import default_folder
from app.values import frozen

_DURATION = re.compile(r"(\d{1,6})([mhdw])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DAYS_MAX = 36_500


@frozen
class Parameter:
    """A parameter as argparse takes it: a plain name for one that has its place, `--name` for an option."""

    flag: str
    help: str
    more: Mapping[str, Any] = field(default_factory=dict)


@frozen
class Command:
    """One command. `words` is also the operation's name.

    `question` is asked before it is carried out, with the values put in; where `asked_for` names a value, only if that
    was given.
    """

    words: str
    help: str
    parameters: tuple[Parameter, ...] = ()
    has_password: bool = False
    question: str = ""
    asked_for: str = ""


@frozen(kw_only=True)
class Asked:
    """What somebody typed."""

    command: Command
    values: dict[str, object]
    folder: Path
    as_json: bool
    is_sure: bool
    password_from_stdin: bool

    @property
    def question(self) -> str:
        """What to ask before it is done; empty for nothing."""
        is_meant = not self.command.asked_for or self.values.get(self.command.asked_for)
        return self.command.question.format_map(self.values) if is_meant else ""


def duration(text: str) -> int:
    """Seconds of `30m`, `12h`, `7d` or `2w`. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip().lower())
    if found is None or not int(found[1]):
        raise argparse.ArgumentTypeError(f"“{text}” isn't a time: write it as 30m, 12h, 7d or 2w")
    return int(found[1]) * _SECONDS[found[2]]


def moment_ms(text: str) -> int:
    """A day, or a day and a time, as ms since 1970; without a zone it is this machine's. Raises ValueError."""
    try:
        return max(0, int(dt.datetime.fromisoformat(text.strip()).astimezone().timestamp() * 1000))
    except (ValueError, OverflowError, OSError) as error:
        raise argparse.ArgumentTypeError(
            f"“{text}” isn't a day: write it as 2026-01-31, or as 2026-01-31T18:00") from error


def seconds(text: str) -> int:
    """A number of seconds up to a day. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= SECONDS_MAX):
        raise argparse.ArgumentTypeError(f"“{text}” isn't a number of seconds: it should be 0 to {SECONDS_MAX}")
    return int(text[:6])


def days(text: str) -> int:
    """A number of days, 1 or more. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _DAYS_MAX):
        raise argparse.ArgumentTypeError(f"“{text}” isn't a number of days: it should be 1 or more")
    return int(text)


_NAME = Parameter("name", "the account")
_ROOM = Parameter("name", "the room, such as “#general”")
_FINGERPRINT = Parameter("fingerprint", "the certificate's SHA-256 in hexadecimal digits")
_TARGET = Parameter("target", "nick!user@host with stars, an address, a network such as 192.0.2.0/24, or a:ACCOUNT")

COMMANDS = (
    Command("status", "whether the server runs, where, and who is there"),
    Command("statistics", "people, rooms, messages of the last days, sizes"),
    Command("metrics", "the status as Prometheus reads it", (
        Parameter("--file", "write it there, whole or not at all", {"metavar": "FILE", "default": ""}),)),
    Command("restart", "begin the running server anew; people are told before", (
        Parameter("--reason", "what they are told", {"metavar": "TEXT", "default": ""}),
        Parameter("--in", "in so many seconds; without, 10", {
            "metavar": "SECONDS", "type": seconds, "default": NOTICE_S, "dest": "seconds"}))),
    Command("accounts list", "every account"),
    Command("accounts show", "one account; also the code it waits for", (_NAME,)),
    Command("accounts add", "add an account; its password is asked", (_NAME,), has_password=True),
    Command("accounts password", "give an account another password", (_NAME,), has_password=True),
    Command("accounts suspend", "let nobody log in to an account", (_NAME,)),
    Command("accounts restore", "let a suspended account be used again", (_NAME,)),
    Command("accounts delete", "delete an account and free its name", (_NAME,),
            question="Delete the account {name}?"),
    Command("accounts certificate add", "log in with a certificate", (_NAME, _FINGERPRINT)),
    Command("accounts certificate remove", "no more log in with a certificate", (_NAME, _FINGERPRINT)),
    Command("channels list", "every room"),
    Command("channels show", "one room: modes, members, access, lists", (_ROOM,)),
    Command("channels access", "what an account may do in a room", (
        _ROOM, Parameter("account", "the account"),
        Parameter("modes", "letters of “qaohv” (owner, admin, operator, helper, voice); “” for none"))),
    Command("channels delete", "delete a room and all that was said in it", (_ROOM,),
            question="Delete {name} and all that was said in it?"),
    Command("bans list", "who is kept out"),
    Command("bans add", "keep somebody out", (
        _TARGET, Parameter("--reason", "what they are told", {"metavar": "TEXT", "default": ""}),
        Parameter("--for", "how long: 30m, 12h, 7d, 2w; without, for good",
                  {"metavar": "TIME", "type": duration, "default": 0, "dest": "seconds"}))),
    Command("bans remove", "let somebody in again", (_TARGET,)),
    Command("files list", "every file that was sent"),
    Command("files statistics", "how many files there are, and who has how much"),
    Command("files delete", "take a file away; messages that name it stay", (
        Parameter("id", "the file, as “files list” names it"),), question="Delete the file {id}?"),
    Command("backup", "copy everything that is kept into a file; also while the server runs", (
        Parameter("file", "the file to make; what people sent goes into a folder beside it"),)),
    Command("restore", "put a backup back; only while the server doesn't run", (
        Parameter("file", "the backup"),), question="Replace all that is kept in the folder by the backup {file}?"),
    Command("export", "write messages into a file that people or programs read", (
        Parameter("file", "the file to make; “-” for the terminal"),
        Parameter("--channel", "only this room", {"metavar": "NAME", "default": ""}),
        Parameter("--format", "one JSON object a line (jsonl), or text", {
            "choices": ("jsonl", "text"), "default": "jsonl"}),
        Parameter("--since", "only from this day on", {
            "metavar": "DATE", "type": moment_ms, "default": 0, "dest": "since_ms"}),
        Parameter("--private", "also what people wrote to each other alone", {"action": "store_true"}))),
    Command("retention", "how long messages are kept; with --days, delete older ones now", (
        Parameter("--days", "delete now what is older than so many days", {
            "metavar": "N", "type": days, "default": 0}),
        Parameter("--show", "only say what is kept, which is also the default", {"action": "store_true"})),
        question="Delete every message older than {days} days?", asked_for="days"),
)

_GROUPS = {"accounts": "who can log in", "accounts certificate": "certificates to log in with", "channels": "the rooms",
           "bans": "who may not come in", "files": "what people have sent"}


def parse(argv: list[str]) -> Asked:
    """Read the command line. Leaves by SystemExit 2 for what makes no sense."""
    parser = _parser()
    values = vars(parser.parse_args(argv))
    command, data_dir = values.pop("command"), values.pop("data_dir")
    assert isinstance(command, Command)
    if values.get("show") and values.get("days"):
        parser.error("--show and --days can't be given together")
    return Asked(
        command=command, as_json=values.pop("json"), is_sure=values.pop("yes", True),
        password_from_stdin=values.pop("password_stdin", False), values=values,
        folder=Path(data_dir).expanduser() if data_dir else default_folder())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python main.py admin", description="Look after a server, whether it runs or not.")
    parser.add_argument("--data-dir", metavar="DIR", default="", help="the server's folder")
    parser.add_argument("--json", action="store_true", help="answer in JSON, for scripts")
    groups: dict[str, _Words] = {"": parser.add_subparsers(metavar="COMMAND", required=True)}
    for command in COMMANDS:
        path, _, word = command.words.rpartition(" ")
        _add_command(_group(groups, path).add_parser(word, help=command.help, description=command.help), command)
    return parser


class _Words(Protocol):
    """What argparse gives to add words to."""

    def add_parser(self, name: str, *, help: str, description: str) -> argparse.ArgumentParser:  # noqa: A002 - its name
        ...


def _group(groups: dict[str, _Words], path: str) -> _Words:
    if path not in groups:
        parent, _, word = path.rpartition(" ")
        parser = _group(groups, parent).add_parser(word, help=_GROUPS[path], description=_GROUPS[path])
        groups[path] = parser.add_subparsers(metavar="COMMAND", required=True)
    return groups[path]


def _add_command(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.set_defaults(command=command)
    # Also behind the command, where people look for them; given there they must not be undone by a default.
    parser.add_argument("--data-dir", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    for parameter in command.parameters:
        more = dict(parameter.more)
        if not parameter.flag.startswith("-"):
            more["metavar"] = parameter.flag.upper()
        parser.add_argument(parameter.flag, help=parameter.help, **more)
    if command.has_password:
        parser.add_argument("--password-stdin", action="store_true", help="read the password from the first line of "
                                                                          "stdin instead of asking")
    if command.question:
        parser.add_argument("--yes", action="store_true", help="don't ask whether it is meant")
