"""What we ask, as it goes out; and what is never sent."""

import pytest

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.client_context import ClientConfig
from app.protocol.errors import LocalProtocolError
from app.protocol.events import MessageKind, TypingState
from app.protocol.message import Message
from tests.protocol.server_side import MODERN, hear, newcomer, registered, said

ALL = (*MODERN, "draft/message-redaction", "draft/read-marker", "groupchat.local/edit")


@pytest.mark.parametrize(("command", "lines"), [
    (cmd.SendMessage(target="#a", text="hello"), ["PRIVMSG #a hello"]),
    (cmd.SendMessage(target="#a", text=":) you"), ["PRIVMSG #a ::) you"]),
    (cmd.SendMessage(target="#a", text="hi", label="7"), ["@label=7 PRIVMSG #a hi"]),
    (cmd.SendMessage(target="#a", text="hi", reply_to="x;1", label="7"), [
        r"@+draft/reply=x\:1;+reply=x\:1;label=7 PRIVMSG #a hi"]),
    (cmd.SendMessage(target="olu", text="psst", kind=MessageKind.NOTICE), ["NOTICE olu psst"]),
    (cmd.SendMessage(target="#a", text="waves", kind=MessageKind.ACTION), ["PRIVMSG #a :\x01ACTION waves\x01"]),
    (cmd.SendMessage(target="#a", text="hi", nonce="n1"), ["@+groupchat.local/nonce=n1 PRIVMSG #a hi"]),
    (cmd.SendTyping(target="#a"), ["@+typing=active;label=typing TAGMSG #a"]),
    (cmd.SendTyping(target="#a", state=TypingState.DONE), ["@+typing=done;label=typing TAGMSG #a"]),
    (cmd.React(target="#a", msgid="m1", reaction="👍"), ["@+draft/reply=m1;+reply=m1;+draft/react=👍 TAGMSG #a"]),
    (cmd.React(target="#a", msgid="m1", reaction="so true", present=False, label="7"), [
        r"@+draft/reply=m1;+reply=m1;+draft/unreact=so\strue;label=7 TAGMSG #a"]),
    (cmd.Redact(target="#a", msgid="m1"), ["REDACT #a m1"]),
    (cmd.Redact(target="#a", msgid="m1", reason="off topic"), ["REDACT #a m1 :off topic"]),
    (cmd.EditMessage(target="#a", msgid="m1", text="hello"), ["EDIT #a m1 hello"]),
    (cmd.EditMessage(target="#a", msgid="m1", text="waves", kind=MessageKind.ACTION), [
        "EDIT #a m1 :\x01ACTION waves\x01"]),
    (cmd.SendCtcp(target="olu", command="VERSION"), ["PRIVMSG olu \x01VERSION\x01"]),
    (cmd.SendCtcp(target="olu", command="PING", argument="1", is_reply=True), ["NOTICE olu :\x01PING 1\x01"]),
    (cmd.Join(channel="#a"), ["JOIN #a"]),
    (cmd.Join(channel="#a", key="k"), ["JOIN #a k"]),
    (cmd.Part(channel="#a"), ["PART #a"]),
    (cmd.Part(channel="#a", reason="see you"), ["PART #a :see you"]),
    (cmd.SetTopic(channel="#a", topic=""), ["TOPIC #a :"]),
    (cmd.ChangeNick(nick="maya2"), ["NICK maya2"]),
    (cmd.SetAway(reason="lunch"), ["AWAY lunch"]),
    (cmd.SetAway(), ["AWAY"]),
    (cmd.Kick(channel="#a", nick="olu"), ["KICK #a olu"]),
    (cmd.Kick(channel="#a", nick="olu", reason="no more"), ["KICK #a olu :no more"]),
    (cmd.SetModes(target="#a", modes=["+ov", "olu", "ines"]), ["MODE #a +ov olu ines"]),
    (cmd.SetModes(target="#a"), ["MODE #a"]),
    (cmd.Invite(nick="olu", channel="#a"), ["INVITE olu #a"]),
    (cmd.RequestNames(channel="#a"), ["NAMES #a"]),
    (cmd.RequestWho(mask="#a"), ["WHO #a"]),
    (cmd.RequestWhois(nick="olu"), ["WHOIS olu"]),
    (cmd.RequestList(), ["LIST"]),
    (cmd.RequestHistory(target="#a", limit=50), ["CHATHISTORY LATEST #a * 50"]),
    (cmd.RequestHistory(target="#a", limit=50, before="msgid=x"), ["CHATHISTORY BEFORE #a msgid=x 50"]),
    (cmd.LogInAsOperator(name="maya", password="p w"), ["OPER maya :p w"]),
    (cmd.SendRaw(message=Message("TIME", ("irc.example",))), ["TIME irc.example"]),
    (cmd.Quit(reason="good night"), ["QUIT :good night"]),
    (cmd.Quit(), ["QUIT"]),
], ids=lambda value: value[0] if isinstance(value, list) else "")
def test_a_command_is_said_as_the_specification_has_it(command: cmd.Command, lines: list[str]) -> None:
    client = registered(*ALL)

    client.send(command)

    assert said(client) == lines


