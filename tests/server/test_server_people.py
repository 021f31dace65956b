"""Nicks, WHO, WHOIS, WHOWAS, AWAY, LIST and the other questions; operators."""

import pytest

from tests.server.house import House, Person


@pytest.fixture
def house() -> House:
    return House(operators={"root": "sesame"})


@pytest.fixture
def ann(house: House) -> Person:
    return house.person("ann", join="#x")


def test_a_new_nick_is_told_once_to_all_who_share_rooms(house: House, ann: Person) -> None:
    ann.types("JOIN #y")
    bob = house.person("bob", join="#x,#y")
    ann.reads()

    assert ann.hears("NICK anna") == [":ann!~ann@localhost NICK :anna"]
    assert bob.reads() == [":ann!~ann@localhost NICK :anna"]
    assert bob.numerics("PRIVMSG anna :hi", "PRIVMSG ann :hi") == ["401"]


@pytest.mark.parametrize(("nick", "answer"), [
    ("ANN", ":ann!~ann@localhost NICK :ANN"),
    ("ann", None),
    ("bob", ":chat.local 433 ann bob :That nick is taken"),
    ("b\u00f6b", ":chat.local 432 ann b\u00f6b :That nick can't be used"),
    ("*", ":chat.local 432 ann * :That nick can't be used"),
    (":a b", ":chat.local 432 ann * :That nick can't be used"),
])
def test_taking_a_nick(house: House, ann: Person, nick: str, answer: str | None) -> None:
    house.person("bob")

    assert ann.hears(f"NICK {nick}") == ([answer] if answer else [])


def test_quitting_is_told_once_to_all_who_share_rooms(house: House, ann: Person) -> None:
    bob = house.person("bob", join="#x")
    ann.reads()

    assert bob.hears("QUIT :tea") == ["ERROR :Closing link: Quit: tea"]
    assert ann.reads() == [":bob!~bob@localhost QUIT :Quit: tea"]


def test_a_lost_connection_quits(house: House, ann: Person) -> None:
    bob = house.person("bob", join="#x")
    ann.reads()
    bob.hangs_up()

    assert ann.reads() == [":bob!~bob@localhost QUIT :Connection closed"]
    assert "001" in house.connect().numerics("NICK bob", "USER b 0 * :B")


@pytest.mark.parametrize(("line", "found"), [
    ("WHO #x", ["ann", "bob"]),
    ("WHO bob", ["bob"]),
    ("WHO B?B", ["bob"]),
    ("WHO *", ["ann", "bob", "eve"]),
    ("WHO 0", ["ann", "bob", "eve"]),
    ("WHO *Person", ["ann", "bob", "eve"]),
    ("WHO #nowhere", []),
    ("WHO nobody", []),
    ("WHO * o", []),
])
def test_who_finds(house: House, ann: Person, line: str, found: list[str]) -> None:
    house.person("bob", join="#x")
    house.person("eve")
    ann.reads()

    *lines, end = ann.hears(line)
    assert [reply.split(" ")[7] for reply in lines] == found
    assert " 315 " in end


def test_invisible_people_are_found_only_by_those_who_share_a_room(house: House, ann: Person) -> None:
    bob, eve = house.person("bob", join="#x"), house.person("eve")
    bob.types("MODE bob +i")
    ann.reads()

    assert ann.numerics("WHO #x") == ["352", "352", "315"]
    assert eve.numerics("WHO #x") == ["352", "315"]
    assert eve.numerics("WHO bob*") == ["315"]
    assert eve.numerics("WHO bob") == ["352", "315"]


@pytest.mark.parametrize(("fields", "answer"), [
    ("%n", "ann"),
    ("%na,7", "ann 0"),
    ("%tn,42", "42 ann"),
    ("%tcuhsnfdlaor,152", "152 #x ~ann localhost chat.local ann H@ 0 0 0 n/a :Ann Person"),
    ("%rn", "ann :Ann Person"),
    ("%i", "127.0.0.1"),
])
def test_whox_answers_the_fields_in_the_specifications_order(ann: Person, fields: str, answer: str) -> None:
    assert ann.hears(f"WHO #x {fields}")[0] == f":chat.local 354 ann {answer}"


def test_addresses_are_not_for_everyone(house: House, ann: Person) -> None:
    eve = house.person("eve")

    assert eve.hears("WHO ann %i")[0] == ":chat.local 354 eve 255.255.255.255"
    assert "338" not in eve.numerics("WHOIS ann")
    assert "338" in ann.numerics("WHOIS ann")


def test_whois_tells_what_others_may_know(house: House, ann: Person) -> None:
    ann.types("AWAY :lunch", "JOIN #secret", "MODE #secret +s")
    eve = house.person("eve")

    assert eve.hears("WHOIS ann") == [
        ":chat.local 311 eve ann ~ann localhost * :Ann Person",
        ":chat.local 319 eve ann :@#x",
        ":chat.local 312 eve ann chat.local :Group Chat",
        ":chat.local 301 eve ann :lunch",
        ":chat.local 671 eve ann :uses a secure connection",
        ":chat.local 317 eve ann 0 1767225600 :seconds idle, here since",
        ":chat.local 318 eve ann :End of WHOIS",
    ]


