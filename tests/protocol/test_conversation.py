"""On a server: what its lines mean, as tables of bytes in and events out."""

from functools import partial

import pytest

from app.protocol import events as ev
from app.protocol.events import Envelope, MessageKind, NamedMember
from app.protocol.message import Message
from app.protocol.modes import ModeChange
from app.protocol.source import Source
from tests.protocol.server_side import MODERN, hear, hear_at_every_cut, registered, said, wire

OLU = Source("olu", "o", "host")
MAYA = Source("maya", "m", "host")
SERVER = Source("irc.example")
NOON = 1_795_435_200_000


def message(text: str, *, source: Source = OLU, target: str = "#a", kind: MessageKind = MessageKind.PRIVMSG,
            is_own: bool = False, envelope: Envelope = ev.PLAIN_ENVELOPE) -> ev.MessageReceived:
    return ev.MessageReceived(source=source, target=target, text=text, kind=kind, is_own=is_own, envelope=envelope)


def ctcp(command: str, argument: str = "", *, is_reply: bool = False) -> ev.CtcpReceived:
    return ev.CtcpReceived(source=OLU, target="maya", command=command, argument=argument, is_reply=is_reply)


WORDS: list[tuple[str, list[ev.Event]]] = [
    (":olu!o@host PRIVMSG #a :hello you", [message("hello you")]),
    (":olu!o@host privmsg #a hello", [message("hello")]),
    (":olu!o@host PRIVMSG maya :hello", [message("hello", target="maya")]),
    (":olu!o@host PRIVMSG #a :", [message("")]),
    (":olu!o@host PRIVMSG #a", []),
    (":olu!o@host PRIVMSG", []),
    (":olu!o@host NOTICE @#a :ops only", [message("ops only", target="@#a", kind=MessageKind.NOTICE)]),
    ("NOTICE AUTH :*** hello", [message("*** hello", source=Source(""), target="AUTH", kind=MessageKind.NOTICE)]),
    (":maya!m@host PRIVMSG #a :mine", [message("mine", source=MAYA, is_own=True)]),
    (":MAYA!m@host PRIVMSG #a :mine", [message("mine", source=Source("MAYA", "m", "host"), is_own=True)]),
    (":olu!o@host PRIVMSG #a :\x01ACTION waves\x01", [message("waves", kind=MessageKind.ACTION)]),
    (":olu!o@host PRIVMSG #a :\x01ACTION waves", [message("waves", kind=MessageKind.ACTION)]),
    (":olu!o@host PRIVMSG #a :\x01action\x01", [message("", kind=MessageKind.ACTION)]),
    (":olu!o@host PRIVMSG maya :\x01VERSION\x01", [ctcp("VERSION")]),
    (":olu!o@host PRIVMSG maya :\x01ping 1 2", [ctcp("PING", "1 2")]),
    (":olu!o@host NOTICE maya :\x01VERSION x 1\x01", [ctcp("VERSION", "x 1", is_reply=True)]),
    (":olu!o@host PRIVMSG maya :\x01\x01", []),
    (":olu!o@host PRIVMSG maya :\x01", []),
    ("@+x/seen=1 :olu!o@host TAGMSG #a", [
        ev.TagMessageReceived(source=OLU, target="#a", envelope=Envelope(tags={"+x/seen": "1"}))]),
    ("@time=2026-11-23T12:00:00.007Z;msgid=x1;account=olu :olu!o@host PRIVMSG #a :hi", [message("hi", envelope=Envelope(
        time_ms=NOON + 7, msgid="x1", account="olu",
        tags={"time": "2026-11-23T12:00:00.007Z", "msgid": "x1", "account": "olu"}))]),
    ("@time=yesterday;label=7 :maya!m@host PRIVMSG #a :hi", [message("hi", source=MAYA, is_own=True, envelope=Envelope(
        label="7", tags={"time": "yesterday", "label": "7"}))]),
]