def test_tags_go_only_where_they_are_taken() -> None:
    client = registered()

    client.send(cmd.SendMessage(target="#a", text="hi", reply_to="x", label="7"))
    client.send(cmd.SendTyping(target="#a"))
    client.send(cmd.React(target="#a", msgid="m1", reaction="👍"))

    assert said(client) == ["PRIVMSG #a hi"]


@pytest.mark.parametrize(("denied", "lines"), [
    ("", ["@+typing=active;label=typing TAGMSG #a", "@+draft/reply=m1;+reply=m1;+draft/react=x TAGMSG #a"]),
    ("typing", ["@+draft/reply=m1;+reply=m1;+draft/react=x TAGMSG #a"]),
    ("draft/react,draft/reply", ["@+typing=active;label=typing TAGMSG #a"]),
    ("*", []),
    ("*,-typing", ["@+typing=active;label=typing TAGMSG #a"]),
    ("*,-draft/react,-draft/reply", ["@+draft/reply=m1;+draft/react=x TAGMSG #a"]),
])
def test_tags_the_server_keeps_back_are_not_sent(denied: str, lines: list[str]) -> None:
    client = registered(*MODERN)
    hear(client, f":irc.example 005 maya CLIENTTAGDENY={denied} :are supported")

    client.send(cmd.SendTyping(target="#a"))
    client.send(cmd.React(target="#a", msgid="m1", reaction="x"))

    assert said(client) == lines


@pytest.mark.parametrize("evil", ["a\r\nQUIT", "a\nQUIT", "a\rQUIT", "a\0b", "a\ud800"], ids=repr)
@pytest.mark.parametrize("command", [
    lambda evil: cmd.SendMessage(target="#a", text=evil),
    lambda evil: cmd.SendMessage(target=evil, text="hi"),
    lambda evil: cmd.SendTyping(target=evil),
    lambda evil: cmd.React(target=evil, msgid="m1", reaction="x"),
    lambda evil: cmd.Redact(target="#a", msgid=evil),
    lambda evil: cmd.Redact(target="#a", msgid="m1", reason=evil),
    lambda evil: cmd.EditMessage(target="#a", msgid="m1", text=evil),
    lambda evil: cmd.SetReadMarker(target=evil, time_ms=1),
    lambda evil: cmd.RequestReadMarker(target=evil),
    lambda evil: cmd.SendCtcp(target="olu", command=evil),
    lambda evil: cmd.SendCtcp(target="olu", command="PING", argument=evil),
    lambda evil: cmd.Join(channel=evil),
    lambda evil: cmd.Join(channel="#a", key=evil),
    lambda evil: cmd.Part(channel="#a", reason=evil),
    lambda evil: cmd.SetTopic(channel="#a", topic=evil),
    lambda evil: cmd.ChangeNick(nick=evil),
    lambda evil: cmd.SetAway(reason=evil),
    lambda evil: cmd.Kick(channel="#a", nick="olu", reason=evil),
    lambda evil: cmd.SetModes(target="#a", modes=["+k", evil]),
    lambda evil: cmd.Invite(nick=evil, channel="#a"),
    lambda evil: cmd.RequestWho(mask=evil),
    lambda evil: cmd.RequestHistory(target=evil, limit=1),
    lambda evil: cmd.LogInAsOperator(name="a", password=evil),
    lambda evil: cmd.SendRaw(message=Message("X", (evil,))),
    lambda evil: cmd.Quit(reason=evil),
])
def test_a_command_never_smuggles_another_one(command: object, evil: str) -> None:
    client = registered(*ALL)
    assert callable(command)

    with pytest.raises(LocalProtocolError):
        client.send(command(evil))

    assert said(client) == []


