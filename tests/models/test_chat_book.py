"""What was said, in the server's order: live, echoed, out of history; and a view that can follow every step."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.chat_directory import MAX_CHATS
from app.models.chat_state import ChatState
from app.models.chats import MAX_ENTRIES, Chat, ChatKind, Delivery, Entry, EntryKind, HistoryState
from app.models.incoming_messages import PageTerms
from app.models.mentions import mention_pattern
from app.models.profile import NetworkId
from app.protocol import events as ev
from app.protocol.events import Envelope, MessageKind
from app.protocol.source import Source

NOW = 1_000_000
MINUTE = 60_000


@dataclass
class Book:
    """A chat book, its state, and views that follow the changes it tells."""

    state: ChatState = field(default_factory=ChatState)
    views: dict[Chat, list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chats = ChatBook(NetworkId("n"), self.state)
        self.happens(ev.Registered(nick="maya", server="s.x", wanted_nick="maya"),
                     ev.ISupportChanged(tokens=("STATUSMSG=@+",)))
        self.room = self.enters("#a")

    def enters(self, channel: str) -> Chat:
        self.happens(ev.UserJoined(source=Source("maya"), channel=channel, is_own=True))
        chat = self.chats.find(channel)
        assert chat is not None
        return chat

    def happens(self, *events: ev.Event) -> list[ch.Change]:
        changes: list[ch.Change] = []
        for event in events:
            if isinstance(event, ev.UserQuit):
                rooms = self.chats.rooms_of(event.source.nick)
                self.state.apply(event)
                changes += self.follow(self.chats.quit_told(event, rooms, NOW))
            else:
                self.state.apply(event)
                changes += self.follow(self.chats.apply(event, NOW))
        return changes

    def follow(self, changes: Sequence[ch.Change]) -> Sequence[ch.Change]:
        """Do to a copy of each chat's entries what the changes tell."""
        for change in changes:
            if isinstance(change, ch.EntriesChanged):
                view = self.views.setdefault(change.chat, [])
                assert 0 <= change.start <= change.start + change.removed <= len(view)
                view[change.start : change.start + change.removed] = change.entries
        return changes

    def writes(self, text: str, label: str = "", *, delivery: Delivery = Delivery.SENDING, time_ms: int = NOW) -> Entry:
        entry, changes = self.chats.add_own(self.room, text, MessageKind.PRIVMSG, label, time_ms, delivery)
        self.follow(changes)
        return entry

    def settles(self, entry: Entry, delivery: Delivery, failure: ev.Event | None = None) -> None:
        self.follow(self.chats.settle(self.room, entry.id, delivery, failure=failure))

    @property
    def said(self) -> list[str]:
        return [entry.text for entry in self.room.entries]

    @property
    def deliveries(self) -> list[tuple[str, Delivery]]:
        return [(entry.text, entry.delivery) for entry in self.room.entries]


@pytest.fixture
def book() -> Book:
    return Book()


def says(text: str, nick: str = "olu", *, at: int | None = None, msgid: str = "", label: str = "", target: str = "#a",
         kind: MessageKind = MessageKind.PRIVMSG, past: bool = False) -> ev.MessageReceived:
    envelope = Envelope(time_ms=at, msgid=msgid, label=label, batch="chathistory" if past else "")
    return ev.MessageReceived(source=Source(nick, "u", "h"), target=target, text=text, kind=kind, envelope=envelope,
                              is_own=nick == "maya")


def page(*messages: ev.MessageReceived, target: str = "#a", is_complete: bool = False) -> ev.HistoryReceived:
    return ev.HistoryReceived(target=target, messages=messages, limit=100, is_complete=is_complete)


# Order and doubles


def test_messages_stand_in_the_servers_order_however_they_come(book: Book) -> None:
    book.happens(says("two", at=20), says("one", at=10), says("three", at=30), says("two too", at=20))

    assert book.said == ["one", "two", "two too", "three"]


def test_a_message_that_is_here_already_adds_nothing(book: Book) -> None:
    book.happens(says("hi", msgid="x", at=10))

    book.happens(says("hi", msgid="x", at=10), page(says("hi", msgid="x", at=10, past=True)))

    assert book.said == ["hi"]


def test_history_is_merged_at_the_right_places(book: Book) -> None:
    book.happens(says("b", at=20, msgid="2"), says("d", at=40, msgid="4"))

    book.happens(page(says("a", at=10, msgid="1", past=True), says("b", at=20, msgid="2", past=True),
                      says("c", at=30, msgid="3", past=True), says("c", at=30, msgid="3", past=True),
                      says("e", at=50, msgid="5", past=True)))

    assert book.said == ["a", "b", "c", "d", "e"]
    assert book.room.unread == 4, "what was missed counts, what was before the first message heard does not"