ROOMS: list[tuple[str, list[ev.Event]]] = [
    (":olu!o@host JOIN #a", [ev.UserJoined(source=OLU, channel="#a")]),
    (":maya!m@host JOIN :#a", [ev.UserJoined(source=MAYA, channel="#a", is_own=True)]),
    (":olu!o@host JOIN #a olu :Olu A.", [ev.UserJoined(source=OLU, channel="#a", account="olu", realname="Olu A.")]),
    (":olu!o@host JOIN #a * :Olu A.", [ev.UserJoined(source=OLU, channel="#a", realname="Olu A.")]),
    (":olu!o@host JOIN #a,#b", [ev.UserJoined(source=OLU, channel="#a"), ev.UserJoined(source=OLU, channel="#b")]),
    ("JOIN #a", []), (":olu!o@host JOIN", []), (":olu!o@host JOIN :", []),
    (":olu!o@host PART #a :bye", [ev.UserParted(source=OLU, channel="#a", reason="bye")]),
    (":olu!o@host PART #a", [ev.UserParted(source=OLU, channel="#a")]),
    (":olu!o@host PART", []),
    (":olu!o@host KICK #a maya :out", [
        ev.UserKicked(source=OLU, channel="#a", nick="maya", reason="out", is_own=True)]),
    (":olu!o@host KICK #a ines", [ev.UserKicked(source=OLU, channel="#a", nick="ines")]),
    (":olu!o@host KICK #a", []),
    (":olu!o@host QUIT :gone", [ev.UserQuit(source=OLU, reason="gone")]),
    ("QUIT", []),
    (":olu!o@host NICK olu2", [ev.NickChanged(source=OLU, nick="olu2")]),
    (":olu!o@host NICK", []), (":olu!o@host NICK :", []),
    (":olu!o@host TOPIC #a :new", [ev.TopicChanged(source=OLU, channel="#a", topic="new")]),
    (":olu!o@host TOPIC #a :", [ev.TopicChanged(source=OLU, channel="#a", topic="")]),
    (":olu!o@host TOPIC", []),
    (":irc.example 332 maya #a :as it is", [ev.TopicReceived(channel="#a", topic="as it is")]),
    (":irc.example 331 maya #a :No topic is set", [ev.TopicReceived(channel="#a", topic="")]),
    (":irc.example 332 maya", []),
    (":olu!o@host MODE #a +o-v maya ines", [ev.ModesChanged(source=OLU, target="#a", changes=[
        ModeChange(adding=True, letter="o", argument="maya"), ModeChange(adding=False, letter="v", argument="ines")])]),
    (":maya!m@host MODE maya +iw", [ev.ModesChanged(source=MAYA, target="maya", is_own=True, changes=[
        ModeChange(adding=True, letter="i"), ModeChange(adding=True, letter="w")])]),
    (":olu!o@host MODE #a", []),
    (":irc.example 324 maya #a +ntl 5", [ev.ChannelModesReceived(channel="#a", changes=[
        ModeChange(adding=True, letter="n"), ModeChange(adding=True, letter="t"),
        ModeChange(adding=True, letter="l", argument="5")])]),
    (":olu!o@host AWAY :lunch", [ev.AwayChanged(nick="olu", reason="lunch")]),
    (":olu!o@host AWAY", [ev.AwayChanged(nick="olu", reason=None)]),
    (":irc.example 301 maya olu :lunch", [ev.AwayChanged(nick="olu", reason="lunch")]),
    (":irc.example 305 maya :You are back", [ev.AwayChanged(nick="maya", reason=None, is_own=True)]),
    (":irc.example 306 maya :You are away", [ev.AwayChanged(nick="maya", reason="", is_own=True)]),
    (":olu!o@host ACCOUNT olu", [ev.AccountChanged(source=OLU, account="olu")]),
    (":olu!o@host ACCOUNT *", [ev.AccountChanged(source=OLU, account="")]),
    (":olu!o@host CHGHOST o2 host2", [ev.HostChanged(source=OLU, user="o2", host="host2")]),
    (":olu!o@host CHGHOST o2", []),
    (":olu!o@host SETNAME :Olu B.", [ev.RealnameChanged(source=OLU, realname="Olu B.")]),
    (":olu!o@host INVITE maya #b", [ev.InviteReceived(source=OLU, nick="maya", channel="#b", is_own=True)]),
    (":olu!o@host INVITE ines #b", [ev.InviteReceived(source=OLU, nick="ines", channel="#b", is_own=False)]),
    (":olu!o@host INVITE maya", []),
    (":irc.example 341 maya olu #b", [ev.InviteSent(nick="olu", channel="#b")]),
]

