"""What stands around messages, and what becomes of them: tags, reactions, typing, deletion, edits."""

import pytest

from app.protocol import events as ev
from app.protocol.events import MessageKind, TypingState
from app.protocol.reactions import REACTION_BYTES, is_reaction
from app.protocol.source import Source
from tests.protocol.server_side import MODERN, hear, hear_at_every_cut, registered, wire

OLU = Source("olu", "o", "host")
NOON = 1_795_435_200_000


def heard(line: str) -> ev.Event:
    """The one event of a line, wherever the stream is cut."""
    (event,), said = hear_at_every_cut(lambda: registered(*MODERN), wire(line))
    assert said == []
    return event


def kinds(*lines: str) -> list[str]:
    return [type(event).__name__ for event in hear(registered(*MODERN), *lines)]


# Tags


@pytest.mark.parametrize(("tags", "reply_to"), [
    ("+draft/reply=m1", "m1"), ("+reply=m1", "m1"), ("+draft/reply=m1;+reply=m2", "m1"),
    ("+draft/reply;+reply=m2", "m2"), ("+reply=" + "x" * 600, ""), ("time=x", ""),
])
def test_a_message_says_which_one_it_answers(tags: str, reply_to: str) -> None:
    assert heard(f"@{tags} :olu!o@host PRIVMSG #a :yes").envelope.reply_to == reply_to


def test_a_message_has_the_name_its_sender_gave_it() -> None:
    assert heard("@+groupchat.local/nonce=n7 :maya!m@host PRIVMSG #a :hi").envelope.nonce == "n7"
    assert heard(":maya!m@host PRIVMSG #a :hi").envelope.nonce == ""


def test_bots_and_operators_are_known_by_their_tags() -> None:
    bot = heard("@bot :olu!o@host PRIVMSG #a :hi").envelope
    operator = heard("@draft/oper=olga :olu!o@host JOIN #a").envelope
    unnamed = heard("@draft/oper :olu!o@host PRIVMSG #a :hi").envelope

    assert (bot.is_bot, bot.is_from_operator) == (True, False)
    assert (operator.is_bot, operator.is_from_operator, operator.operator) == (False, True, "olga")
    assert (unnamed.is_from_operator, unnamed.operator) == (True, "")


@pytest.mark.parametrize(("line", "channel"), [
    ("@+draft/channel-context=#a :bot!b@host NOTICE maya :help", "#a"),
    ("@+channel-context=#a :bot!b@host PRIVMSG maya :help", "#a"),
    ("@+draft/channel-context=#a :bot!b@host PRIVMSG #b :help", ""),
    ("@+draft/channel-context=#a :bot!b@host PRIVMSG @#b :help", ""),
    ("@+draft/channel-context=olu :bot!b@host NOTICE maya :help", ""),
    ("@+draft/channel-context :bot!b@host NOTICE maya :help", ""),
    ("@+draft/channel-context=#" + "x" * 600 + " :bot!b@host NOTICE maya :help", ""),
])
def test_a_private_message_may_belong_into_a_channel(line: str, channel: str) -> None:
    event = heard(line)

    assert isinstance(event, ev.MessageReceived)
    assert event.channel_context == channel


@pytest.mark.parametrize(("value", "edited_ms"), [
    ("=2026-11-23T12:00:00.000Z", NOON), ("=yesterday", None), ("", None),
])
def test_an_edited_message_out_of_history_says_when(value: str, edited_ms: int | None) -> None:
    event = heard(f"@groupchat.local/edited{value} :olu!o@host PRIVMSG #a :hello")

    assert event.envelope.edited_ms == edited_ms


# Reactions


def reaction(text: str = "👍", *, present: bool = True, source: Source = OLU, is_own: bool = False) -> ev.Event:
    return ev.ReactionReceived(source=source, target="#a", msgid="m1", reaction=text, present=present, is_own=is_own)


def bare(event: ev.Event) -> ev.Event:
    """A reaction without what surrounds it."""
    assert isinstance(event, ev.ReactionReceived)
    return reaction(event.reaction, present=event.present, source=event.source, is_own=event.is_own)


@pytest.mark.parametrize(("line", "expected"), [
    ("@+draft/reply=m1;+draft/react=👍 :olu!o@host TAGMSG #a", reaction()),
    ("@+reply=m1;+draft/react=👍 :olu!o@host TAGMSG #a", reaction()),
    ("@+draft/reply=m1;+draft/unreact=👍 :olu!o@host TAGMSG #a", reaction(present=False)),
    (r"@+draft/reply=m1;+draft/react=so\strue :olu!o@host TAGMSG #a", reaction("so true")),
    ("@+draft/reply=m1;+draft/react=🏴󠁧󠁢󠁥󠁮󠁧󠁿 :maya!m@host TAGMSG #a",
     reaction("🏴󠁧󠁢󠁥󠁮󠁧󠁿", source=Source("maya", "m", "host"), is_own=True)),
])
def test_a_reaction_is_told(line: str, expected: ev.Event) -> None:
    assert bare(heard(line)) == expected


@pytest.mark.parametrize("line", [
    "@+draft/react=👍 :olu!o@host TAGMSG #a", "@+draft/reply;+draft/react=👍 :olu!o@host TAGMSG #a",
    "@+draft/reply=m1;+draft/react :olu!o@host TAGMSG #a", "@+draft/reply=m1;+draft/react=a\\nb :olu!o@host TAGMSG #a",
    "@+draft/reply=m1;+draft/react=" + "x" * 10_000 + " :olu!o@host TAGMSG #a",
    "@+draft/reply=" + "x" * 10_000 + ";+draft/react=x :olu!o@host TAGMSG #a",
    "@+draft/reply=m1;+draft/react=👍 :olu!o@host TAGMSG",
])
def test_what_is_no_reaction_is_passed_over(line: str) -> None:
    assert kinds(line) == []