def test_history_without_ids_adds_no_doubles_either(book: Book) -> None:
    book.happens(says("hi", at=10), says("hi", at=20))

    book.happens(page(says("hi", at=10, past=True), says("ho", at=10, past=True), says("hi", at=20, past=True)))

    assert book.said == ["hi", "ho", "hi"]


def test_messages_of_one_millisecond_stand_as_the_server_has_them(book: Book) -> None:
    book.happens(says("d", at=20, msgid="4"))

    book.happens(page(says("c", at=20, msgid="3", past=True), says("d", at=20, msgid="4", past=True),
                      says("e", at=20, msgid="5", past=True)))
    assert book.said == ["c", "d", "e"]
    older = page(says("a", at=10, msgid="1", past=True), says("b", at=20, msgid="2", past=True))
    book.follow(book.chats.take_page(older, NOW, PageTerms(before=book.room.entries[0])))

    assert book.said == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(("is_complete", "history"), [(True, HistoryState.COMPLETE), (False, HistoryState.PARTIAL)])
def test_a_page_tells_whether_there_is_more(book: Book, *, is_complete: bool, history: HistoryState) -> None:
    book.happens(page(is_complete=is_complete))

    assert book.room.history is history


# Our own messages


def test_an_own_message_is_sending_until_its_echo_comes(book: Book) -> None:
    entry = book.writes("hi", "7")
    assert book.deliveries == [("hi", Delivery.SENDING)]

    book.happens(says("hi, cleaned", "maya", at=NOW + 5, msgid="x", label="7"))

    (confirmed,) = book.room.entries
    assert (confirmed.id, confirmed.delivery, confirmed.msgid, confirmed.text, confirmed.time_ms) == (
        entry.id, Delivery.SENT, "x", "hi, cleaned", NOW + 5)


def test_an_echo_without_label_confirms_the_first_that_says_the_same(book: Book) -> None:
    first, second = book.writes("ok"), book.writes("ok")

    book.happens(says("ok", "maya", at=NOW, msgid="1"))

    assert [(entry.id, entry.delivery) for entry in book.room.entries] == [
        (first.id, Delivery.SENT), (second.id, Delivery.SENDING)]
    book.happens(says("ok", "maya", at=NOW, msgid="2"))
    assert [entry.delivery for entry in book.room.entries] == [Delivery.SENT, Delivery.SENT]


def test_an_echo_confirms_no_message_that_failed_or_waits(book: Book) -> None:
    failed = book.writes("ok")
    book.settles(failed, Delivery.FAILED)
    book.writes("ok", delivery=Delivery.QUEUED)
    book.writes("ok")

    book.happens(says("ok", "maya", at=NOW, msgid="1"))

    assert [entry.delivery for entry in book.room.entries] == [Delivery.SENT, Delivery.FAILED, Delivery.QUEUED]


def test_what_we_say_elsewhere_appears_here(book: Book) -> None:
    book.writes("mine", "7")

    book.happens(says("from my phone", "maya", at=NOW, label="other"))

    assert book.deliveries == [("from my phone", Delivery.SENT), ("mine", Delivery.SENDING)]


def test_what_others_say_meanwhile_stands_before_what_is_not_confirmed(book: Book) -> None:
    entry = book.writes("mine", time_ms=NOW - 500)
    book.happens(says("theirs", at=NOW))
    assert book.said == ["theirs", "mine"]

    book.happens(says("mine", "maya", at=NOW - 100, msgid="1"))

    assert book.said == ["mine", "theirs"]
    assert book.room.entries[0].id == entry.id


def test_queued_messages_go_out_in_the_order_they_were_written(book: Book) -> None:
    entries = [book.writes(text, delivery=Delivery.QUEUED) for text in "abc"]
    for entry in entries:
        book.settles(entry, Delivery.SENDING)
    assert book.said == ["a", "b", "c"]

    book.happens(says("b", "maya", at=NOW + 1, msgid="1"), says("a", "maya", at=NOW + 2, msgid="2"))

    assert book.deliveries == [("b", Delivery.SENT), ("a", Delivery.SENT), ("c", Delivery.SENDING)]


