"""What people know of each other: away, host, real name, account, bots, operators; and how names and lists show it."""

import pytest

from app.server.core.accounts import AccountState
from app.server.core.events import StoredState
from tests.server.house import START_MS, House, Person, make_verifier, untagged, verb_of

ANN = AccountState(name="ann", created_ms=START_MS, verifier=make_verifier("secret1"))
LOGIN = ("CAP REQ sasl", "AUTHENTICATE PLAIN", "AUTHENTICATE AGFubgBzZWNyZXQx")


@pytest.fixture
def house() -> House:
    return House(stored=StoredState(accounts=(ANN,)), operators={"root": "sesame"})


def device_of_ann(house: House, caps: str = "") -> Person:
    device = house.connect()
    device.types(*LOGIN, *([f"CAP REQ :{caps}"] if caps else []), "NICK ann", "USER ann 0 * :Ann Person", "CAP END")
    device.reads()
    return device


def oper(house: House, nick: str, caps: str = "", join: str = "") -> Person:
    person = house.person(nick, caps, join=join)
    person.types("OPER root sesame")
    person.reads()
    return person


# Away.

def test_one_may_be_away_before_one_is_there(house: House) -> None:
    bob = house.connect()
    assert bob.numerics("AWAY :asleep") == ["451"]
    assert bob.numerics("CAP REQ draft/pre-away", "AWAY :asleep") == ["CAP", "306"]
    bob.types("NICK bob", "USER bob 0 * :Bob", "CAP END")

    assert ":chat.local 301 eve bob :asleep" in house.person("eve").hears("WHOIS bob")


@pytest.mark.parametrize(("first", "second", "shown"), [
    ("AWAY :lunch", "AWAY :meeting", "meeting"),
    ("AWAY :lunch", "AWAY", None),
    ("AWAY :lunch", "AWAY *", "lunch"),
    ("AWAY *", "AWAY", None),
    ("AWAY *", "AWAY *", "Not connected"),
])
def test_somebody_is_away_when_nobody_sits_at_any_device(
    house: House, first: str, second: str, shown: str | None,
) -> None:
    phone, desk = device_of_ann(house, "draft/pre-away"), device_of_ann(house, "draft/pre-away")
    phone.types(first)
    desk.types(second)

    told = [line.rpartition(":")[2] for line in house.person("eve").hears("WHOIS ann") if " 301 " in line]
    assert told == ([shown] if shown is not None else [])


def test_a_device_that_only_looks_in_does_not_call_anybody_back(house: House) -> None:
    eve = house.person("eve", "away-notify", join="#x")
    phone = device_of_ann(house)
    phone.types("JOIN #x", "AWAY :lunch")
    eve.reads()
    quiet = house.connect()
    quiet.types(*LOGIN, "CAP REQ draft/pre-away", "AWAY *", "NICK ann", "USER ann 0 * :A", "CAP END")

    assert eve.reads() == []
    quiet.types("AWAY")
    assert eve.reads() == [":ann!~ann@localhost AWAY"]


# Host and real name.

def test_another_host_is_told_in_one_line_or_by_leaving_and_coming_back(house: House) -> None:
    root = oper(house, "root", "chghost", join="#x")
    knows, plain = house.person("knows", "chghost", join="#x"), house.person("plain", "away-notify", join="#x")
    root.types("MODE #x +v root", "AWAY :lunch")
    for each in (root, knows, plain):
        each.reads()

    assert root.hears("SETHOST my.host") == [":root!~root@localhost CHGHOST ~root my.host"]
    assert knows.reads() == [":root!~root@localhost CHGHOST ~root my.host"]
    assert plain.reads() == [
        ":root!~root@localhost QUIT :Changing host", ":root!~root@my.host JOIN #x",
        ":root!~root@my.host MODE #x +ov root root", ":root!~root@my.host AWAY :lunch"]


def test_who_is_given_another_host_learns_it(house: House) -> None:
    root, bob, eve = oper(house, "root"), house.person("bob"), house.person("eve", "chghost")

    assert root.hears("CHGHOST bob clown circus", "CHGHOST eve clown circus", "CHGHOST eve clown circus") == []
    assert bob.reads() == [":chat.local 396 bob circus :is your host now, as others see it"]
    assert eve.reads() == [":eve!~eve@localhost CHGHOST clown circus"]


