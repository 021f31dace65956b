"""Who is there and what they say of themselves: MONITOR, WHOX, metadata, channel names, our own host and modes."""

import pytest

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.command import Command
from app.protocol.source import Source
from app.protocol.state_commands import WHOX_TOKEN
from tests.protocol.server_side import hear, registered, said

OLU = Source("olu", "o", "host")

HEARD: list[tuple[str, list[ev.Event]]] = [
    ("730 maya :olu!o@host,ines", [ev.PeopleOnline(sources=[OLU, Source("ines")])]),
    ("730 * :olu!o@host", [ev.PeopleOnline(sources=[OLU])]),
    ("730 maya :,, ,", []),
    ("730 maya", []),
    ("731 maya :olu,ines", [ev.PeopleOffline(nicks=["olu", "ines"])]),
    ("731 maya :olu!o@host", [ev.PeopleOffline(nicks=["olu"])]),
    ("731 maya", []),
    ("734 maya 100 olu,ines :Monitor list is full.", [ev.WatchRefused(nicks=["olu", "ines"], limit=100)]),
    ("734 maya many olu :Full", [ev.WatchRefused(nicks=["olu"], limit=None)]),
    ("734 maya", [ev.WatchRefused(nicks=[], limit=None)]),
    ("329 maya #a 1700000000", [ev.ChannelCreationReceived(channel="#a", created_s=1_700_000_000)]),
    ("329 maya #a yesterday", []),
    ("329 maya #a 9999999999999999", []),
    ("396 maya cloak.example :is now your host",
     [ev.HostChanged(source=Source("maya"), user="", host="cloak.example")]),
    ("396 maya m@cloak.example :is now your host",
     [ev.HostChanged(source=Source("maya"), user="m", host="cloak.example")]),
    ("396 maya", []),
    ("761 maya olu avatar * :https://x.example/a.png",
     [ev.MetadataChanged(target="olu", key="avatar", value="https://x.example/a.png")]),
    ("761 maya * Status * :busy", [ev.MetadataChanged(target="maya", key="status", value="busy")]),
    ("761 maya olu status *", [ev.MetadataChanged(target="olu", key="status", value=None)]),
    ("760 maya olu status * :busy", [ev.MetadataChanged(target="olu", key="status", value="busy")]),
    ("766 maya olu status :no such key", [ev.MetadataChanged(target="olu", key="status", value=None)]),
    ("761 maya olu :bad key", []),
    ("761 maya olu", []),
    ("762 maya :end of metadata", []),
    ("770 maya avatar status", []),
    ("771 maya :avatar", []),
    ("774 maya #a 4 :Later", [ev.MetadataPostponed(target="#a", wait_s=4)]),
    ("774 maya #a", [ev.MetadataPostponed(target="#a", wait_s=0)]),
    ("774 maya #a soon", [ev.MetadataPostponed(target="#a", wait_s=0)]),
    ("774 maya", []), ("774 maya :#a b", []), ("774 maya ::a", []),
    ("METADATA olu color * :#ff0000", [ev.MetadataChanged(target="olu", key="color", value="#ff0000")]),
    ("METADATA olu color *", [ev.MetadataChanged(target="olu", key="color", value=None)]),
    ("METADATA olu", []),
]


@pytest.mark.parametrize(("line", "happened"), HEARD, ids=lambda value: value if isinstance(value, str) else "")
def test_each_line_tells_what_it_means(line: str, happened: list[ev.Event]) -> None:
    assert hear(registered(), f":irc.example {line}") == happened


@pytest.mark.parametrize(("line", "happened"), [
    ("RENAME #old #new :typo", [ev.ChannelRenamed(source=OLU, channel="#old", name="#new", reason="typo")]),
    ("RENAME #old #new", [ev.ChannelRenamed(source=OLU, channel="#old", name="#new")]),
    ("RENAME #old", []),
    ("RENAME", []),
])
def test_a_channel_gets_another_name(line: str, happened: list[ev.Event]) -> None:
    assert hear(registered(), f":olu!o@host {line}") == happened


def test_the_list_of_those_we_watch_is_told_as_one() -> None:
    happened = hear(registered(), ":s.x 732 maya :olu,ines!i@h", ":s.x 732 maya :kim", ":s.x 733 maya :End")

    assert happened == [ev.WatchedListed(nicks=["olu", "ines", "kim"])]


