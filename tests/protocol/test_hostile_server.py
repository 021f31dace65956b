"""A server that is none, is broken, or means ill: nothing but RemoteProtocolError is raised, nothing grows for ever."""

import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol import events as ev
from app.protocol import numerics
from app.protocol.client import MAX_LINE_BYTES, REGISTRATION_TIMEOUT_S
from app.protocol.client_handlers import HANDLERS
from app.protocol.commands import RequestHistory
from app.protocol.errors import RemoteProtocolError
from tests.protocol.server_side import MODERN, hear, newcomer, registered, said, wire

JUNK = [
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n",
    b"220 mail.example ESMTP Postfix\r\n",
    b"220-FileZilla Server\r\n",
    b"+OK POP3 ready\r\n",
    b"* OK IMAP4rev1 ready\r\n",
    b"-ERR unknown command 'CAP'\r\n",
    b"\x15\x03\x03\x00\x02\x02\x0a",
    b"\x16\x03\x01\x02\x00\x01\x00\x01",
    b"\x00\x00\x00\x0f", b"\xff\xfd\x18", b"J\x00\x00\x00\x0a5.5.5\x00\n", b"<html>\r\n",
    b":irc.example\r\n", b"@time=x\r\n", b"NOTICE * :a\0b\r\n", b"hello-there you\r\n",
]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_what_does_not_speak_irc_is_found_out_at_once(junk: bytes) -> None:
    client = newcomer()

    with pytest.raises(RemoteProtocolError):
        client.receive_data(junk, 0.0)

    assert client.next_timeout() is None


@pytest.mark.parametrize("junk", [b"RFB 003.008\n", b"x" * 100_000, b"\r\n" * 1000, b"hello"],
                         ids=lambda junk: repr(junk[:12]))
def test_what_might_be_irc_but_never_welcomes_us_is_given_up(junk: bytes) -> None:
    client = newcomer()
    client.receive_data(junk, 1.0)
    client.events_received()

    client.handle_timeout(REGISTRATION_TIMEOUT_S)

    assert client.events_received() == [ev.RegistrationFailed(failure=ev.RegistrationFailure.TIMED_OUT)]


@pytest.mark.parametrize("line", ["*!* x", "12 maya", "1234 maya", "PRIV-MSG #a :x", "é :x"])
def test_later_a_line_that_is_none_is_left_out(line: str) -> None:
    happened = hear(registered(), line, ":olu!o@host JOIN #a")

    assert [type(event) for event in happened] == [ev.LineDropped, ev.UserJoined]


def test_a_line_of_ten_megabytes_is_left_out_and_not_kept() -> None:
    client = registered()

    for _ in range(160):
        client.receive_data(b"x" * 65_536, 0.0)
    happened = hear(client, "", ":olu!o@host JOIN #a")

    assert [type(event) for event in happened] == [ev.LineDropped, ev.UserJoined]


@pytest.mark.parametrize(("line", "text"), [
    (b":olu!o@h PRIVMSG #a :caf\xe9", "café"), (b":olu!o@h PRIVMSG #a :\xf0\x9f\x98\x80", "😀"),
    (b":olu!o@h PRIVMSG #a :a\xc2\x85b\xe2\x80\xa8c", "a\x85b\u2028c"),
])
def test_text_that_is_not_utf8_is_read_as_latin1(line: bytes, text: str) -> None:
    client = registered()

    client.receive_data(line + b"\r\n", 0.0)

    (message,) = client.events_received()
    assert isinstance(message, ev.MessageReceived)
    assert message.text == text


@pytest.mark.parametrize("line", [
    b":olu!o@h PRIVMSG #a :a\0b\r\n", b":olu!o@h PRIVMSG #a :a\rQUIT\r\n", b"PING :a\rb\r\n",
])
def test_a_line_with_what_no_line_may_hold_is_left_out(line: bytes) -> None:
    client = registered()

    client.receive_data(line, 0.0)

    assert [type(event) for event in client.events_received()] == [ev.LineDropped]
    assert said(client) == []


def test_a_ping_that_no_pong_can_answer_is_left_out() -> None:
    client = registered()

    happened = hear(client, "PING :" + "x" * 600)

    assert [type(event) for event in happened] == [ev.LineDropped]
    assert said(client) == []


VERBS = sorted({*HANDLERS, *(value for name, value in vars(numerics).items() if name.startswith(("RPL_", "ERR_")))})
PARAMETERS = ["maya", "#a", "olu", "x", "1", "irc.example", "H", "0 real", "end"]