@pytest.mark.parametrize(("line", "answer"), [
    ("CHGHOST nobody a b", "401 root nobody"),
    ("CHGHOST bob a", "461 root CHGHOST"),
    ("CHGHOST bob a :b c", "FAIL CHGHOST INVALID_HOST *"),
    ("CHGHOST bob a@b c", "FAIL CHGHOST INVALID_HOST c"),
    ("SETHOST -", "FAIL SETHOST INVALID_HOST -"),
])
def test_a_host_that_can_not_be_is_refused(house: House, line: str, answer: str) -> None:
    house.person("bob")

    (said,) = oper(house, "root").hears(line)
    assert said.startswith(f":chat.local {answer} :")


def test_only_operators_give_hosts(house: House) -> None:
    assert house.person("bob").numerics("CHGHOST bob a b", "SETHOST b") == ["481", "481"]


def test_a_real_name_is_told_to_the_other_devices_too(house: House) -> None:
    phone, desk = device_of_ann(house, "setname"), device_of_ann(house, "setname")

    assert phone.hears("SETNAME :New Name") == [":ann!~ann@localhost SETNAME :New Name"]
    assert desk.reads() == [":ann!~ann@localhost SETNAME :New Name"]
    assert ":chat.local 311 ann ann ~ann localhost * :New Name" in desk.hears("WHOIS ann")


# Accounts.

def test_logging_in_is_told_and_then_goes_with_every_line(house: House) -> None:
    notified = house.person("notified", "account-notify", join="#x")
    tagged = house.person("tagged", "account-tag", join="#x")
    extended = house.person("extended", "extended-join", join="#x,#y")
    bob = house.person("bob", join="#x")
    for each in (notified, tagged, extended):
        each.reads()
    bob.types(*LOGIN, "PRIVMSG #x :hi", "JOIN #y")

    assert notified.reads() == [":bob!~bob@localhost ACCOUNT ann", ":bob!~bob@localhost PRIVMSG #x :hi"]
    assert tagged.reads() == ["@account=ann :bob!~bob@localhost PRIVMSG #x :hi"]
    assert extended.reads()[1] == ":bob!~bob@localhost JOIN #y ann :Bob Person"


def test_the_account_stands_in_whois_and_in_whowas(house: House) -> None:
    ann, eve = device_of_ann(house), house.person("eve")

    assert ":chat.local 330 eve ann ann :is logged in as" in eve.hears("WHOIS ann")
    ann.types("QUIT")
    assert [verb_of(line) for line in eve.hears("WHOWAS ann")] == ["314", "330", "312", "369"]


def test_whois_shows_oneself_every_device_and_others_none(house: House) -> None:
    phone = device_of_ann(house)
    device_of_ann(house)

    assert phone.numerics("WHOIS ann").count("338") == 2
    assert house.person("eve").numerics("WHOIS ann").count("338") == 0
    assert oper(house, "root").numerics("WHOIS ann").count("338") == 2


# Bots and operators.

def test_a_bot_is_known_as_one(house: House) -> None:
    eve = house.person("eve", "message-tags", join="#x")
    plain = house.person("plain", join="#x")
    bot = house.person("robo", join="#x")
    bot.types("MODE robo +B")
    for each in (eve, plain):
        each.reads()
    bot.types("PRIVMSG #x :beep", "PART #x")

    assert [line.startswith("@bot") or ";bot " in line for line in eve.reads()] == [True, True]
    assert plain.reads() == [":robo!~robo@localhost PRIVMSG #x :beep", ":robo!~robo@localhost PART #x"]
    assert ":chat.local 335 eve robo :is a bot on Group Chat" in eve.hears("WHOIS robo")
    assert eve.hears("WHO robo")[0].split(" ")[8] == "HB"
    bot.types("MODE robo -B")
    assert "335" not in eve.numerics("WHOIS robo")