def test_a_reaction_with_a_text_is_told_after_the_text() -> None:
    message, also = hear(registered(*MODERN), "@msgid=m2;+draft/reply=m1;+draft/react=lol :olu!o@host PRIVMSG #a :lol")

    assert isinstance(message, ev.MessageReceived)
    assert (message.text, message.envelope.reply_to) == ("lol", "m1")
    assert bare(also) == reaction("lol")


def test_who_changes_a_reaction_takes_the_old_one_back_first() -> None:
    happened = hear(
        registered(*MODERN), "@+draft/reply=m1;+draft/react=🇩🇪;+draft/unreact=🇦🇷 :olu!o@host TAGMSG #a")

    assert [bare(event) for event in happened] == [reaction("🇦🇷", present=False), reaction("🇩🇪")]


@pytest.mark.parametrize(("text", "is_one"), [
    ("👍", True), ("👨‍👩‍👧‍👦", True), ("lol", True), ("x" * REACTION_BYTES, True), ("", False), ("  ", False),
    ("a\rb", False), ("\x02", False), ("a\u2028b", False), ("x" * (REACTION_BYTES + 1), False), ("👍" * 17, False),
    ("\ud800", True),
], ids=repr)
def test_a_reaction_is_short_and_in_one_line(text: str, *, is_one: bool) -> None:
    assert is_reaction(text) is is_one


# Typing


@pytest.mark.parametrize("tag", ["+typing", "+draft/typing"])
@pytest.mark.parametrize("state", TypingState)
def test_it_is_told_who_types(tag: str, state: TypingState) -> None:
    event = heard(f"@{tag}={state.value} :olu!o@host TAGMSG #a")

    assert isinstance(event, ev.TypingReceived)
    assert (event.source, event.target, event.state, event.is_own) == (OLU, "#a", state, False)


def test_a_state_of_typing_that_there_is_not_is_passed_over() -> None:
    assert kinds("@+typing=asleep :olu!o@host TAGMSG #a", "@+typing=active TAGMSG") == []


def test_other_tags_without_a_text_are_told_as_such() -> None:
    assert kinds("@+x/seen=1 :olu!o@host TAGMSG #a", "@+typing :olu!o@host TAGMSG #a", ":olu!o@host TAGMSG") == [
        "TagMessageReceived", "TagMessageReceived"]


# Deletion and edits


@pytest.mark.parametrize(("line", "reason"), [
    (":olu!o@host REDACT #a m1 :off topic", "off topic"), (":olu!o@host REDACT #a m1", ""),
])
def test_a_message_is_deleted(line: str, reason: str) -> None:
    assert heard(line) == ev.MessageRedacted(source=OLU, target="#a", msgid="m1", reason=reason)


@pytest.mark.parametrize(("text", "expected", "kind"), [
    ("hello", "hello", MessageKind.PRIVMSG), ("\x01ACTION waves\x01", "waves", MessageKind.ACTION),
    ("\x01ACTION waves", "waves", MessageKind.ACTION),
])
def test_a_message_is_edited(text: str, expected: str, kind: MessageKind) -> None:
    assert heard(f":maya!m@host EDIT #a m1 :{text}") == ev.MessageEdited(
        source=Source("maya", "m", "host"), target="#a", msgid="m1", text=expected, kind=kind, is_own=True)


@pytest.mark.parametrize("line", [
    "REDACT", "REDACT #a", "REDACT #a :", "REDACT #a " + "x" * 10_000, "EDIT", "EDIT #a", "EDIT #a m1", "EDIT #a m1 :",
    "EDIT #a : :hello", "EDIT #a m1 :\x01VERSION\x01", "EDIT #a m1 :\x01ACTION \x01",
    "EDIT #a " + "x" * 10_000 + " :hello",
])
def test_a_change_of_nothing_is_passed_over(line: str) -> None:
    assert kinds(f":olu!o@host {line}") == []


@pytest.mark.parametrize(("line", "context"), [
    ("FAIL REDACT REDACT_FORBIDDEN #a m1 :You may not delete that.", ("#a", "m1")),
    ("FAIL REDACT REDACT_WINDOW_EXPIRED #a m1 60 :Too late.", ("#a", "m1", "60")),
    ("FAIL EDIT EDIT_FORBIDDEN #a m1 :You may not change that message.", ("#a", "m1")),
    ("FAIL BATCH MULTILINE_MAX_LINES 100 :Those are too many lines.", ("100",)),
    ("FAIL MARKREAD INVALID_PARAMS #a :You are not in that room.", ("#a",)),
    ("FAIL SEARCH INVALID_PARAMS after :That is no time.", ("after",)),
])
def test_a_refusal_says_what_it_is_about(line: str, context: tuple[str, ...]) -> None:
    event = heard(f"@label=7 :irc.example {line}")

    assert isinstance(event, ev.StandardReplyReceived)
    assert (event.severity, event.context, event.envelope.label) == ("FAIL", context, "7")


def test_a_refusal_of_what_tells_that_we_are_writing_concerns_nobody() -> None:
    assert kinds("@label=typing :s.x 404 maya #a :You can't write here") == []
    assert kinds("@label=m1 :s.x 404 maya #a :You can't write here") == ["ErrorReceived"]
