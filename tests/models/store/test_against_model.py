"""The tables and a plain list, through the same life: they agree about every page, every count and every position."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.models.chats import ChatKind, ChatRow, Entry, EntryKind, new_entry_id
from app.models.profile import NetworkId
from app.models.store import chat_rows, corrections
from app.models.store.cleaning import Cleaning, Wish
from app.models.store.reading import ChatReader
from app.models.store.schema import open_for_writing
from app.models.store.writer import Records
from app.protocol.casemapping import Folded
from tests.models.store.chat_model import ChatModel, shown

CHAT, OTHER = ChatRow(1), ChatRow(2)
SPAN_SIZE = 3
"""So that a short chat has many spans on all levels."""
TIMES = st.sampled_from([0, 1, 2, 3, 4, 250_000, 250_001, 900_000])
MSGIDS = st.sampled_from([f"id{number}" for number in range(12)])
NICKS = st.sampled_from(["ann", "bob"])
TEXTS = st.sampled_from(["yes", "no"])


@st.composite
def made_entries(draw: st.DrawFn) -> Entry:
    is_own = draw(st.booleans())
    return Entry(
        id=new_entry_id(), time_ms=draw(TIMES), kind=draw(st.sampled_from([EntryKind.PRIVMSG, EntryKind.ACTION])),
        nick="me" if is_own else draw(NICKS), text=draw(TEXTS), msgid=draw(MSGIDS | st.just("")), is_own=is_own,
        nonce=draw(st.sampled_from(["", "", "n1", "n2", "n3", "n4"])) if is_own else "")


ENTRIES = st.lists(made_entries(), max_size=6)


class StoreAndModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.model = ChatModel()
        self.open()
        for chat in (CHAT, OTHER):
            chat_rows.open_chat(self.records.connection, chat, NetworkId("net"), Folded("#a"), "#a", ChatKind.CHANNEL)

    def open(self) -> None:
        self.records = Records(open_for_writing(Path(self.folder.name) / "chats"), SPAN_SIZE)
        self.records.connection.execute("PRAGMA synchronous = OFF")
        self.reader = ChatReader(self.records.connection)

    def write(self, run: Callable[[Records], None]) -> None:
        self.records.connection.execute("BEGIN")
        run(self.records)
        self.records.positions.flush()
        self.records.connection.execute("COMMIT")

    @rule(entries=ENTRIES, gap_before=st.booleans())
    def add(self, entries: list[Entry], gap_before: bool) -> None:
        self.write(lambda records: records.filing.add(CHAT, entries, gap_before=gap_before))
        self.model.add(entries, gap_before=gap_before)

    @rule(entries=ENTRIES)
    def add_to_another_chat(self, entries: list[Entry]) -> None:
        self.write(lambda records: records.filing.add(OTHER, entries))

    @rule(entries=ENTRIES, gap_before=st.booleans(), data=st.data())
    def add_page(self, entries: list[Entry], gap_before: bool, data: st.DataObject) -> None:
        overlapping = data.draw(st.lists(st.sampled_from(self.model.entries), max_size=3)) if self.model.entries else []
        before = data.draw(st.none() | st.sampled_from(self.model.entries)) if self.model.entries else None
        page = data.draw(st.permutations([*entries, *overlapping]))
        self.write(lambda records: records.filing.add_page(CHAT, page, before=before, gap_before=gap_before))
        self.model.add_page([entry_anew(entry) for entry in page], before=before, gap_before=gap_before)

    @rule(msgid=MSGIDS, text=TEXTS, time_ms=TIMES)
    def edit(self, msgid: str, text: str, time_ms: int) -> None:
        self.write(lambda records: corrections.edit(records.connection, CHAT, msgid, text, time_ms))
        self.model.edit(msgid, text, time_ms)

    @rule(msgid=MSGIDS, nick=NICKS, text=TEXTS, present=st.booleans())
    def react(self, msgid: str, nick: str, text: str, present: bool) -> None:
        self.write(lambda records: corrections.react(records.connection, CHAT, msgid, nick, text, present=present))
        self.model.react(msgid, nick, text, present=present)

    @rule(msgid=MSGIDS)
    def redact(self, msgid: str) -> None:
        self.write(lambda records: corrections.redact(records.connection, CHAT, msgid))
        self.model.redact(msgid)

    @rule(time_ms=TIMES)
    def mark_read(self, time_ms: int) -> None:
        self.write(lambda records: chat_rows.set_marker(records.connection, CHAT, time_ms))
        self.model.marker_ms = time_ms

    @rule(older_than_ms=st.sampled_from([1, 3, 250_001]))
    def clean_up(self, older_than_ms: int) -> None:
        gone: list[int] = []
        cleaning = Cleaning(self.records.connection, self.records.positions, lambda call: call())
        cleaning.wishes.append(Wish(older_than_ms, 0, gone.append))
        others = self.reader.count(OTHER)
        while cleaning.has_work:
            cleaning.step()
        assert gone == [self.model.clean_up(older_than_ms) + others - self.reader.count(OTHER)]

    @rule()
    def close_and_open_again(self) -> None:
        self.records.connection.close()
        self.open()

    @invariant()
    def all_of_it_agrees(self) -> None:
        expected = self.model.shown()
        page = self.reader.range(CHAT, 0, 1_000)
        assert [shown(entry) for entry in page.entries] == expected
        assert page.count == self.reader.count(CHAT) == len(expected)

    @invariant()
    def every_range_and_position_agrees(self) -> None:
        expected = self.model.shown()
        for position, entry in enumerate(self.model.entries):
            assert [shown(each) for each in self.reader.range(CHAT, position, position + 2).entries] \
                == expected[position:position + 2]
            if entry.msgid:
                assert self.reader.position_of_msgid(CHAT, entry.msgid) == position
                assert [shown(each) for each in self.reader.before(CHAT, entry, 4).entries] \
                    == self.model.before(entry, 4)
        for time_ms in {entry.time_ms for entry in self.model.entries}:
            assert self.reader.position_after(CHAT, time_ms) \
                == sum(entry.time_ms <= time_ms for entry in self.model.entries)
        assert not self.reader.range(CHAT, len(expected), len(expected) + 5).entries

    def teardown(self) -> None:
        self.records.connection.close()
        self.folder.cleanup()


def entry_anew(entry: Entry) -> Entry:
    """As a page has it: another object with another id, that says the same."""
    return replace(entry, id=new_entry_id(), gap_before=False)


TestStoreAndModel = StoreAndModel.TestCase
TestStoreAndModel.settings = settings(max_examples=12, stateful_step_count=16, deadline=None)
