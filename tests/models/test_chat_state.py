"""Who is where, and with which rights, after any order of events."""

import pytest

from app.protocol import events as ev
from tests.models.talking_server import Server


@pytest.fixture
def server() -> Server:
    server = Server()
    server.admits_us("#a", "@olu", "+ines")
    return server


def members(server: Server, channel: str) -> dict[str, str]:
    return {person.nick: signs for person, signs in server.state.members(channel)}


def test_names_tell_who_is_there_with_which_rights(server: Server) -> None:
    assert members(server, "#a") == {"maya": "", "olu": "@", "ines": "+"}
    assert members(server, "#nowhere") == {}


@pytest.mark.parametrize(("lines", "expected"), [
    ([":kim!k@h JOIN #a"], {"maya": "", "olu": "@", "ines": "+", "kim": ""}),
    ([":olu!o@h PART #a"], {"maya": "", "ines": "+"}),
    ([":olu!o@h QUIT :bye"], {"maya": "", "ines": "+"}),
    ([":olu!o@h KICK #a ines"], {"maya": "", "olu": "@"}),
    ([":olu!o@h NICK olu2"], {"maya": "", "olu2": "@", "ines": "+"}),
    ([":olu!o@h NICK OLU"], {"maya": "", "OLU": "@", "ines": "+"}),
    ([":maya!m@h NICK maya2"], {"maya2": "", "olu": "@", "ines": "+"}),
    ([":olu!o@h MODE #a +v-o+o olu olu maya"], {"maya": "@", "olu": "+", "ines": "+"}),
    ([":olu!o@h MODE #a +ov nobody"], {"maya": "", "olu": "@", "ines": "+"}),
    ([":s.x 353 maya = #a :maya @+olu @", ":s.x 366 maya #a :End"], {"maya": "", "olu": "@+"}),
    ([":s.x 366 maya #a :End"], {"maya": ""}),
    ([":maya!m@h PART #a"], {}),
    ([":olu!o@h KICK #a maya"], {}),
    ([":maya!m@h JOIN #a"], {"maya": ""}),
    ([":olu!o@h JOIN #elsewhere"], {"maya": "", "olu": "@", "ines": "+"}),
])
def test_members_follow_what_happens(server: Server, lines: list[str], expected: dict[str, str]) -> None:
    server.says(*lines)

    assert members(server, "#a") == expected


def test_the_past_changes_nothing(server: Server) -> None:
    before = members(server, "#a")

    server.says("BATCH +h chathistory #a", "@batch=h :olu!o@h QUIT", "@batch=h :maya!m@h NICK old", "BATCH -h")

    assert (members(server, "#a"), server.state.nick) == (before, "maya")


def test_somebody_is_known_as_long_as_we_share_a_channel(server: Server) -> None:
    server.admits_us("#b", "olu")

    server.says(":olu!o@h PART #a")
    assert server.state.person("olu") is not None
    assert server.state.shared_channels("OLU") == ["#b"]
    server.says(":olu!o@h PART #b")
    assert server.state.person("olu") is None


def test_entering_a_channel_again_forgets_who_was_there(server: Server) -> None:
    server.says(":maya!m@h JOIN #a")

    assert server.state.person("olu") is None


def test_what_is_known_of_somebody_follows_what_is_said(server: Server) -> None:
    server.says(":kim!k@h JOIN #a kim-account :Kim K.", ":kim!k@h AWAY :lunch", ":kim!k@h CHGHOST k2 h2",
                ":kim!k2@h2 SETNAME :Kim L.", ":kim!k2@h2 ACCOUNT *")

    kim = server.state.person("KIM")
    assert kim is not None
    assert (kim.user, kim.host, kim.account, kim.realname, kim.away) == ("k2", "h2", "", "Kim L.", "lunch")


def test_who_tells_who_is_away(server: Server) -> None:
    server.says(":olu!o@h AWAY :lunch", ":s.x 352 maya #a o h s.x olu G :0 Olu", ":s.x 352 maya #a i h s.x ines H :0 I",
                ":s.x 315 maya #a :End")

    olu, ines = server.state.person("olu"), server.state.person("ines")
    assert olu is not None
    assert ines is not None
    assert (olu.away, ines.away, ines.realname) == ("lunch", None, "I")


def test_topic_and_modes_are_as_last_told(server: Server) -> None:
    server.says(":s.x 332 maya #a :old", ":olu!o@h TOPIC #a :new", ":s.x 324 maya #a +ntk key",
                ":olu!o@h MODE #a +l-t 5", ":olu!o@h MODE #a +b *!*@evil")

    channel = server.state.channel("#A")
    assert channel is not None
    assert (channel.topic, channel.modes) == ("new", {"n": "", "k": "key", "l": "5"})


def test_another_casemapping_finds_everybody_under_their_new_names(server: Server) -> None:
    server.admits_us("#x[1]", "olu[1]")

    server.says(":s.x 005 maya CASEMAPPING=ascii :are supported")

    assert members(server, "#x[1]") == {"maya": "", "olu[1]": ""}
    assert server.state.person("olu{1}") is None


def test_a_new_connection_knows_nobody_but_us(server: Server) -> None:
    server.state.apply(ev.Registered(nick="maya_", server="irc.example", wanted_nick="maya"))

    assert (server.state.nick, server.state.channels, list(server.state.people)) == ("maya_", {}, ["maya_"])
