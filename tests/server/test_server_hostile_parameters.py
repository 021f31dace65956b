"""Every command with parameters left out, emptied, doubled, out of order and absurd, in every state of a connection."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.server.rules import RULES
from tests.server.hostile import ALL_CAPS, Scene, assert_goes_on_or_was_told, scene
from tests.server.house import Person
from tests.server.kept_house import KeptHouse

pytestmark = pytest.mark.usefixtures("nothing_logged")

NOW = "timestamp=2026-01-01T00:00:00.000Z"
MSGID = "0e7tn8g000000"

MEANT: dict[str, list[list[str]]] = {
    "PASS": [["word"]], "NICK": [["eve"]], "USER": [["eve", "0", "*", "Eve"]], "QUIT": [["bye"]],
    "PING": [["token"]], "PONG": [["token"]], "CAP": [["REQ", "batch"], ["LS", "302"], ["END"]],
    "AUTHENTICATE": [["PLAIN"], ["AGV2ZQBzZXNhbWU="]], "WEBIRC": [["password", "gate", "host", "192.0.2.1", "secure"]],
    "REGISTER": [["eve", "a@example.org", "sesame"]], "VERIFY": [["eve", "000001"]], "PASSWD": [["sesame", "open-it"]],
    "ISUPPORT": [[]], "JOIN": [["#x,#new", "key,key"]], "PART": [["#x", "bye"]], "TOPIC": [["#x", "topic"]],
    "NAMES": [["#x"]], "KICK": [["#x", "bob", "out"]], "INVITE": [["bob", "#x"]], "RENAME": [["#x", "#y", "why"]],
    "MODE": [["#x", "+bkl-v", "a!b@c", "key", "5", "bob"], ["eve", "+iB"]],
    "PRIVMSG": [["#x,bob", "text"]], "NOTICE": [["#x,bob", "text"]], "TAGMSG": [["#x"]],
    "CHATHISTORY": [["LATEST", "#x", "*", "9"], ["BETWEEN", "#x", NOW, f"msgid={MSGID}", "9"],
                    ["AROUND", "bob", NOW, "9"], ["TARGETS", NOW, NOW, "9"]],
    "AWAY": [["gone"]], "SETNAME": [["Eve Person"]], "USERHOST": [["ann", "bob"]], "ISON": [["ann", "bob"]],
    "WHO": [["#x", "o%tcuihsnfdlaor,123"]], "WHOIS": [["chat.local", "bob"]], "WHOWAS": [["bob", "3"]],
    "LIST": [["#x,>1,C<9,T>3,!#y*"]], "OPER": [["root", "secret"]], "KILL": [["nobody", "why"]],
    "WALLOPS": [["text"]], "REHASH": [[]], "STATS": [["u"]], "CHGHOST": [["bob", "user", "host"]],
    "SETHOST": [["host"]], "MOTD": [["chat.local"]], "LUSERS": [["*", "chat.local"]], "VERSION": [["chat.local"]],
    "TIME": [["chat.local"]], "INFO": [["chat.local"]], "ADMIN": [["chat.local"]], "LINKS": [["*"]],
    "HELP": [["JOIN"]], "METADATA": [["#x", "SET", "key", "value"], ["*", "SUB", "key", "other"], ["bob", "GET", "key"],
                                     ["*ALL", "SYNC"], ["*", "CLEAR"]],
    "MONITOR": [["+", "ann,bob"], ["-", "bob"], ["S"]], "MARKREAD": [["#x", NOW]],
    "BATCH": [["+1", "draft/multiline", "#x"], ["-1"]], "REDACT": [["#x", MSGID, "why"]],
    "EDIT": [["#x", MSGID, "text"]], "RESTART": [["9", "why"]], "DIE": [["why"]],
    "SEARCH": [["text=word;in=#x;from=bob;limit=3"]], "TOKEN": [["GENERATE", "groupchat.local/FILEHOST", "#x"]],
}
ABSURD = ["", "*", "-", "+", "#", ",", ",,,,", "0", "-1", "99999999999999999999", "\x01", "%", "!@", "@", "=", "a=b;c",
          "#x,#X,#x", "\u0130", "\u2028", "x" * 480, "*" * 400, "msgid=", "timestamp=", "timestamp=9", "++--++"]


def variants(meant: list[str]) -> Iterator[list[str]]:
    """The parameters with something wrong."""
    yield from (meant[:count] for count in range(len(meant) + 1))
    yield from (meant[:index] + meant[index + 1:] for index in range(len(meant)))
    yield from (meant[:index] + [meant[index]] * 2 + meant[index:] for index in range(len(meant)))
    yield meant[::-1]
    yield meant[1:] + meant[:1]
    yield meant * 9
    for absurd in ABSURD:
        yield from ([*meant[:index], absurd, *meant[index + 1:]] for index in range(len(meant)))
        yield [absurd] * 15


def as_line(verb: str, params: list[str]) -> bytes:
    """The line as far as it can be said: an empty parameter in the middle is none."""
    *middle, last = params or [""]
    words = [verb, *(word for word in middle if word and word[0] != ":" and " " not in word), f":{last}"]
    return " ".join(words if params else [verb]).encode()[:510] + b"\r\n"


def hostile_lines(verb: str) -> list[bytes]:
    return [as_line(verb, params) for meant in MEANT[verb] for params in variants(meant)]


def stranger(place: Scene) -> Person:
    return place.house.connect()


def old_member(place: Scene) -> Person:
    person = place.house.person("mal", join="#x")
    person.reads()
    return person


def new_member(place: Scene) -> Person:
    person = place.house.person("mal", ALL_CAPS, join="#x")
    person.reads()
    return person


def operator(place: Scene) -> Person:
    person = new_member(place)
    person.types("OPER root secret")
    return person


def half_registered(place: Scene) -> Person:
    person = place.house.connect()
    person.types("CAP REQ :sasl", "NICK mal", "USER mal 0 * :Mal")
    return person


STATES: dict[str, tuple[Callable[[Scene], Person], str]] = {
    "a stranger": (stranger, "{}"), "an old client": (old_member, "{}"), "a new client": (new_member, "{}"),
    "an operator": (operator, "{}"),
    "in a login": (half_registered, "AUTHENTICATE *\r\nAUTHENTICATE SCRAM-SHA-256\r\n{}"),
    "in a batch": (new_member, "BATCH -b\r\nBATCH +b draft/multiline #x\r\n@batch=b PRIVMSG #x :line\r\n{}"),
    "as a line of a batch": (new_member, "BATCH -b\r\nBATCH +b draft/multiline #x\r\n@batch=b {}"),
    "labelled": (new_member, "@label=l {}"),
}
"""Who sends the line, and what before it."""


def test_the_table_has_every_command() -> None:
    assert sorted(MEANT) == sorted(RULES.commands)


@pytest.mark.parametrize(("state", "commits_at_once"), [
    *((state, True) for state in STATES), ("a new client", False), ("an operator", False), ("labelled", False),
])
def test_nothing_that_is_wrong_with_a_command_harms_anybody(
    tmp_path: Path, state: str, commits_at_once: bool,
) -> None:
    begin, frame = STATES[state]
    house = KeptHouse(tmp_path, operators={"root": "secret"}, limits={"unregistered_lines": 10_000,
                                                                      "unregistered_bytes": 10_000_000})
    place = scene(house)
    for verb in MEANT:
        mal = begin(place)
        house.log.commits_at_once = commits_at_once
        for line in hostile_lines(verb):
            if mal.is_closed or mal.user.nick not in ("", "mal"):
                mal.hangs_up()
                house.commit()
                mal = begin(place)
            mal.sends(frame.encode().replace(b"{}", line))
            house.commit()
        assert_goes_on_or_was_told(mal)
        mal.hangs_up()
        house.commit()
        house.log.commits_at_once = True
        for person in (place.ann, place.bob):
            person.types("JOIN #x")
        place.others_go_on()
    house.close()