def test_a_message_that_fails_after_it_seemed_sent_stands_last_again(book: Book) -> None:
    entry = book.writes("mine", "7", delivery=Delivery.SENT)
    book.happens(says("theirs", at=NOW + 1))

    book.settles(entry, Delivery.FAILED, ev.ErrorReceived(numeric="404", name="", params=(), reason="No"))

    assert book.deliveries == [("theirs", Delivery.RECEIVED), ("mine", Delivery.FAILED)]
    assert [waiting.id for waiting in book.room.waiting()] == [entry.id]


def test_an_echo_that_was_lost_is_made_up_for_by_history(book: Book) -> None:
    entry = book.writes("did it arrive?", "7")

    book.happens(page(says("before", at=NOW - 1000, msgid="1", past=True),
                      says("did it arrive?", "maya", at=NOW + 300, msgid="2", past=True)))

    assert book.deliveries == [("before", Delivery.RECEIVED), ("did it arrive?", Delivery.SENT)]
    assert book.room.entries[1].id == entry.id


def test_a_labelled_page_of_history_confirms_too(book: Book) -> None:
    book.writes("did it arrive?", "7")

    book.happens(page(says("did it arrive?", "maya", at=NOW, msgid="2", label="8", past=True)))

    assert book.deliveries == [("did it arrive?", Delivery.SENT)]


def test_a_message_that_a_page_has_twice_is_there_once(book: Book) -> None:
    book.writes("ok")

    book.happens(page(says("ok", "maya", msgid="1", past=True), says("ok", "maya", at=NOW, msgid="1", past=True)))

    assert [entry.msgid for entry in book.room.entries] == ["1", ""]


def test_what_was_said_long_before_is_not_taken_for_what_is_on_its_way(book: Book) -> None:
    book.writes("ok", "7")

    book.happens(page(says("ok", "maya", at=NOW - 60 * MINUTE, msgid="1", past=True)))

    assert book.deliveries == [("ok", Delivery.SENT), ("ok", Delivery.SENDING)]


def test_what_the_server_refused_is_not_found_in_its_history(book: Book) -> None:
    entry = book.writes("ok", "7")
    book.settles(entry, Delivery.FAILED, ev.ErrorReceived(numeric="404", name="", params=(), reason="No"))

    book.happens(page(says("ok", "maya", at=NOW + 1, msgid="1", past=True)))

    assert book.deliveries == [("ok", Delivery.SENT), ("ok", Delivery.FAILED)]


def test_a_message_to_ourselves_appears_once(book: Book) -> None:
    chat, _ = book.chats.open("maya")
    book.follow(book.chats.add_own(chat, "note", MessageKind.PRIVMSG, "7", NOW, Delivery.SENDING)[1])

    book.happens(says("note", "maya", target="maya", at=NOW, msgid="1", label="7"),
                 says("note", "maya", target="maya", at=NOW, msgid="1"))

    assert [entry.text for entry in chat.entries] == ["note"]


def test_a_discarded_message_is_gone(book: Book) -> None:
    entry = book.writes("never mind")

    book.follow(book.chats.discard(book.room, entry.id))

    assert book.said == []
    assert book.chats.discard(book.room, entry.id) == []


# Where things go


@pytest.mark.parametrize(("event", "chat"), [
    (says("hi", target="maya"), "olu"),
    (says("hi", "maya", target="olu"), "olu"),
    (says("hi", target="@#a"), "#a"),
    (says("hi", target="#elsewhere"), "#elsewhere"),
    (says("hi", target="maya", kind=MessageKind.NOTICE), ""),
    (says("hi", target="$$*"), "olu"),
    (says("hi", target="*"), ""),
    (ev.MessageReceived(source=Source("irc.example"), target="maya", text="hi"), ""),
    (ev.MessageReceived(source=Source(""), target="AUTH", text="hi", kind=MessageKind.NOTICE), ""),
])
def test_a_message_goes_to_its_room_its_person_or_the_server(book: Book, event: ev.MessageReceived, chat: str) -> None:
    book.happens(event)

    found = book.chats.find(chat)
    assert found is not None
    assert [entry.text for entry in found.entries] == ["hi"]


def test_a_notice_of_somebody_we_talk_to_stays_in_the_conversation(book: Book) -> None:
    book.happens(says("hi", target="maya"), says("psst", target="maya", kind=MessageKind.NOTICE))

    assert book.chats.find("") is None


def test_a_flood_of_strangers_opens_no_end_of_chats(book: Book) -> None:
    for number in range(MAX_CHATS + 50):
        book.happens(says("spam", f"bot{number}", target="maya"), says("spam", target=f"#spam{number}"),
                     page(target=f"#history{number}"))

    assert len(book.chats) <= MAX_CHATS + 1


