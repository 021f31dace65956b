"""Answers to what we said count as mentions, live and on pages of the past."""

from app.models.chats import Chat, ChatId, ChatKind, Entry, EntryKind, new_entry_id
from app.models.profile import NetworkId
from app.models.replies import marked_for_us
from app.protocol.casemapping import Folded


def entry(msgid: str = "", *, reply_to: str = "", is_own: bool = False) -> Entry:
    return Entry(id=new_entry_id(), time_ms=1, kind=EntryKind.PRIVMSG, nick="maya", msgid=msgid, reply_to=reply_to,
                 is_own=is_own)


def chat(*entries: Entry) -> Chat:
    made = Chat(ChatId(NetworkId("n"), Folded("#x")), "#x", ChatKind.CHANNEL)
    made.insert(0, entries)
    return made


def test_an_answer_to_us_is_a_mention_and_one_to_others_is_not() -> None:
    room = chat(entry("ours", is_own=True), entry("theirs"))
    assert marked_for_us(entry(reply_to="ours"), room).is_mention
    assert not marked_for_us(entry(reply_to="theirs"), room).is_mention
    assert not marked_for_us(entry(reply_to="nowhere"), room).is_mention
    assert not marked_for_us(entry(), room).is_mention


def test_our_own_answer_to_ourselves_is_none() -> None:
    assert not marked_for_us(entry(reply_to="ours", is_own=True), chat(entry("ours", is_own=True))).is_mention


def test_what_is_answered_may_stand_on_the_same_page() -> None:
    assert marked_for_us(entry(reply_to="ours"), chat(), [entry("ours", is_own=True)]).is_mention