@pytest.mark.parametrize("command", [
    cmd.SendMessage(target="#a", text="x" * 500),
    cmd.SendMessage(target="#a", text="é" * 250),
    cmd.SendMessage(target="#a", text="hi", reply_to="x" * 4096),
    cmd.SendMessage(target="#a", text=""),
    cmd.React(target="#a", msgid="", reaction="x"),
    cmd.React(target="#a", msgid="m1", reaction="a\nb"),
    cmd.React(target="#a", msgid="m1", reaction="x" * 65),
    cmd.Redact(target="#a", msgid=""),
    cmd.Redact(target="#a", msgid="m1", reason="x" * 510),
    cmd.EditMessage(target="#a", msgid="m1", text=""),
    cmd.EditMessage(target="#a", msgid="m 1", text="x"),
    cmd.SendMessage(target="#a b", text="hi"),
    cmd.SendMessage(target="", text="hi"),
    cmd.Join(channel=":#a", key="k"),
    cmd.SetTopic(channel="#a", topic="x" * 510),
], ids=lambda command: repr(command)[:40])
def test_what_does_not_fit_is_not_sent_in_part(command: cmd.Command) -> None:
    client = registered(*ALL)

    with pytest.raises(LocalProtocolError):
        client.send(command)

    assert said(client) == []


def test_a_line_of_512_bytes_fits() -> None:
    client = registered()

    client.send(cmd.SendMessage(target="#a", text="x" * 499))

    assert len(said(client)[0]) == 510


def test_nothing_but_goodbye_is_said_before_the_welcome() -> None:
    client = newcomer()

    with pytest.raises(LocalProtocolError):
        client.send(cmd.Join(channel="#a"))
    client.send(cmd.Quit())

    assert said(client) == ["QUIT"]


def test_nothing_is_said_after_the_end() -> None:
    client = registered()
    hear(client, "ERROR :Closing link")

    with pytest.raises(LocalProtocolError):
        client.send(cmd.Join(channel="#a"))


@pytest.mark.parametrize("config", [
    ClientConfig(nick="maya", username="m a"), ClientConfig(nick="maya", realname="M\nQUIT"),
], ids=["username", "real name"])
def test_who_we_are_smuggles_no_command_either(config: ClientConfig) -> None:
    with pytest.raises(LocalProtocolError):
        newcomer(config)


@pytest.mark.parametrize(("limit", "answered", "is_complete"), [(2, 2, False), (2, 1, False), (2, 0, True)])
def test_only_an_empty_page_is_the_beginning_of_all_history(limit: int, answered: int, *, is_complete: bool) -> None:
    client = registered(*MODERN)
    client.send(cmd.RequestHistory(target="#A", limit=limit))

    (page,) = hear(client, "BATCH +h chathistory #a",
                   *(f"@batch=h;msgid={number} :olu!o@host PRIVMSG #a :hi" for number in range(answered)), "BATCH -h")

    assert isinstance(page, ev.HistoryReceived)
    assert (page.limit, page.is_complete) == (limit, is_complete)


def test_an_empty_page_that_nobody_asked_for_says_nothing_of_the_beginning() -> None:
    (page,) = hear(registered(*MODERN), "BATCH +h chathistory #a", "BATCH -h")

    assert isinstance(page, ev.HistoryReceived)
    assert not page.is_complete