def odd_parameters() -> list[list[str]]:
    """Parameters left out, empty, of 10 kB, or of a kind that means something elsewhere."""
    odd = ["x" * 10_000, "*", "+", "-", "=", ",", "\x01", "1" * 30]
    left_out = [PARAMETERS[:count] for count in range(len(PARAMETERS) + 1)]
    replaced = [[*PARAMETERS[:index], strange, *PARAMETERS[index + 1 : count]]
                for count in range(1, 7) for index in range(count) for strange in odd]
    return [*left_out, *replaced, *([*PARAMETERS[:count], ""] for count in range(7))]


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_ever_breaks_the_client_whatever_its_parameters(verb: str) -> None:
    shapes = odd_parameters()
    for prefix in (":irc.example ", ":maya!m@h ", "", "@batch=b;label=7;time=x :olu!o@h "):
        client = registered(*MODERN)
        hear(client, "BATCH +b labeled-response")
        for shape in shapes:
            *middle, last = ["", *shape]
            hear(client, f"{prefix}{verb}{' '.join(middle)} :{last}" if shape else f"{prefix}{verb}")
            client.data_to_send()


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_ever_breaks_a_newcomer(verb: str) -> None:
    for shape in odd_parameters():
        hear(newcomer(), f":irc.example {verb} {' '.join(shape)}")


def test_endless_batches_are_told_without_end() -> None:
    client = registered(*MODERN)
    happened = []

    for number in range(1000):
        happened += hear(client, f"BATCH +{number} x", f"@batch={number} :olu!o@host PRIVMSG #a :{number}")

    assert len(happened) > 900
    texts = [event.text for event in happened if isinstance(event, ev.MessageReceived)]
    assert texts == [str(number) for number in range(len(happened))]


@pytest.mark.parametrize(("kind", "heard"), [
    ("x", ev.MessageReceived), ("chathistory #a", ev.HistoryReceived), ("netsplit a b", ev.NetSplit),
    ("groupchat.local/search", ev.SearchResultsReceived),
])
def test_a_batch_that_never_ends_is_told_in_parts(kind: str, heard: type[ev.Event]) -> None:
    client = registered(*MODERN)
    hear(client, "BATCH +outer x", f"@batch=outer BATCH +inner {kind}")

    happened = []
    for _ in range(25):
        happened += hear(client, *["@batch=inner :olu!o@host PRIVMSG #a :hi"] * 1000)

    assert happened
    assert {type(event) for event in happened} == {heard}


def test_batches_within_batches_without_end_are_survived() -> None:
    client = registered(*MODERN)
    hear(client, "BATCH +0 x")

    for number in range(3000):
        hear(client, f"@batch={number} BATCH +{number + 1} x", f"@batch={number + 1} BATCH +{number + 1} x")

    assert [type(event) for event in hear(client, ":olu!o@host JOIN #b")] == [ev.UserJoined]


@pytest.mark.parametrize(("line", "enough"), [
    ("353 maya = #{number} :@olu", 1_000),
    ("353 maya = #{number} :", 1_000),
    ("353 maya = #a :" + " ".join(f"n{{number}}x{index}" for index in range(100)), 2_000),
    ("311 maya nick{number} o h * :Olu", 16),
    ("319 maya olu :#{number} " + "#x " * 100, 100),
    ("322 maya #{number} 1 :topic", 50_000),
    ("352 maya #a o h s nick{number} H :0 Olu", 50_000),
    ("372 maya :line {number}", 500),
    ("005 maya T{number}=x :are supported", 500),
    ("CAP maya LS * :cap{number}", 300),
    ("CAP maya NEW :cap{number}", 300),
])
def test_an_answer_without_end_is_kept_only_so_far(line: str, enough: int) -> None:
    client = registered(*MODERN)
    hear(client, *(f":irc.example {line.format(number=number)}" for number in range(enough + 1)))
    tracemalloc.start()
    try:
        for number in range(enough + 1, enough + 1_000):
            hear(client, f":irc.example {line.format(number=number)}")
        grown_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert grown_bytes < 20_000


@pytest.mark.parametrize("kind", ["draft/multiline #a", "chathistory #a", "netsplit a b"])
def test_batches_that_never_end_are_kept_only_so_far(kind: str) -> None:
    client = registered(*MODERN)
    tracemalloc.start()
    try:
        for number in range(2_000):
            hear(client, f"BATCH +{number} {kind}", f"@batch={number} :olu!o@h PRIVMSG #a :hi")
        grown_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert grown_bytes < 200_000