def test_unread_and_mentions_are_counted_unless_somebody_looks(book: Book) -> None:
    book.happens(says("hi", at=1), says("maya: look", at=2), says("mine", "maya", at=3))
    assert (book.room.unread, book.room.mentions) == (2, 1)
    assert book.room.first_unread == book.room.entries[0].id

    book.follow(book.chats.mark_read(book.room))
    book.chats.seen = book.room
    book.happens(says("seen", at=4))
    assert (book.room.unread, book.room.mentions) == (0, 0)

    book.follow(book.chats.forget_unread_line(book.room))
    assert book.room.first_unread is None


@pytest.mark.parametrize(("text", "names"), [
    ("maya: hi", True), ("hi @Maya!", True), ("MAYA", True), ("(maya)", True), ("mayas", False), ("xmaya", False),
    ("maya-bot", False), ("maya[m]", False), ("", False),
])
def test_a_mention_is_the_nick_as_a_word_of_its_own(text: str, *, names: bool) -> None:
    assert (mention_pattern("maya").search(text) is not None) is names


def test_nobody_without_a_nick_is_mentioned() -> None:
    assert mention_pattern("").search("anything") is None


# What happens in rooms


def test_what_happens_is_told_in_the_rooms_it_concerns(book: Book) -> None:
    book.enters("#b")
    joins = [ev.UserJoined(source=Source("olu"), channel=channel) for channel in ("#a", "#b")]

    book.happens(*joins, ev.NickChanged(source=Source("olu"), nick="olu2"), ev.UserQuit(source=Source("olu2")))

    for name in ("#a", "#b"):
        chat = book.chats.find(name)
        assert chat is not None
        assert [type(entry.event) for entry in chat.entries] == [ev.UserJoined, ev.NickChanged, ev.UserQuit]


def test_a_conversation_follows_the_nick_and_keeps_its_place(book: Book) -> None:
    book.happens(says("hi", target="maya"), says("hi", "kim", target="maya"))

    book.happens(ev.NickChanged(source=Source("olu"), nick="olu2"))

    assert [chat.name for chat in book.chats] == ["#a", "olu2", "kim"]
    assert book.chats.find("olu") is None


def test_two_conversations_are_not_made_one(book: Book) -> None:
    book.happens(says("hi", target="maya"), says("hi", "kim", target="maya"))

    book.happens(ev.NickChanged(source=Source("olu"), nick="kim"))

    assert [chat.name for chat in book.chats] == ["#a", "olu", "kim"]


def test_being_removed_leaves_the_chat_but_not_the_room(book: Book) -> None:
    book.happens(ev.UserKicked(source=Source("olu"), channel="#a", nick="maya", is_own=True))

    assert book.chats.find("#a") is book.room
    assert not book.room.is_joined


def test_without_a_connection_we_are_in_no_room(book: Book) -> None:
    book.room.history = HistoryState.LOADING

    book.follow(book.chats.disconnected())

    assert (book.room.is_joined, book.room.history) == (False, HistoryState.PARTIAL)


def test_chats_are_found_as_the_server_compares_names(book: Book) -> None:
    chat, _ = book.chats.open("#x[1]")
    book.chats.open("!club")

    book.happens(ev.ISupportChanged(tokens=("CASEMAPPING=ascii", "CHANTYPES=#!")))

    assert book.chats.find("#x[1]") is chat
    assert book.chats.find("#x{1}") is None
    assert book.chats.get(chat.id) is chat
    assert [(chat.name, chat.kind) for chat in book.chats][1:] == [
        ("#x[1]", ChatKind.CHANNEL), ("!club", ChatKind.CHANNEL)]


def test_chats_whose_names_become_one_are_both_kept(book: Book) -> None:
    book.happens(ev.ISupportChanged(tokens=("CASEMAPPING=ascii",)))
    chats = [book.chats.open(name)[0] for name in ("#x{", "#x[")]

    book.happens(ev.ISupportChanged(tokens=("CASEMAPPING=rfc1459",)))

    assert [chat for chat in book.chats if chat in chats] == chats


# Bounds


def test_the_oldest_go_when_there_are_too_many_and_the_view_follows(book: Book) -> None:
    for number in range(MAX_ENTRIES + 2_500):
        book.happens(says(str(number), at=number, msgid=f"m{number}"))

    assert MAX_ENTRIES <= len(book.room.entries) <= MAX_ENTRIES + 2_000
    assert book.said[-1] == str(MAX_ENTRIES + 2_499)
    assert book.views[book.room] == book.room.entries
    assert "m0" not in book.room.msgids