ANSWERS: list[tuple[list[str], list[ev.Event]]] = [
    (["353 maya = #a :@olu +ines", "353 maya = #a :maya", "366 maya #a :End"], [
        ev.NamesListed(channel="#a", members=[NamedMember("@", Source("olu")), NamedMember("+", Source("ines"))]),
        ev.NamesListed(channel="#a", members=[NamedMember("", Source("maya"))]),
        ev.NamesReceived(channel="#a", members=[
            NamedMember("@", Source("olu")), NamedMember("+", Source("ines")), NamedMember("", Source("maya"))])]),
    (["353 maya #a :@+olu!o@host @", "353 maya = #b :ines", "366 maya #A :End"], [
        ev.NamesListed(channel="#a", members=[NamedMember("@+", OLU)]),
        ev.NamesListed(channel="#b", members=[NamedMember("", Source("ines"))]),
        ev.NamesReceived(channel="#A", members=[NamedMember("@+", OLU)])]),
    (["366 maya #a :End"], [ev.NamesReceived(channel="#a", members=[])]),
    (["311 maya olu o host * :Olu A.", "319 maya olu :@#a", "319 maya olu :#b", "312 maya olu irc.example :Here",
      "301 maya olu :lunch", "313 maya olu :is an operator", "671 maya olu :is using TLS", "335 maya olu :is a bot",
      "330 maya olu olu-account :is logged in as", "317 maya olu 42 1700000000 :seconds idle", "378 maya olu :is from",
      "318 maya OLU :End"],
     [ev.WhoisReceived(nick="olu", user="o", host="host", realname="Olu A.", account="olu-account",
                       server="irc.example", channels="@#a #b", away="lunch", idle_s=42, signed_on=1_700_000_000,
                       is_operator=True, is_secure=True, is_bot=True)]),
    (["401 maya nobody :No such nick", "318 maya nobody :End"], [
        ev.ErrorReceived(numeric="401", name="ERR_NOSUCHNICK", params=("nobody",), reason="No such nick")]),
    (["352 maya #a o host irc.example olu H@ :0 Olu A.", "352 maya #a i host irc.example ines G :0 Ines",
      "352 maya #a short", "315 maya #a :End"],
     [ev.WhoReceived(mask="#a", people=[
         ev.FoundPerson(source=OLU, is_away=False, realname="Olu A."),
         ev.FoundPerson(source=Source("ines", "i", "host"), is_away=True, realname="Ines")])]),
    (["321 maya Channel :Users Name", "322 maya #a 3 :the topic", "322 maya #b x", "322 maya", "323 maya :End"],
     [ev.ChannelsListed(channels=[ev.ListedChannel("#a", 3, "the topic"), ev.ListedChannel("#b", 0, "")])]),
    (["375 maya :- irc.example -", "372 maya :- Be kind.", "372 maya :-  Indented", "376 maya :End"],
     [ev.MotdReceived(lines=["Be kind.", " Indented"])]),
    (["422 maya :MOTD File is missing"], [ev.MotdReceived(lines=[])]),
    (["482 maya #a :You're not channel operator"], [ev.ErrorReceived(
        numeric="482", name="ERR_CHANOPRIVSNEEDED", params=("#a",), reason="You're not channel operator")]),
    (["599 maya a b :Unheard of"], [ev.ErrorReceived(numeric="599", name="599", params=("a", "b"),
                                                     reason="Unheard of")]),
    (["251 maya :There are 3 users"], [ev.ServerTextReceived(numeric="251", text="There are 3 users")]),
    (["333 maya #a olu 1700000000"], []),
    (["900 maya maya!m@host maya :Logged in", "901 maya maya!m@host :Logged out"], [
        ev.LoggedIn(account="maya"), ev.LoggedOut()]),
    (["FAIL JOIN NEED_INVITE #a :Ask for an invitation"], [ev.StandardReplyReceived(
        severity="FAIL", command="JOIN", code="NEED_INVITE", context=("#a",), reason="Ask for an invitation")]),
    (["NOTE * HELLO :Welcome back"], [ev.StandardReplyReceived(
        severity="NOTE", command="*", code="HELLO", context=(), reason="Welcome back")]),
    (["WARN X"], [ev.StandardReplyReceived(severity="WARN", command="X", code="", context=(), reason="")]),
    (["ACK"], [ev.CommandAcknowledged()]),
    (["WALLOPS :all"], [ev.UnknownMessageReceived(message=Message("WALLOPS", ("all",), "irc.example"))]),
    (["005 maya NICKLEN=30 -STATUSMSG :are supported"], [ev.ISupportChanged(tokens=("NICKLEN=30", "-STATUSMSG"))]),
    (["001 other :Welcome again"], []),
]