@settings(max_examples=150)
@given(st.lists(st.binary(max_size=100), max_size=20), st.booleans())
def test_no_bytes_ever_break_a_client(pieces: list[bytes], is_registered: bool) -> None:
    client = registered(*MODERN) if is_registered else newcomer()
    try:
        for now, piece in enumerate(pieces):
            client.receive_data(piece, float(now))
            client.events_received()
            client.data_to_send()
            client.handle_timeout(now + 0.5)
    except RemoteProtocolError:
        assert client.next_timeout() is None


words = st.sampled_from([
    "maya", "#a", "olu", "*", "+x", "-x", ":", ":text and more", "LS", "ACK", "batch", "chathistory", "sasl=PLAIN", "+",
    "@#a", "", "1", "@+olu!o@h maya", ":\x01ACTION x\x01", "+y", "-y", "TARGETS", "m1",
    "timestamp=2026-11-23T12:00:00.000Z",
])
KINDS = ["chathistory #a", "draft/multiline #a", "netsplit a b", "netjoin a b", "groupchat.local/search",
         "draft/chathistory-targets"]
lines = st.builds(
    lambda tags, source, verb, params: f"{tags}{source}{verb} {' '.join(params)}",
    tags=st.sampled_from([
        "", "@batch=x ", "@batch=y ", "@label=1;batch=x ", "@time=2026-11-23T12:00:00.000Z;msgid=m ",
        "@batch=x;draft/multiline-concat ", "@+draft/reply=m;+draft/react=x ", "@batch=x;+typing=active ",
    ]),
    source=st.sampled_from(["", ":irc.example ", ":maya!m@h ", ":olu!o@h "]), verb=st.sampled_from(VERBS),
    params=st.lists(words, max_size=5),
)


@settings(max_examples=200)
@given(st.lists(lines, max_size=30), st.sampled_from(KINDS), st.sampled_from(KINDS))
def test_no_order_of_lines_ever_breaks_a_client(spoken: list[str], outer: str, inner: str) -> None:
    client = registered(*MODERN)
    client.send(RequestHistory(target="#a", limit=5))

    hear(client, f"BATCH +x {outer}", f"@batch=x BATCH +y {inner}", *spoken)

    assert max(map(len, [*said(client), ""])) <= 510


@pytest.mark.parametrize("tag", [
    "msgid", "time", "label", "account", "batch", "bot", "draft/oper", "+typing", "+draft/reply", "+draft/react",
    "+draft/unreact", "+draft/channel-context", "+groupchat.local/nonce", "groupchat.local/edited",
    "draft/multiline-concat",
])
@pytest.mark.parametrize("value", ["", "=", "=x", "=" + "x" * 10_000, r"=\r\n\0\\"],
                         ids=["none", "empty", "x", "10 kB", "odd"])
def test_no_tag_ever_breaks_the_client(tag: str, value: str) -> None:
    client = registered(*MODERN)
    hear(client, "BATCH +b draft/multiline #a")

    for others in ("", ";+draft/reply=m1", ";batch=b"):
        for body in ("PRIVMSG #a :hi", "NOTICE maya :hi", "TAGMSG #a", "REDACT #a m1", "EDIT #a m1 :x", "BATCH -b"):
            for event in hear(client, f"@{tag}{value}{others} :olu!o@host {body}"):
                envelope = event.envelope
                assert len(envelope.reply_to + envelope.nonce + envelope.operator) < 2_000
                assert envelope.edited_ms is None


def test_noise_in_the_middle_of_a_conversation_costs_only_its_lines() -> None:
    noise = random.Random(7)
    client = registered(*MODERN)

    for number in range(200):
        rubbish = bytes(noise.randrange(256) for _ in range(noise.randrange(60))).replace(b"\n", b"")
        client.receive_data(rubbish + b"\r\n" + wire(f":olu!o@host PRIVMSG #a :{number}"), 0.0)

    texts = [event.text for event in client.events_received() if isinstance(event, ev.MessageReceived)]
    assert texts == list(map(str, range(200)))


def test_the_longest_line_is_kept_whole() -> None:
    text = "x" * (MAX_LINE_BYTES - len(":o PRIVMSG #a :"))

    (message,) = hear(registered(), f":o PRIVMSG #a :{text}")

    assert isinstance(message, ev.MessageReceived)
    assert message.text == text
