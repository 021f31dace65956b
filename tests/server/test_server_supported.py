"""ISUPPORT: asked for before and after the welcome, in a batch for who knows it, and what the tokens promise."""

import pytest

from tests.server.house import House, untagged, verb_of

KNOWING = "draft/extended-isupport batch"


def tokens(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in untagged(lines):
        if verb_of(line) == "005":
            items = line.partition(" :are supported")[0].split(" ")[3:]
            found.update({name: value for name, _, value in (item.partition("=") for item in items)})
    return found


def test_it_is_answered_before_the_welcome_in_a_batch() -> None:
    ann = House().connect()
    ann.types(f"CAP REQ :{KNOWING}")
    ann.reads()
    lines = ann.hears("ISUPPORT")

    assert lines[0] == ":chat.local BATCH +1 draft/isupport"
    assert all(line.startswith("@batch=1 :chat.local 005 * ") for line in lines[1:-1])
    assert lines[-1] == ":chat.local BATCH -1"
    assert tokens(lines)["NETWORK"] == "Group\\x20Chat"


@pytest.mark.parametrize(("caps", "batched"), [(KNOWING, True), ("batch", False), ("draft/extended-isupport", False)])
def test_the_welcome_has_it_in_the_same_form(caps: str, batched: bool) -> None:
    ann = House().connect()
    ann.types(f"CAP REQ :{caps}", "NICK ann", "USER ann 0 * :Ann", "CAP END")
    lines = [line for line in ann.reads() if " 005 " in line]

    assert len(lines) > 1
    assert all(line.startswith("@batch=") for line in lines) is batched


def test_every_line_fits() -> None:
    house = House(server={"network": "Rudergesellschaft am Flu\u00df", "icon": "https://example.org/" + "x" * 180})
    lines = house.person("ann").hears("ISUPPORT")

    assert all(len(line.encode()) <= 510 for line in lines)


def test_the_groups_picture_is_told_where_there_is_one() -> None:
    with_icon = House(server={"icon": "https://example.org/icon.png?size={size}"}).person("ann")

    assert tokens(with_icon.hears("ISUPPORT"))["draft/ICON"] == "https://example.org/icon.png?size\\x3D{size}"
    assert "draft/ICON" not in tokens(House().person("bob").hears("ISUPPORT"))


@pytest.mark.parametrize(("name", "value"), [
    ("PREFIX", "(qaohv)~&@%+"), ("STATUSMSG", "~&@%+"), ("CHANMODES", "beI,k,fl,CPRimnst"), ("EXTBAN", ",am"),
    ("ACCOUNTEXTBAN", "a,account"), ("MAXLIST", "beI:100"), ("BOT", "B"), ("EXCEPTS", "e"), ("INVEX", "I"),
    ("MSGREFTYPES", "timestamp,msgid"), ("CLIENTTAGDENY", ""), ("MONITOR", "100"), ("CASEMAPPING", "ascii"),
])
def test_a_token_says_what_is_so(name: str, value: str) -> None:
    assert tokens(House().person("ann").hears("ISUPPORT"))[name] == value


def test_as_many_are_kicked_at_once_as_targmax_says() -> None:
    house = House(limits={"targets": 2})
    ann, *others = (house.person(nick, join="#x") for nick in ("ann", "bob", "cat", "dan"))
    others[-1].reads()
    ann.types("KICK #x bob,cat,dan :out")

    assert [line.partition(" KICK ")[2] for line in others[-1].reads()] == ["#x bob :out", "#x cat :out"]
    assert "KICK:2" in tokens(ann.hears("ISUPPORT"))["TARGMAX"].split(",")


@pytest.mark.parametrize(("denied", "tag", "handed_on"), [
    ((), "+anything", True), (("typing",), "+typing", False), (("typing",), "+reply", True),
    (("*", "-reply"), "+typing", False), (("*", "-reply"), "+reply", True),
])
def test_client_tags_are_handed_on_as_clienttagdeny_says(denied: tuple[str, ...], tag: str, handed_on: bool) -> None:
    house = House(rooms={"denied_tags": denied})
    ann, bob = (house.person(nick, "message-tags", join="#x") for nick in ("ann", "bob"))
    bob.reads()
    ann.types(f"@{tag}=1 PRIVMSG #x :hi")

    (line,) = bob.reads()
    assert (f"{tag}=1" in line) is handed_on