@pytest.mark.parametrize(("line", "verbs"), [
    ("WHOIS", ["431"]),
    ("WHOIS nobody", ["401", "318"]),
    ("WHOIS chat.local ann", ["311", "319", "312", "671", "338", "317", "318"]),
    ("WHOWAS nobody", ["406", "369"]),
    ("WHOWAS", ["431"]),
    ("USERHOST ann nobody", ["302"]),
    ("ISON ann nobody", ["303"]),
    ("AWAY :x", ["306"]),
    ("AWAY", ["305"]),
    ("MOTD", ["422"]),
    ("MOTD other.server", ["402"]),
    ("LUSERS", ["251", "252", "253", "254", "255", "265", "266"]),
    ("VERSION", ["351", "005", "005", "005"]),
    ("TIME", ["391"]),
    ("INFO", ["371", "371", "374"]),
    ("ADMIN", ["256", "257", "259"]),
    ("LINKS", ["364", "365"]),
    ("HELP", ["704", "705", "706"]),
    ("HELP privmsg", ["704", "705", "706"]),
    ("HELP me", ["524"]),
    ("LIST", ["321", "322", "323"]),
    ("PING tok", ["PONG"]),
    ("PING", ["409"]),
    ("KILL ann", ["481"]),
    ("OPER root wrong", ["464"]),
    ("OPER nobody sesame", ["464"]),
    ("OPER nobody :", ["464"]),
    ("OPER root", ["461"]),
])
def test_questions_are_answered(ann: Person, line: str, verbs: list[str]) -> None:
    assert ann.numerics(line) == verbs


def test_whowas_tells_the_newest_first_with_a_count(house: House, ann: Person) -> None:
    for realname in ("One", "Two", "Three"):
        gone = house.connect()
        gone.types("NICK gone", f"USER g 0 * :{realname}", "QUIT")

    lines = [line for line in ann.hears("WHOWAS gone 2") if " 314 " in line]
    assert [line.rpartition(":")[2] for line in lines] == ["Three", "Two"]


def test_userhost_marks_away_and_operators(house: House, ann: Person) -> None:
    ann.types("AWAY :x", "OPER root sesame")
    ann.reads()

    assert ann.hears("USERHOST ann") == [":chat.local 302 ann :ann*=-~ann@localhost"]


def test_lusers_counts_invisible_people_and_strangers(house: House, ann: Person) -> None:
    house.connect()
    ann.types("MODE ann +i")
    ann.reads()

    lines = ann.hears("LUSERS")
    assert lines[0].endswith(":There are 0 users and 1 invisible on 1 server")
    assert lines[2] == ":chat.local 253 ann 1 :connections not yet registered"


@pytest.mark.parametrize(("condition", "rooms"), [
    ("", ["#x", "#big"]),
    ("#x", ["#x"]),
    ("#b*,#x", ["#x", "#big"]),
    ("!#x", ["#big"]),
    (">1", ["#big"]),
    ("<1", []),
    ("T<5", ["#big"]),
    ("T>5", []),
    ("C<5", ["#x", "#big"]),
    ("C>5", []),
])
def test_list_finds_rooms_by_condition(house: House, ann: Person, condition: str, rooms: list[str]) -> None:
    ann.types("JOIN #big", "TOPIC #big :t")
    house.person("bob", join="#big")
    ann.reads()

    assert [line.split(" ")[3] for line in ann.hears(f"LIST {condition}") if " 322 " in line] == rooms


def test_an_empty_room_is_listed_only_where_it_is_meant_to_be_found(house: House, ann: Person) -> None:
    ann.types("JOIN #kept", "MODE #kept +P", "PART #kept", "JOIN #told", "TOPIC #told :t", "PART #told")
    ann.reads()

    assert [line.split(" ")[3] for line in ann.hears("LIST") if " 322 " in line] == ["#x", "#kept"]


@pytest.mark.parametrize(("caller", "rooms"), [("bob", None), ("eve", "#x"), ("ann", "@#x @#other")])
def test_of_somebody_invisible_whois_tells_only_the_rooms_both_are_in(
    house: House, ann: Person, caller: str, rooms: str | None,
) -> None:
    ann.types("MODE ann +i", "JOIN #other")
    asking = ann if caller == "ann" else house.person(caller, join="#x" if rooms else "")
    ann.reads()
    asking.reads()

    told = [line.rpartition(" :")[2] for line in asking.hears("WHOIS ann") if " 319 " in line]
    assert told == ([] if rooms is None else [rooms if caller == "ann" else "@#x"])


def test_an_operator_ends_a_connection(house: House, ann: Person) -> None:
    oper, victim = house.person("oper"), house.person("victim", join="#x")
    ann.reads()

    assert oper.numerics("OPER root sesame", "KILL nobody", "KILL victim :spam") == ["381", "MODE", "401"]
    assert victim.reads()[-2:] == [
        ":oper!~oper@localhost KILL victim :spam", "ERROR :Closing link: Killed (oper (spam))"]
    assert victim.is_closed
    assert ann.reads() == [":victim!~victim@localhost QUIT :Killed (oper (spam))"]


def test_an_operator_may_end_its_own_connection(house: House) -> None:
    oper = house.person("oper", "labeled-response batch")
    oper.types("OPER root sesame", "@label=x KILL oper")

    assert oper.is_closed
    assert house.core.world.user("oper") is None