def test_a_page_that_is_one_too_many_keeps_every_step_true(book: Book) -> None:
    for start in range(0, MAX_ENTRIES + 2_000, 2_000):
        book.happens(page(*(says(str(number), at=number * 2, msgid=f"m{number}", past=True)
                            for number in range(start, start + 2_000))))

    book.happens(page(*(says(f"between {number}", at=number * 2 + 1, msgid=f"b{number}", past=True)
                        for number in range(5_000, 6_000))))

    assert book.views[book.room] == book.room.entries
    assert [entry.time_ms for entry in book.room.entries] == sorted(entry.time_ms for entry in book.room.entries)


def test_a_note_of_the_app_stands_at_its_time(book: Book) -> None:
    book.happens(says("later", at=NOW + 5))

    book.follow(book.chats.note(book.room, None, "No such nick", NOW, is_error=True))

    assert [(entry.kind, entry.text) for entry in book.room.entries] == [
        (EntryKind.NOTE, "No such nick"), (EntryKind.PRIVMSG, "later")]


times = st.integers(NOW - 10 * MINUTE, NOW + 10 * MINUTE) | st.none()
texts = st.sampled_from(["ok", "yes", "maya?"])
speakers = st.sampled_from(["maya", "olu", "kim"])
labels = st.sampled_from(["", "1", "2"])
ids = st.sampled_from(["", "a", "b", "c", "d", "e"])


class AnyOrderOfMessages(RuleBasedStateMachine):
    """Whatever is said, echoed, replayed, refused: a view that does what it is told shows what there is."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.written: list[Entry] = []

    @rule(text=texts, nick=speakers, at=times, msgid=ids, label=labels)
    def somebody_says(self, text: str, nick: str, at: int | None, msgid: str, label: str) -> None:
        self.book.happens(says(text, nick, at=at, msgid=msgid, label=label))

    @rule(messages=st.lists(st.tuples(texts, speakers, times, ids), max_size=6))
    def history_tells(self, messages: list[tuple[str, str, int | None, str]]) -> None:
        self.book.happens(page(*(says(text, nick, at=at, msgid=msgid, past=True)
                                 for text, nick, at, msgid in messages)))

    @rule(text=texts, label=labels, delivery=st.sampled_from([Delivery.QUEUED, Delivery.SENDING, Delivery.SENT]))
    def we_write(self, text: str, label: str, delivery: Delivery) -> None:
        self.written.append(self.book.writes(text, label, delivery=delivery))

    @rule(index=st.integers(0, 5), delivery=st.sampled_from([
        Delivery.QUEUED, Delivery.SENDING, Delivery.SENT, Delivery.FAILED]))
    def one_is_settled(self, index: int, delivery: Delivery) -> None:
        if index < len(self.written):
            self.book.settles(self.written[index], delivery)

    @rule(index=st.integers(0, 5))
    def one_is_discarded(self, index: int) -> None:
        if index < len(self.written):
            self.book.follow(self.book.chats.discard(self.book.room, self.written[index].id))

    @rule(nick=speakers)
    def somebody_comes_or_goes(self, nick: str) -> None:
        there = self.book.state.signs_of("#a", nick)
        event = ev.UserParted if there else ev.UserJoined
        if nick != "maya":
            self.book.happens(event(source=Source(nick), channel="#a"))

    @rule()
    def the_line_goes(self) -> None:
        self.book.follow([*self.book.chats.mark_read(self.book.room),
                          *self.book.chats.forget_unread_line(self.book.room)])

    @invariant()
    def the_view_shows_what_there_is(self) -> None:
        assert self.book.views.get(self.book.room, []) == self.book.room.entries

    @invariant()
    def the_confirmed_stand_by_time_and_the_waiting_last(self) -> None:
        entries = self.book.room.entries
        confirmed = [entry for entry in entries if not entry.is_waiting]
        assert entries[: len(confirmed)] == confirmed
        assert [entry.time_ms for entry in confirmed] == sorted(entry.time_ms for entry in confirmed)

    @invariant()
    def nothing_is_there_twice(self) -> None:
        entries = self.book.room.entries
        msgids = [entry.msgid for entry in entries if entry.msgid]
        assert len(set(msgids)) == len(msgids)
        assert len({entry.id for entry in entries}) == len(entries)


AnyOrderOfMessages.TestCase.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
TestAnyOrderOfMessages = AnyOrderOfMessages.TestCase
