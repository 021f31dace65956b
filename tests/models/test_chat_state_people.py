"""What is known of people and of ourselves, and that none of it grows without end or takes long."""

import time

import pytest

from app.models.people import MAX_GONE, Listing
from app.models.person_news import MAX_KEYS, MAX_METADATA, MAX_VALUE
from app.models.roster import MAX_CHANNELS
from app.protocol import events as ev
from app.protocol.casemapping import Folded
from app.protocol.source import Source
from tests.models.talking_server import Server


@pytest.fixture
def server() -> Server:
    server = Server()
    server.admits_us("#a", "@olu", "+ines")
    return server


def test_we_are_always_known_with_account_host_and_modes() -> None:
    server = Server()

    server.says(":s.x 900 maya maya!m@h maya-account :You are logged in", ":s.x 396 maya cloak.x :is your host",
                ":s.x 221 maya +iw", ":maya!m@h MODE maya +o-w")

    me = server.state.person("MAYA")
    assert me is not None
    assert (me.account, me.host, server.state.account) == ("maya-account", "cloak.x", "maya-account")
    assert (sorted(server.state.own_modes), server.state.is_operator) == (["i", "o"], True)
    server.says(":s.x 901 maya maya!m@h :You are logged out")
    assert (me.account, server.state.account) == ("", "")


def test_a_login_before_the_welcome_holds_and_that_of_the_last_connection_does_not() -> None:
    server = Server()
    welcome = ev.Registered(nick="maya", server="s.x", wanted_nick="maya")
    server.state.disconnected("maya")
    server.state.apply(ev.LoggedIn(account="maya-account"))
    server.state.apply(welcome)
    assert server.state.account == "maya-account"

    server.state.disconnected("maya")
    server.state.apply(welcome)

    assert server.state.account == ""


def test_an_extended_join_tells_that_somebody_has_logged_out(server: Server) -> None:
    server.admits_us("#b")
    server.says(":olu!o@h ACCOUNT olu-account", ":olu!o@h JOIN #b * :Olu")

    olu = server.state.person("olu")
    assert olu is not None
    assert olu.account == ""


@pytest.mark.parametrize("line", [
    "@bot :olu!o@h JOIN #b", "@bot :olu!o@h PRIVMSG #a :beep",
])
def test_a_bot_is_known_by_its_tag(server: Server, line: str) -> None:
    server.admits_us("#b")

    server.says(line)

    olu = server.state.person("olu")
    assert olu is not None
    assert olu.is_bot


def test_whox_tells_accounts_operators_and_bots(server: Server) -> None:
    server.says(":s.x 005 maya BOT=B :are supported", ":s.x 354 maya 640 #a o h olu G* olu-account :Olu",
                ":s.x 354 maya 640 #a i h ines HB 0 :Ines", ":s.x 315 maya #a :End")

    assert {(person.nick, person.account, person.is_operator, person.is_bot, person.away)
            for person in server.state.people.values()} == {
        ("maya", "", False, False, None), ("olu", "olu-account", True, False, ""), ("ines", "", False, True, None)}


def test_whois_tells_of_those_we_know(server: Server) -> None:
    server.says(":s.x 311 maya olu o2 h2 * :Olu", ":s.x 330 maya olu olu-account :is", ":s.x 335 maya olu :is a bot",
                ":s.x 318 maya olu :End", ":s.x 311 maya zoe z h * :Zoe", ":s.x 318 maya zoe :End")

    olu = server.state.person("olu")
    assert olu is not None
    assert (olu.user, olu.host, olu.realname, olu.account, olu.is_bot) == ("o2", "h2", "Olu", "olu-account", True)
    assert server.state.person("zoe") is None


def test_when_a_channel_was_made_is_known(server: Server) -> None:
    server.says(":s.x 329 maya #a 1700000000", ":s.x 329 maya #nowhere 1")

    channel = server.state.channel("#a")
    assert channel is not None
    assert channel.created_s == 1_700_000_000


def test_a_renamed_channel_keeps_everybody(server: Server) -> None:
    server.says(":s.x 332 maya #a :tea", ":olu!o@h RENAME #a #B :", ":olu!o@h RENAME #nowhere #c :")

    assert {person.nick: signs for person, signs in server.state.members("#b")} == {"maya": "", "olu": "@", "ines": "+"}
    assert server.state.shared_channels("olu") == ["#B"]
    channel = server.state.channel("#b")
    assert channel is not None
    assert channel.topic == "tea"


def test_what_people_and_channels_say_of_themselves_is_kept_while_they_are_known(server: Server) -> None:
    server.says(":s.x METADATA olu status * :busy", ":s.x 761 maya #a avatar * :x", ":s.x 761 maya zoe status * :hi",
                ":s.x METADATA maya color * :#fff", ":s.x METADATA ines status * :here",
                ":s.x 766 maya ines status :no")

    said = {person.nick: dict(person.metadata) for person in server.state.people.values()}
    assert said == {"maya": {"color": "#fff"}, "olu": {"status": "busy"}, "ines": {}}
    channel = server.state.channel("#a")
    assert channel is not None
    assert channel.metadata == {"avatar": "x"}
    server.says(":olu!o@h QUIT", ":maya!m@h PART #a")
    assert server.state.metadata_count == 1


def test_metadata_is_bounded_for_each_and_in_all(server: Server) -> None:
    for number in range(MAX_KEYS + 5):
        server.says(f":s.x METADATA olu key{number} * :x")
    server.says(f":s.x METADATA ines status * :{'x' * (MAX_VALUE + 1)}")

    olu, ines = server.state.person("olu"), server.state.person("ines")
    assert olu is not None
    assert ines is not None
    assert (len(olu.metadata), dict(ines.metadata)) == (MAX_KEYS, {})
    server.state.metadata_count = MAX_METADATA
    server.says(":s.x METADATA ines status * :x")
    assert not ines.metadata


def test_more_channels_than_anybody_is_in_are_not_entered() -> None:
    server = Server()

    for number in range(MAX_CHANNELS + 10):
        server.says(f":maya!m@h JOIN #n{number}")

    assert len(server.state.channels) == MAX_CHANNELS


def test_those_who_leave_while_names_are_listed_without_end_are_not_all_remembered() -> None:
    listing = Listing()

    for number in range(MAX_GONE + 10):
        listing.leave(Folded(f"n{number}"))

    assert len(listing.gone) == MAX_GONE


def test_modes_without_end_are_kept_only_so_far(server: Server) -> None:
    letters = "".join(chr(0x4E00 + number) for number in range(500))

    server.says(f":olu!o@h MODE #a +{letters}", f":maya!m@h MODE maya +{letters}")

    channel = server.state.channel("#a")
    assert channel is not None
    assert len(channel.modes) <= 60
    assert len(server.state.own_modes) <= 60


def test_one_of_a_hundred_thousand_goes_as_quickly_as_one_of_ten() -> None:
    server = Server()
    server.says(":maya!m@h JOIN #a")
    members = [ev.NamedMember("", Source(f"n{number}", "u", "h")) for number in range(100_000)]
    server.state.apply(ev.NamesListed(channel="#a", members=members))
    server.state.apply(ev.NamesReceived(channel="#a", members=()))
    quits = [ev.UserQuit(source=member.source) for member in members[:1_000]]

    began = time.perf_counter()
    for event in quits:
        server.state.apply(event)

    # A look at everybody would take a thousand times as long.
    assert time.perf_counter() - began < 0.5
    assert len(server.state.members("#a")) == 99_001
