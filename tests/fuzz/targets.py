"""What is fuzzed: each target takes any bytes and raises for nothing but a fault of ours.

An error that a function documents is caught here; everything else, a failed assertion included, is a find.
"""

import itertools
import sqlite3
import tomllib
from collections.abc import Callable, Iterator

from app.protocol.client import ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.errors import LocalProtocolError, MalformedMessage, RemoteProtocolError
from app.protocol.lines import LineBuffer, OverlongLine
from app.protocol.message import decode_line, parse_message
from app.protocol.sasl import SaslCredentials
from app.protocol.url import InvalidLink, InviteLink
from app.server.config import Config, ConfigError, apply_setting, apply_tables
from app.server.core.history import SearchQuery
from app.server.storage.text_query import match_expressions
from app.server.storage.text_search import search
from tests.fuzz import script
from tests.server.disk_house import DiskHouse

Target = Callable[[bytes], None]

_LINE_MAX = 512
_PIECE_SIZES = (1, 3, 7, 64, 1000)
_PEOPLE = "come ann 2\ncome amy 3 amy\nanswer\ncome bob 0\n0 JOIN #x\n1 JOIN #x\n2 JOIN #x\n"
"""Three who know much, all, and nothing are in a room before a script begins."""


def _pieces(data: bytes) -> Iterator[bytes]:
    """The bytes as a network may bring them."""
    sizes = itertools.cycle(_PIECE_SIZES)
    start = 0
    while start < len(data):
        size = next(sizes)
        yield data[start:start + size]
        start += size


def lines(data: bytes) -> None:
    """Bytes into lines into messages: cut anywhere it is the same, and what was understood can be said again."""
    whole = LineBuffer(_LINE_MAX).feed(data)
    buffer = LineBuffer(_LINE_MAX)
    assert [line for piece in _pieces(data) for line in buffer.feed(piece)] == whole
    assert buffer.pending_bytes <= _LINE_MAX + 1
    for line in whole:
        if isinstance(line, OverlongLine):
            continue
        assert line
        assert len(line) <= _LINE_MAX
        _say_again(line)


def _say_again(line: bytes) -> None:
    try:
        message = parse_message(decode_line(line))
    except MalformedMessage:
        return
    try:
        again = message.to_line()
    except LocalProtocolError:
        return
    assert parse_message(again) == message


def server(data: bytes) -> None:
    """A script of what people do: see `script`. Everybody is told the truth."""
    script.run(_PEOPLE + data.decode("utf-8", "replace"), limits={"channels_per_user": 4, "monitored": 3})


def client(data: bytes) -> None:
    """What a server sends to our client: cut anywhere it means the same, and nothing can't be answered."""
    assert _told_to_client([data]) == _told_to_client(_pieces(data))


def _told_to_client(pieces: Iterator[bytes] | list[bytes]) -> tuple[list[object], bytes]:
    connection = ClientConnection(ClientConfig(
        nick="ann", password="word", sasl=SaslCredentials(account="ann", password="sesame"), is_private=True), 0.0)
    events: list[object] = []
    sent = b""
    for piece in pieces:
        try:
            connection.receive_data(piece, 1.0)
        except RemoteProtocolError:
            # What it had understood before is told in whatever pieces that came.
            break
        events += connection.events_received()
        sent += connection.data_to_send()
    events += connection.events_received()
    sent += connection.data_to_send()
    connection.handle_timeout(100.0)
    for line in sent.split(b"\r\n")[:-1]:
        parse_message(line.decode())
    return events, sent


def search_text(data: bytes) -> None:
    """What somebody types to search is never an error of the index. Of two lines, the first says who wrote it."""
    sender, _, text = data.decode("utf-8", "replace").rpartition("\n")
    database = _Index.database()
    for expression in match_expressions(text, sender, {1, 2}):
        database.execute("SELECT rowid FROM msg_text WHERE msg_text MATCH ?", (expression,)).fetchall()
    search(database, SearchQuery(conversations=("#x",), identity="~ann", since_ms=0, text=text, sender=sender))


class _Index:
    """A store with a few messages, made once."""

    _database: sqlite3.Connection | None = None

    @classmethod
    def database(cls) -> sqlite3.Connection:
        if cls._database is None:
            house = DiskHouse()
            ann = house.person("ann", join="#x")
            for text in ("hello world", "caf\u00e9 au lait", "\u4f60\u597d", "a \"quoted\" word", "C++ or C#"):
                ann.types(f"PRIVMSG #x :{text}")
                house.commit()
            cls._database = house.database
        return cls._database


def config(data: bytes) -> None:
    """A config file or settings: a plain sentence, or a config by which a server can work."""
    text = data.decode("utf-8", "replace")
    made = Config()
    try:
        made = apply_tables(made, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ConfigError):
        for line in text.split("\n"):
            try:
                made = apply_setting(made, line)
            except ConfigError:
                continue
    _serve_by(made)


def _serve_by(made: Config) -> None:
    """Two come in, talk and go, whatever the config says."""
    house = DiskHouse()
    house.core.take_config(made)
    for nick in ("ann", "bob"):
        person = house.connect("192.0.2.1")
        person.types(f"PASS {made.server.password}", f"NICK {nick}", f"USER {nick} 0 * :{nick}", "JOIN #x", "NAMES #x",
                     "PRIVMSG #x :hello", "MODE #x +b a!b@c", "TOPIC #x :news", "WHO #x", "LIST", "MONITOR + ann,bob",
                     "NICK ann", "METADATA * SET color red", "OPER root secret", "CHATHISTORY LATEST #x * 5")
        house.commit()
        house.answer()
        person.reads()
    house.wait(2.0)
    house.close()


def link(data: bytes) -> None:
    """An invite link, or what somebody takes for one: what was understood can be handed on."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        parsed = InviteLink.parse(text)
    except InvalidLink:
        return
    assert InviteLink.parse(parsed.to_url()) == parsed


TARGETS: dict[str, Target] = {
    "lines": lines, "server": server, "client": client, "search": search_text, "config": config, "link": link,
}
