"""Who sees what: two people's clients with different capabilities in one room, line by line, live and from history.

Ann writes, Eve reacts to Ann, Ann reads what comes; Bob reads along. Each cell of the table is all that one client
gets. `{a}`, `{b}` … are the ids of what was said, in order.
"""

import re

import pytest

from tests.server.house import House, Person
from tests.server.kept_house import KeptHouse

EVERYTHING = ("message-tags batch echo-message server-time labeled-response draft/multiline draft/message-redaction"
              " groupchat.local/edit draft/chathistory draft/event-playback")
NOTHING = ""
TAGS = "message-tags"
TAGS_AND_EDIT = "message-tags groupchat.local/edit"
TAGS_AND_REDACTION = "message-tags draft/message-redaction"
BATCHES = "batch draft/multiline"
HALF_OF_BATCHES = "message-tags draft/multiline"

ANN, EVE = ":ann!~ann@localhost", ":eve!~eve@localhost"
TIME = "time=2026-01-01T00:00:00.000Z"

SAY = ["PRIVMSG #x :helo"]
EDIT = [*SAY, "EDIT #x {a} :hello"]
REDACT = [*SAY, "REDACT #x {a} :oops"]
LINES = ["BATCH +1 draft/multiline #x", "@batch=1 PRIVMSG #x :one", "@batch=1 PRIVMSG #x :", "@batch=1 PRIVMSG #x :two",
         "@batch=1;draft/multiline-concat PRIVMSG #x :three", "BATCH -1"]
REACT = [*SAY, "@+draft/react=👍;+draft/reply={a} TAGMSG #x"]
UNREACT = [*SAY, "@+draft/unreact=👍;+draft/reply={a} TAGMSG #x"]


@pytest.fixture
def house(kept_house: KeptHouse) -> KeptHouse:
    return kept_house


class Ids:
    """Ids of the room's lines as letters, in the order in which they were told."""

    def __init__(self, house: House) -> None:
        self._witness = house.person("witness", EVERYTHING, join="#x")
        self._letters: dict[str, str] = {}

    def catch_up(self) -> None:
        for line in self._witness.reads():
            for msgid in re.findall(r"^[^ ]*msgid=(\w+)", line):
                self._letters.setdefault(msgid, "abcdef"[len(self._letters)])

    def hide(self, line: str) -> str:
        self.catch_up()
        for msgid, letter in self._letters.items():
            line = line.replace(msgid, f"{{{letter}}}")
        return line

    def show(self, line: str) -> str:
        self.catch_up()
        for msgid, letter in self._letters.items():
            line = line.replace(f"{{{letter}}}", msgid)
        return line


def happens(house: House, ids: Ids, script: list[str], ann: Person, other: Person) -> None:
    """Ann types the script, but reactions are Eve's."""
    for line in script:
        (other if "react=" in line else ann).types(ids.show(line))


def batch_free(lines: list[str]) -> list[str]:
    """Lines with the server's own batch references made equal."""
    return [re.sub(r"(batch=|BATCH [+-])(\w+)", r"\1N", line) for line in lines]


