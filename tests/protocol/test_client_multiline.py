"""Messages of several lines: from a batch to one event, and from a text to a batch (multiline.md)."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.client_handlers.multiline import MAX_BYTES, MAX_LINES
from app.protocol.errors import LocalProtocolError
from app.protocol.events import MessageKind
from app.protocol.multiline import MultilineLimits, as_messages, compose, is_one_line, join
from app.protocol.split import wrap_line
from tests.protocol.server_side import MODERN, hear, hear_at_every_cut, registered, said, wire

LINES = (*MODERN, "draft/multiline")
LIMITS = MultilineLimits(max_bytes=100, max_lines=4)
OPENING = "@msgid=m1;time=2026-11-23T12:00:00.000Z;+draft/reply=m0 :olu!o@host BATCH +l draft/multiline #a"


def line(text: str, *, tags: str = "batch=l", verb: str = "PRIVMSG", target: str = "#a", nick: str = "olu") -> str:
    return f"@{tags} :{nick}!o@host {verb} {target} :{text}"


GOES_ON = "batch=l;draft/multiline-concat"


def heard(*lines: str) -> list[ev.Event]:
    return hear(registered(*LINES), *lines)


def messages(happened: list[ev.Event]) -> list[str]:
    return [event.text for event in happened if isinstance(event, ev.MessageReceived)]


# What we hear


def test_the_lines_of_a_batch_are_one_message() -> None:
    (event,), _ = hear_at_every_cut(partial(registered, *LINES), wire(
        OPENING, line("hello"), line(""), line("how is "), line("everyone?", tags=GOES_ON), "BATCH -l"))

    assert isinstance(event, ev.MessageReceived)
    assert event.text == "hello\n\nhow is everyone?"
    assert (event.source.nick, event.target, event.kind) == ("olu", "#a", MessageKind.PRIVMSG)
    envelope = event.envelope
    assert (envelope.msgid, envelope.time_ms, envelope.reply_to, envelope.batch) == ("m1", 1_795_435_200_000, "m0", "")


def test_a_notice_of_several_lines_is_a_notice() -> None:
    (event,) = heard(OPENING, line("a", verb="NOTICE"), line("b", verb="NOTICE"), "BATCH -l")

    assert isinstance(event, ev.MessageReceived)
    assert (event.text, event.kind) == ("a\nb", MessageKind.NOTICE)


def test_an_echo_has_the_label_of_its_batch() -> None:
    (event,) = heard(f"@label=7;{OPENING[1:]}", line("a"), line("b"), "BATCH -l")

    assert event.envelope.label == "7"


def test_a_labelled_answer_may_hold_such_a_message() -> None:
    (event,) = heard("@label=7 :irc.example BATCH +o labeled-response", f"@batch=o;{OPENING[1:]}", line("a"), line("b"),
                     "@batch=o BATCH -l", "BATCH -o")

    assert messages([event]) == ["a\nb"]
    assert event.envelope.label == "7"


def test_a_page_of_history_holds_such_messages_in_their_places() -> None:
    (page,) = heard("BATCH +h chathistory #a", "@batch=h;msgid=m0 :olu!o@host PRIVMSG #a :before",
                    f"@batch=h;{OPENING[1:]}", line("a"), line("b"), "@batch=h BATCH -l",
                    "@batch=h;msgid=m2 :olu!o@host PRIVMSG #a :after", "BATCH -h")

    assert isinstance(page, ev.HistoryReceived)
    assert messages(list(page.messages)) == ["before", "a\nb", "after"]
    assert [event.envelope.msgid for event in page.messages] == ["m0", "m1", "m2"]
    assert all(event.envelope.is_history for event in page.messages)


def test_tags_on_the_first_line_count_where_the_batch_has_none() -> None:
    (event,) = heard(":olu!o@host BATCH +l draft/multiline #a", line("a", tags="batch=l;msgid=m5"), line("b"),
                     "BATCH -l")

    assert event.envelope.msgid == "m5"


@pytest.mark.parametrize("stranger", [line("x", target="#b"), line("x", verb="NOTICE"), line("x", nick="kim")])
def test_a_line_of_another_message_is_left_out(stranger: str) -> None:
    happened = heard(OPENING, line("a"), stranger, line("b"), "BATCH -l")

    assert messages(happened) == ["a\nb"]
    assert [type(event) for event in happened] == [ev.LineDropped, ev.MessageReceived]


@pytest.mark.parametrize("inside", [(), ("@batch=l :olu!o@host PRIVMSG #a",), ("@batch=l :olu!o@host PRIVMSG",)])
def test_a_batch_without_a_line_is_no_message(inside: tuple[str, ...]) -> None:
    assert heard(OPENING, *inside, "BATCH -l") == []


def test_what_else_stands_in_such_a_batch_is_told() -> None:
    happened = heard(OPENING, line("a"), "@batch=l :kim!k@host JOIN #a", line("b"), "BATCH -l")

    assert [type(event) for event in happened] == [ev.UserJoined, ev.MessageReceived]


def test_lines_without_end_are_kept_only_so_far() -> None:
    client = registered(*LINES)
    hear(client, OPENING)
    for _ in range(MAX_LINES // 1000 + 3):
        hear(client, *[line("x")] * 1000)
    happened = hear(client, "BATCH -l")

    assert messages(happened) == ["\n".join("x" * MAX_LINES)]


def test_a_message_without_end_is_kept_only_so_far() -> None:
    happened = heard(OPENING, *[line("x" * 9_999)] * 30, "BATCH -l")

    (text,) = messages(happened)
    assert MAX_BYTES - 10_000 <= len(text) <= MAX_BYTES


def test_a_batch_that_is_opened_again_tells_what_it_had() -> None:
    assert messages(heard(OPENING, line("a"), OPENING, line("b"), "BATCH -l")) == ["a", "b"]


def test_a_message_cut_off_by_the_end_of_the_connection_is_not_told() -> None:
    assert heard(OPENING, line("a"), "ERROR :Closing link")[1:] == []


# What a server takes


@pytest.mark.parametrize(("value", "limits"), [
    ("max-bytes=4096,max-lines=100", MultilineLimits(max_bytes=4096, max_lines=100)),
    ("max-lines=5,future,max-bytes=40", MultilineLimits(max_bytes=40, max_lines=5)),
    ("max-lines=5", None), ("max-bytes=0", None), ("max-bytes=-1", None), ("max-bytes=x", None), ("max-bytes", None),
    ("", None), (None, None), ("max-bytes=" + "9" * 1000, None),
])
def test_the_limits_stand_in_the_value_of_the_capability(value: str | None, limits: MultilineLimits | None) -> None:
    assert MultilineLimits.parse(value) == limits


def test_a_server_may_leave_the_number_of_lines_open() -> None:
    limits = MultilineLimits.parse("max-bytes=4096")

    assert limits is not None
    assert as_messages("x\n" * 1000, 100, limits) == ["\n".join("x" * 1000)]


@pytest.mark.parametrize(("text", "sent"), [
    ("hello", ["hello"]), ("a\nb", ["a\nb"]), ("a\r\nb\rc", ["a\nb\nc"]), ("\n\na\n\nb\n\n", ["a\n\nb"]),
    (" \n ", []), ("", []),
    ("a\nb\nc\nd\ne\nf", ["a\nb\nc\nd", "e\nf"]),
    ("x" * 60, ["x" * 60]), ("x" * 150, ["x" * 80, "x" * 70]),
    ("x" * 60 + "\n" + "y" * 60, ["x" * 60 + "\n" + "y" * 20, "y" * 40]),
])
def test_a_text_is_cut_at_the_limits_of_the_server(text: str, sent: list[str]) -> None:
    assert as_messages(text, 20, LIMITS) == sent


def test_where_the_server_knows_no_such_messages_each_line_is_one() -> None:
    assert as_messages("hello you\nthere", 5, None) == ["hello", "you", "there"]


@pytest.mark.parametrize(("text", "is_one"), [("hello", True), ("a\nb", False), ("a\rb", False), ("é" * 11, False)])
def test_one_short_line_is_an_ordinary_message(text: str, *, is_one: bool) -> None:
    assert is_one_line(text, 20) is is_one


@given(st.text(max_size=200), st.integers(8, 60))
def test_a_text_in_lines_and_joined_again_is_the_text(text: str, line_bytes: int) -> None:
    lines = compose(text, line_bytes)

    assert all(len(piece.encode()) <= line_bytes for piece, _ in lines)
    assert not any(goes_on and not piece for piece, goes_on in lines)
    if lines:
        assert join(lines) == text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


@given(st.text(alphabet="ab é👍\n", max_size=300), st.integers(8, 30), st.integers(30, 200), st.integers(1, 9))
def test_no_message_is_more_than_the_server_takes(text: str, line_bytes: int, max_bytes: int, max_lines: int) -> None:
    limits = MultilineLimits(max_bytes=max_bytes, max_lines=max_lines)
    sent = as_messages(text, line_bytes, limits)

    assert all(len(compose(each, line_bytes)) <= max_lines and len(each.encode()) <= max_bytes for each in sent)
    assert "".join("".join(sent).split()) == "".join(text.split())


@given(st.text(alphabet=st.characters(exclude_characters="\n", codec="utf-8"), max_size=200), st.integers(4, 60))
def test_a_line_is_wrapped_without_loss(text: str, budget: int) -> None:
    assert "".join(wrap_line(text, budget)) == text


def test_a_long_line_is_cut_behind_a_space() -> None:
    assert wrap_line("the quick brown fox jumps", 12) == ["the quick ", "brown fox ", "jumps"]


# What we say


def test_a_message_of_several_lines_is_said_as_a_batch() -> None:
    client = registered(*LINES)

    client.send(cmd.SendMultiline(target="#a", text="hello\n\nthe quick brown fox", line_bytes=10, label="7",
                                  nonce="n1", reply_to="m0"))

    assert said(client) == [
        "@+draft/reply=m0;+reply=m0;+groupchat.local/nonce=n1;label=7 BATCH +lines draft/multiline #a",
        "@batch=lines PRIVMSG #a hello", "@batch=lines PRIVMSG #a :", "@batch=lines PRIVMSG #a :the quick ",
        "@batch=lines;draft/multiline-concat PRIVMSG #a :brown fox", "BATCH -lines"]


def test_a_notice_of_several_lines_is_said_as_one() -> None:
    client = registered(*LINES)

    client.send(cmd.SendMultiline(target="#a", text="a\nb", line_bytes=10, kind=MessageKind.NOTICE))

    assert said(client)[1:3] == ["@batch=lines NOTICE #a a", "@batch=lines NOTICE #a b"]


@pytest.mark.parametrize("command", [
    cmd.SendMultiline(target="#a", text="\n \n", line_bytes=100),
    cmd.SendMultiline(target="#a", text="a\nb\0", line_bytes=100),
    cmd.SendMultiline(target="#a\r\nQUIT", text="a\nb", line_bytes=100),
    cmd.SendMultiline(target="#a", text="a\nb", line_bytes=100, kind=MessageKind.ACTION),
    cmd.SendMultiline(target="#a", text="a\n" + "x" * 600, line_bytes=600),
])
def test_nothing_of_a_message_is_said_when_a_part_can_t_be(command: cmd.SendMultiline) -> None:
    client = registered(*LINES)

    with pytest.raises(LocalProtocolError):
        client.send(command)

    assert said(client) == []


def test_no_batch_is_opened_where_the_server_knows_none() -> None:
    client = registered(*MODERN)

    with pytest.raises(LocalProtocolError):
        client.send(cmd.SendMultiline(target="#a", text="a\nb", line_bytes=100))

    assert said(client) == []