def test_our_own_modes_are_known_and_shown() -> None:
    happened = hear(registered(), ":s.x 221 maya +iw")

    assert happened == [ev.OwnModesReceived(letters="iw"), ev.ServerTextReceived(numeric="221", text="+iw")]


def whox(nick: str, flags: str, account: str, token: str = WHOX_TOKEN) -> str:
    return f":s.x 354 maya {token} #a o host {nick} {flags} {account} :Olu A."


@pytest.mark.parametrize(("flags", "account", "expected"), [
    ("H", "olu-account", ev.FoundPerson(source=OLU, is_away=False, realname="Olu A.", account="olu-account")),
    ("G@", "0", ev.FoundPerson(source=OLU, is_away=True, realname="Olu A.", account="")),
    ("H*", "*", ev.FoundPerson(source=OLU, is_away=False, realname="Olu A.", account="", is_operator=True)),
    ("HB+", "0", ev.FoundPerson(source=OLU, is_away=False, realname="Olu A.", account="", is_bot=True)),
])
def test_one_answer_of_whox_tells_all_of_somebody(flags: str, account: str, expected: ev.FoundPerson) -> None:
    client = registered()
    hear(client, ":s.x 005 maya BOT=B WHOX :are supported")

    happened = hear(client, whox("olu", flags, account), ":s.x 315 maya #a :End")

    assert happened == [ev.WhoReceived(mask="#a", people=[expected])]


@pytest.mark.parametrize("line", [
    whox("olu", "H", "0", token="641"), ":s.x 354 maya 640 olu", ":s.x 354 maya", ":s.x 354",
])
def test_what_somebody_asked_whox_in_other_words_is_shown_to_them(line: str) -> None:
    happened = hear(registered(), line, ":s.x 315 maya #a :End")

    assert [type(event) for event in happened] == [ev.ServerTextReceived, ev.WhoReceived]
    assert happened[-1] == ev.WhoReceived(mask="#a", people=[])


@pytest.mark.parametrize(("command", "lines"), [
    (cmd.RequestWho(mask="#a", with_accounts=True), ["WHO #a %tcuhnfar,640"]),
    (cmd.RequestWho(mask="#a"), ["WHO #a"]),
    (cmd.Watch(change=cmd.Watching.ADD, nicks=("olu", "ines")), ["MONITOR + olu,ines"]),
    (cmd.Watch(change=cmd.Watching.REMOVE, nicks=("olu",)), ["MONITOR - olu"]),
    (cmd.Watch(change=cmd.Watching.ADD), []),
    (cmd.Watch(change=cmd.Watching.CLEAR), ["MONITOR C"]),
    (cmd.Watch(change=cmd.Watching.LIST), ["MONITOR L"]),
    (cmd.Watch(change=cmd.Watching.STATUS), ["MONITOR S"]),
    (cmd.FollowMetadata(keys=("avatar", "status")), ["METADATA * SUB avatar status"]),
    (cmd.RequestMetadata(target="#a"), ["METADATA #a SYNC"]),
    (cmd.SetMetadata(key="status", value="At lunch"), ["METADATA * SET status :At lunch"]),
    (cmd.SetMetadata(key="status", value=None), ["METADATA * SET status"]),
    (cmd.SetMetadata(target="#a", key="avatar", value="x"), ["METADATA #a SET avatar x"]),
    (cmd.RenameChannel(channel="#a", name="#b"), ["RENAME #a #b"]),
    (cmd.RenameChannel(channel="#a", name="#b", reason="A typo"), ["RENAME #a #b :A typo"]),
])
def test_what_we_ask_looks_like_this(command: Command, lines: list[str]) -> None:
    client = registered()

    client.send(command)

    assert said(client) == lines


def test_many_are_watched_in_lines_that_fit() -> None:
    client = registered()
    nicks = [f"somebody{number}" for number in range(100)]

    client.send(cmd.Watch(change=cmd.Watching.ADD, nicks=nicks))

    lines = said(client)
    assert max(map(len, lines)) < 450
    assert ",".join(line.removeprefix("MONITOR + ") for line in lines).split(",") == nicks


def test_a_list_of_the_watched_without_end_is_kept_only_so_far() -> None:
    client = registered()
    nicks = ",".join(f"n{number}" for number in range(1_000))

    hear(client, *[f":s.x 732 maya :{nicks}"] * 20)

    (listed,) = hear(client, ":s.x 733 maya :End")
    assert isinstance(listed, ev.WatchedListed)
    assert len(listed.nicks) == 5_000