@pytest.mark.parametrize(("script", "caps", "seen"), [
    (EDIT, EVERYTHING, [f"@{TIME};msgid={{a}} {ANN} PRIVMSG #x :helo",
                        f"@{TIME};msgid={{b}} {ANN} EDIT #x {{a}} :hello"]),
    (EDIT, NOTHING, [f"{ANN} PRIVMSG #x :helo", f"{ANN} PRIVMSG #x :corrected: hello"]),
    (EDIT, TAGS, [f"@msgid={{a}} {ANN} PRIVMSG #x :helo", f"@msgid={{b}} {ANN} PRIVMSG #x :corrected: hello"]),
    (EDIT, TAGS_AND_EDIT, [f"@msgid={{a}} {ANN} PRIVMSG #x :helo", f"@msgid={{b}} {ANN} EDIT #x {{a}} :hello"]),
    (REDACT, EVERYTHING, [f"@{TIME};msgid={{a}} {ANN} PRIVMSG #x :helo",
                          f"@{TIME};msgid={{b}} {ANN} REDACT #x {{a}} :oops"]),
    (REDACT, NOTHING, [f"{ANN} PRIVMSG #x :helo"]),
    (REDACT, TAGS_AND_EDIT, [f"@msgid={{a}} {ANN} PRIVMSG #x :helo"]),
    (REDACT, TAGS_AND_REDACTION, [f"@msgid={{a}} {ANN} PRIVMSG #x :helo", f"@msgid={{b}} {ANN} REDACT #x {{a}} :oops"]),
    (LINES, EVERYTHING, [f"@{TIME};msgid={{a}} {ANN} BATCH +N draft/multiline #x", f"@batch=N {ANN} PRIVMSG #x :one",
                         f"@batch=N {ANN} PRIVMSG #x :", f"@batch=N {ANN} PRIVMSG #x :two",
                         f"@batch=N;draft/multiline-concat {ANN} PRIVMSG #x :three", "BATCH -N"]),
    (LINES, NOTHING, [f"{ANN} PRIVMSG #x :one", f"{ANN} PRIVMSG #x :two", f"{ANN} PRIVMSG #x :three"]),
    (LINES, TAGS, [f"@msgid={{a}} {ANN} PRIVMSG #x :one", f"{ANN} PRIVMSG #x :two", f"{ANN} PRIVMSG #x :three"]),
    (LINES, HALF_OF_BATCHES, [f"@msgid={{a}} {ANN} PRIVMSG #x :one", f"{ANN} PRIVMSG #x :two",
                              f"{ANN} PRIVMSG #x :three"]),
    (LINES, BATCHES, [f"{ANN} BATCH +N draft/multiline #x", f"@batch=N {ANN} PRIVMSG #x :one",
                      f"@batch=N {ANN} PRIVMSG #x :", f"@batch=N {ANN} PRIVMSG #x :two",
                      f"@batch=N;draft/multiline-concat {ANN} PRIVMSG #x :three", "BATCH -N"]),
    (REACT, EVERYTHING, [f"@{TIME};msgid={{a}} {ANN} PRIVMSG #x :helo",
                         f"@{TIME};msgid={{b}};+draft/react=👍;+draft/reply={{a}} {EVE} TAGMSG #x"]),
    (REACT, NOTHING, [f"{ANN} PRIVMSG #x :helo"]),
    (REACT, BATCHES, [f"{ANN} PRIVMSG #x :helo"]),
    (REACT, TAGS, [f"@msgid={{a}} {ANN} PRIVMSG #x :helo",
                   f"@msgid={{b}};+draft/react=👍;+draft/reply={{a}} {EVE} TAGMSG #x"]),
    (UNREACT, TAGS, [f"@msgid={{a}} {ANN} PRIVMSG #x :helo",
                     f"@msgid={{b}};+draft/unreact=👍;+draft/reply={{a}} {EVE} TAGMSG #x"]),
    (UNREACT, NOTHING, [f"{ANN} PRIVMSG #x :helo"]),
])
def test_what_a_reader_gets_live(house: KeptHouse, script: list[str], caps: str, seen: list[str]) -> None:
    ann, eve = house.person("ann", EVERYTHING, join="#x"), house.person("eve", TAGS, join="#x")
    bob = house.person("bob", caps, join="#x")
    ids = Ids(house)
    bob.reads()
    happens(house, ids, script, ann, eve)

    assert batch_free([ids.hide(line) for line in bob.reads()]) == seen


@pytest.mark.parametrize(("script", "caps", "seen"), [
    (EDIT, EVERYTHING, [f"@{TIME};msgid={{a}} {ANN} PRIVMSG #x :helo",
                        f"@{TIME};msgid={{b}} {ANN} EDIT #x {{a}} :hello"]),
    (EDIT, NOTHING, []),
    (EDIT, "echo-message", [f"{ANN} PRIVMSG #x :helo"]),
    (REDACT, TAGS_AND_REDACTION, [f"@msgid={{b}} {ANN} REDACT #x {{a}} :oops"]),
    (REDACT, NOTHING, []),
    (LINES, f"{BATCHES} echo-message", [
        f"{ANN} BATCH +N draft/multiline #x", f"@batch=N {ANN} PRIVMSG #x :one", f"@batch=N {ANN} PRIVMSG #x :",
        f"@batch=N {ANN} PRIVMSG #x :two", f"@batch=N;draft/multiline-concat {ANN} PRIVMSG #x :three", "BATCH -N"]),
    (LINES, BATCHES, []),
    (REACT, EVERYTHING, [f"@{TIME};msgid={{a}} {ANN} PRIVMSG #x :helo",
                         f"@{TIME};msgid={{b}};+draft/react=👍;+draft/reply={{a}} {EVE} TAGMSG #x"]),
    (REACT, TAGS, [f"@msgid={{b}};+draft/react=👍;+draft/reply={{a}} {EVE} TAGMSG #x"]),
    (REACT, NOTHING, [f"{EVE} NOTICE #x :reacted 👍 to “helo”"]),
    (REACT, "server-time", [f"@{TIME} {EVE} NOTICE #x :reacted 👍 to “helo”"]),
    (UNREACT, NOTHING, []),
])
def test_what_the_author_gets_live(house: KeptHouse, script: list[str], caps: str, seen: list[str]) -> None:
    ann, eve = house.person("ann", caps, join="#x"), house.person("eve", TAGS, join="#x")
    ids = Ids(house)
    ann.reads()
    happens(house, ids, script, ann, eve)

    assert batch_free([ids.hide(line) for line in ann.reads()]) == seen


ASKS = "message-tags batch draft/chathistory"
EDITED = f"groupchat.local/edited={TIME.removeprefix('time=')}"