@pytest.mark.parametrize(("line", "happened"), WORDS + ROOMS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_line_tells_what_happened(line: str, happened: list[ev.Event]) -> None:
    assert hear_at_every_cut(registered, wire(line)) == (happened, [])


@pytest.mark.parametrize(("lines", "happened"), ANSWERS, ids=lambda value: str(value[0])[:30] if value else "nothing")
def test_an_answer_of_several_lines_is_told_once_when_it_is_whole(lines: list[str], happened: list[ev.Event]) -> None:
    assert hear_at_every_cut(registered, wire(*(f":irc.example {line}" for line in lines))) == (happened, [])


def test_our_own_nick_follows_what_the_server_says() -> None:
    client = registered()

    assert hear(client, ":maya!m@host NICK Maya_") == [ev.NickChanged(source=MAYA, nick="Maya_", is_own=True)]
    assert client.nick == "Maya_"
    assert hear(client, ":maya_!m@host PRIVMSG #a :me") == [
        message("me", source=Source("maya_", "m", "host"), is_own=True)]


# Batches


def test_a_batch_is_told_when_it_ends_and_others_do_not_wait_for_it() -> None:
    lines = [":irc.example BATCH +x example.com/leaving", "@batch=x :olu!o@host QUIT :a b",
             ":ines!i@host PRIVMSG #a :meanwhile", "@batch=x :kim!k@host QUIT :a b", ":irc.example BATCH -x"]

    happened, _ = hear_at_every_cut(partial(registered, *MODERN), wire(*lines))

    assert [type(event).__name__ for event in happened] == ["MessageReceived", "UserQuit", "UserQuit"]
    assert [event.envelope.batch for event in happened] == ["", "example.com/leaving", "example.com/leaving"]


def test_an_answer_in_a_batch_has_its_label_whatever_is_in_it() -> None:
    client = registered(*MODERN)

    happened = hear(
        client, "@label=7 :irc.example BATCH +x labeled-response",
        "@batch=x :irc.example 401 maya nobody :No such nick",
        "@batch=x :irc.example 318 maya nobody :End", "@batch=x :irc.example 999 maya :Odd", "@batch=x WALLOPS :x")
    assert happened == []
    happened = hear(client, ":irc.example BATCH -x")

    assert [type(event).__name__ for event in happened[:2]] == ["ErrorReceived", "ServerTextReceived"]
    assert {event.envelope.label for event in happened[:2]} == {"7"}


def test_a_single_answer_carries_its_label_itself() -> None:
    client = registered(*MODERN)

    (error,) = hear(client, "@label=7 :irc.example 401 maya nobody :No such nick")
    (acknowledged,) = hear(client, "@label=8 :irc.example ACK")

    assert (error.envelope.label, acknowledged.envelope.label) == ("7", "8")


def test_an_inner_batch_is_told_with_the_outer_one() -> None:
    client = registered(*MODERN)

    happened = hear(
        client, "@label=7 :irc.example BATCH +outer labeled-response", "@batch=outer :irc.example BATCH +inner vend/x",
        "@batch=inner :olu!o@host JOIN #a", "@batch=outer :irc.example BATCH -inner",
        "@batch=outer :kim!k@host JOIN #a")
    assert happened == []
    happened = hear(client, ":irc.example BATCH -outer")

    assert [(event.envelope.label, event.envelope.batch) for event in happened] == [
        ("7", "vend/x"), ("7", "labeled-response")]


def test_an_inner_batch_that_outlives_the_outer_one_is_not_lost() -> None:
    client = registered(*MODERN)

    happened = hear(
        client, ":irc.example BATCH +outer x", "@batch=outer :irc.example BATCH +inner y",
        "@batch=inner :olu!o@host JOIN #a", ":irc.example BATCH -outer", ":irc.example BATCH -inner")

    assert [type(event) for event in happened] == [ev.UserJoined]


def test_a_batch_that_begins_again_loses_nothing() -> None:
    client = registered(*MODERN)

    happened = hear(
        client, ":irc.example BATCH +x y", "@batch=x :olu!o@host JOIN #a", "@batch=x :irc.example BATCH +x y",
        "@batch=x :kim!k@host JOIN #a", ":irc.example BATCH -x")

    assert [str(event.source.nick) for event in happened if isinstance(event, ev.UserJoined)] == ["olu", "kim"]


@pytest.mark.parametrize("line", ["BATCH", "BATCH x", "BATCH +", "BATCH -", "BATCH -unheard", "@batch=no BATCH -x"])
def test_a_batch_that_makes_no_sense_is_passed_over(line: str) -> None:
    client = registered(*MODERN)

    assert hear(client, line, "@batch=x :olu!o@host JOIN #a") == [
        ev.UserJoined(source=OLU, channel="#a", envelope=Envelope(tags={"batch": "x"}))]


# History


def test_a_page_of_history_is_told_as_one() -> None:
    client = registered(*MODERN)

    (page,) = hear(
        client, "@label=7 :irc.example BATCH +h chathistory #a",
        "@batch=h;time=2026-11-23T12:00:00.000Z;msgid=1 :olu!o@host PRIVMSG #a :older",
        "@batch=h;time=2026-11-23T12:00:01.000Z;msgid=2 :maya!m@host PRIVMSG #a :mine", ":irc.example BATCH -h")

    assert isinstance(page, ev.HistoryReceived)
    assert (page.target, page.is_complete, page.envelope.label) == ("#a", False, "7")
    assert [(event.envelope.msgid, event.envelope.batch, event.envelope.label) for event in page.messages] == [
        ("1", "chathistory", ""), ("2", "chathistory", "")]


def test_the_past_changes_nothing_of_the_present() -> None:
    client = registered(*MODERN)
    before = (client.nick, client.capabilities, client.is_registered, client.isupport.chantypes)
    past = [":maya!m@host NICK old", ":irc.example 005 maya CHANTYPES=! :x", ":irc.example CAP maya DEL :batch",
            "ERROR :closing", ":irc.example 001 old :Welcome", "PING :old", ":irc.example 353 maya = #a :ghost",
            ":irc.example 421 maya X :Unknown"]

    (page,) = hear(client, "BATCH +h chathistory #a", *(f"@batch=h {line}" for line in past), "BATCH -h")

    assert (client.nick, client.capabilities, client.is_registered, client.isupport.chantypes) == before
    assert said(client) == []
    assert isinstance(page, ev.HistoryReceived)
    assert [type(event) for event in page.messages] == [ev.NickChanged]
    assert hear(client, ":irc.example 366 maya #a :End") == [ev.NamesReceived(channel="#a", members=[])]