def test_operators_are_marked_for_those_who_asked_only(house: House) -> None:
    asked = house.person("asked", "message-tags draft/oper", join="#x")
    tags = house.person("tags", "message-tags", join="#x")
    root = oper(house, "root", join="#x")
    for each in (asked, tags):
        each.reads()
    root.types("PRIVMSG #x :hi", "MODE root -o", "PRIVMSG #x :hi")

    first, second = asked.reads()
    assert "draft/oper=root" in first.partition(" ")[0]
    assert "draft/oper" not in second
    assert "draft/oper" not in " ".join(tags.reads())


# Names and lists.

@pytest.mark.parametrize(("caps", "names"), [
    ("", "~op @two eve"),
    ("multi-prefix", "~&@%+op @+two eve"),
    ("userhost-in-names", "~op!~op@localhost @two!~two@localhost eve!~eve@localhost"),
    ("multi-prefix userhost-in-names", "~&@%+op!~op@localhost @+two!~two@localhost eve!~eve@localhost"),
])
def test_names_show_what_the_client_can_read(house: House, caps: str, names: str) -> None:
    op = oper(house, "op", join="#x")
    house.person("two", join="#x")
    op.types("MODE #x +qahv op op op op", "MODE #x +ov two two")
    eve = house.person("eve", caps)

    assert f":chat.local 353 eve = #x :{names}" in eve.hears("JOIN #x")
    flags = [line.split(" ")[8] for line in eve.hears("WHO #x") if " 352 " in line]
    assert flags == (["H*~&@%+", "H@+", "H"] if "multi-prefix" in caps else ["H*~", "H@", "H"])


def test_names_come_only_when_asked_for_to_who_prefers_that(house: House) -> None:
    bob = house.person("bob", "no-implicit-names")

    assert bob.numerics("JOIN #x") == ["JOIN"]
    assert bob.numerics("NAMES #x") == ["353", "366"]


@pytest.mark.parametrize(("prefix", "readers"), [
    ("~", ["owner"]), ("&", ["owner", "admin"]), ("@", ["owner", "admin", "oper"]),
    ("%", ["owner", "admin", "oper", "helper"]), ("+", ["owner", "admin", "oper", "helper", "voice"]),
])
def test_a_message_to_a_rank_reaches_it_and_those_above(house: House, prefix: str, readers: list[str]) -> None:
    root = oper(house, "root", join="#x")
    ranks = {"owner": "q", "admin": "a", "oper": "o", "helper": "h", "voice": "v", "nobody": ""}
    people = {nick: house.person(nick, join="#x") for nick in ranks}
    root.types(*(f"MODE #x +{letter} {nick}" for nick, letter in ranks.items() if letter), "MODE #x -o root")
    for person in people.values():
        person.reads()
    root.types(f"PRIVMSG {prefix}#x :psst")

    line = f":root!~root@localhost PRIVMSG {prefix}#x :psst"
    assert [nick for nick, person in people.items() if person.reads() == [line]] == readers


@pytest.mark.parametrize(("fields", "answer"), [
    ("%t,123", "123"), ("%c", "#x"), ("%u", "~ann"), ("%i", "255.255.255.255"), ("%h", "localhost"),
    ("%s", "chat.local"), ("%n", "ann"), ("%f", "G@"), ("%d", "0"), ("%l", "0"), ("%a", "ann"), ("%o", "n/a"),
    ("%r", ":Ann Person"), ("%rant,7", "7 ann ann :Ann Person"), ("%t,abc", "0"),
])
def test_whox_knows_every_field(house: House, fields: str, answer: str) -> None:
    device_of_ann(house).types("JOIN #x", "AWAY :x", "MODE #x -q ann")
    eve = house.person("eve")

    assert eve.hears(f"WHO #x {fields}")[0] == f":chat.local 354 eve {answer}"


def test_an_invitation_tells_nobody_else_who_did_not_ask(house: House) -> None:
    op = house.person("op", "invite-notify", join="#x")
    bob, eve = house.person("bob", join="#x"), house.person("eve")
    plain = house.person("plain", join="#x")
    op.reads()
    plain.reads()
    bob.types("INVITE eve #x")

    assert untagged(op.reads()) == [":bob!~bob@localhost INVITE eve #x"]
    assert eve.reads() == [":bob!~bob@localhost INVITE eve #x"]
    assert plain.reads() == []