@pytest.mark.parametrize(("script", "caps", "seen"), [
    (EDIT, EVERYTHING, [f"@batch=N;{TIME};msgid={{a}};{EDITED} {ANN} PRIVMSG #x :hello",
                        f"@batch=N;{TIME};msgid={{b}} {ANN} EDIT #x {{a}} :hello"]),
    (EDIT, ASKS, [f"@batch=N;msgid={{a}} {ANN} PRIVMSG #x :hello"]),
    (EDIT, f"{ASKS} groupchat.local/edit", [f"@batch=N;msgid={{a}};{EDITED} {ANN} PRIVMSG #x :hello"]),
    (EDIT, f"{ASKS} draft/event-playback", [f"@batch=N;msgid={{a}} {ANN} PRIVMSG #x :hello"]),
    (REDACT, EVERYTHING, [f"@batch=N;{TIME};msgid={{b}} {ANN} REDACT #x {{a}} :oops"]),
    (REDACT, ASKS, []),
    (REDACT, f"{ASKS} draft/message-redaction", []),
    (REDACT, f"{ASKS} draft/event-playback", []),
    (LINES, EVERYTHING, [f"@batch=N;{TIME};msgid={{a}} {ANN} BATCH +N draft/multiline #x",
                         f"@batch=N {ANN} PRIVMSG #x :one", f"@batch=N {ANN} PRIVMSG #x :",
                         f"@batch=N {ANN} PRIVMSG #x :two",
                         f"@batch=N;draft/multiline-concat {ANN} PRIVMSG #x :three", "@batch=N BATCH -N"]),
    (LINES, ASKS, [f"@batch=N;msgid={{a}} {ANN} PRIVMSG #x :one", f"@batch=N {ANN} PRIVMSG #x :two",
                   f"@batch=N {ANN} PRIVMSG #x :three"]),
    (REACT, EVERYTHING, [f"@batch=N;{TIME};msgid={{a}} {ANN} PRIVMSG #x :helo",
                         f"@batch=N;{TIME};msgid={{b}};+draft/react=👍;+draft/reply={{a}} {EVE} TAGMSG #x"]),
    (REACT, ASKS, [f"@batch=N;msgid={{a}} {ANN} PRIVMSG #x :helo"]),
])
def test_what_a_reader_gets_from_history(house: KeptHouse, script: list[str], caps: str, seen: list[str]) -> None:
    ann, eve = house.person("ann", EVERYTHING, join="#x"), house.person("eve", TAGS, join="#x")
    ids = Ids(house)
    happens(house, ids, script, ann, eve)
    bob = house.person("bob", caps, join="#x")

    inside = bob.hears("CHATHISTORY LATEST #x * 10")[1:-1]
    assert batch_free([ids.hide(line) for line in inside]) == seen


@pytest.mark.parametrize(("script", "caps", "seen"), [
    (EDIT, NOTHING, [f"{ANN} PRIVMSG #x :[2026-01-01 00:00] hello"]),
    (EDIT, "server-time", [f"@{TIME} {ANN} PRIVMSG #x :hello"]),
    (REDACT, NOTHING, []),
    (LINES, NOTHING, [f"{ANN} PRIVMSG #x :[2026-01-01 00:00] one", f"{ANN} PRIVMSG #x :two",
                      f"{ANN} PRIVMSG #x :three"]),
    (LINES, "server-time", [f"@{TIME} {ANN} PRIVMSG #x :one", f"@{TIME} {ANN} PRIVMSG #x :two",
                            f"@{TIME} {ANN} PRIVMSG #x :three"]),
    (REACT, NOTHING, [f"{ANN} PRIVMSG #x :[2026-01-01 00:00] helo"]),
])
def test_what_a_client_that_cannot_ask_is_replayed(
    house: KeptHouse, script: list[str], caps: str, seen: list[str],
) -> None:
    ann, eve = house.person("ann", EVERYTHING, join="#x"), house.person("eve", TAGS, join="#x")
    happens(house, Ids(house), script, ann, eve)
    bob = house.person("bob", caps)
    joined = bob.hears("JOIN #x")

    names_end = next(index for index, line in enumerate(joined) if " 366 " in line)
    assert joined[names_end + 1:] == seen


@pytest.mark.parametrize("line", [
    "KICK {} boss", "KICK {} nobody", "INVITE boss {}", "INVITE eve {}", "TOPIC {}", "MODE {}", "NAMES {}", "WHO {}",
    "LIST {}", "PART {}", "PRIVMSG {} :hi", "METADATA {} LIST", "RENAME {} #new", "CHATHISTORY LATEST {} * 9",
])
def test_a_secret_room_looks_like_none_from_outside(line: str) -> None:
    house = House()
    house.person("boss", join="#secret").types("MODE #secret +s")
    eve = house.person("eve")

    there, missing = eve.hears(line.format("#secret")), eve.hears(line.format("#missing"))
    assert [each.replace("#secret", "#missing") for each in there] == missing
