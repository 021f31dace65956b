"""An entry as the row people see. Pure: the same entry, neighbour and surroundings make the same row."""

from collections.abc import Callable, Sequence

from app.contracts.rows import DayRow, MessageRow, SendState, Span, SpanStyle, SystemRow, UnreadRow
from app.controllers.file_cards import FileCard
from app.controllers.local_time import LocalTime
from app.controllers.nick_colours import avatar_of
from app.controllers.plain_text import plain_text
from app.controllers.spans import TextContext, spans_of
from app.controllers.wording.comings import comings_text, is_coming_or_going
from app.controllers.wording.errors import failure_text
from app.controllers.wording.happenings import happening_text
from app.controllers.wording.messages import BOT, DELETED, EDITED, looks_like_text, quote_text, reactions_text
from app.controllers.wording.times import day_text, full_time_text, time_text
from app.models.chats import Delivery, Entry, EntryId, EntryKind
from app.values import frozen

GROUPED_WITHIN_MS = 7 * 60 * 1000
"""Messages of one sender stand below each other without name and picture within this time (ux.md, 3)."""

_SEND_STATES = {
    Delivery.RECEIVED: SendState.RECEIVED,
    Delivery.SAVING: SendState.SAVING,
    Delivery.QUEUED: SendState.SENDING,
    Delivery.SENDING: SendState.SENDING,
    Delivery.SENT: SendState.SENT,
    Delivery.FAILED: SendState.FAILED,
}

_DELETED = (Span(DELETED, SpanStyle.ITALIC),)


def entry_key(entry_id: EntryId) -> str:
    """The key of an entry's row."""
    return f"entry-{entry_id}"


def entry_id_of(key: str) -> EntryId | None:
    """The entry a row's key belongs to, None for a row that is no entry's."""
    kind, _, number = key.partition("-")
    return EntryId(int(number)) if kind == "entry" and number.isdigit() else None


def _not_here(_entry: Entry) -> None:
    """Where there are no other entries, nothing is quoted."""


def _no_file(_entry: Entry) -> None:
    """Where there is no place for files, no message is one."""


def _like_nobody(_nick: str) -> str:
    """Where nobody is known, nobody looks like anybody."""
    return ""


@frozen
class RowsBuilder:
    """Makes the rows of one chat. `context` is asked for each row, since our nick and the members change.

    `keeps_history` says whether the server does, so that what there is reaches back to the beginning. Where
    `folds_comings` says so, who comes and goes one after the other stands in one row. `answered_by` finds the message
    another one answers, `file_of` what a message shows that is the address of a file, `looks_like` whose nick
    somebody's looks like.
    """

    times: LocalTime
    context: Callable[[], TextContext]
    keeps_history: Callable[[], bool]
    folds_comings: Callable[[], bool]
    answered_by: Callable[[Entry], Entry | None] = _not_here
    file_of: Callable[[Entry], FileCard | None] = _no_file
    looks_like: Callable[[str], str] = _like_nobody

    def day_row(self, entry: Entry) -> DayRow:
        """The line with the date above an entry."""
        return DayRow(key=f"day-{entry.id}", text=day_text(self.times.moment(entry.time_ms)))

    def unread_row(self, entry: Entry) -> UnreadRow:
        """The line above the first entry not read."""
        return UnreadRow(key=f"unread-{entry.id}", text="New messages")

    def entry_row(self, entry: Entry, *, continues: bool) -> MessageRow | SystemRow:
        """An entry's own row."""
        return self._message_row(entry, continues=continues) if entry.is_message else self._system_row(entry)

    def is_folded(self, previous: Entry, entry: Entry) -> bool:
        """Whether an entry has no row of its own: it is told in the row of the one before it."""
        if entry.kind is not EntryKind.EVENT or previous.kind is not EntryKind.EVENT:
            return False
        own_nick = self.context().own_nick
        return (is_coming_or_going(entry.event, own_nick) and is_coming_or_going(previous.event, own_nick)
                and self.folds_comings())

    def folded_row(self, entries: Sequence[Entry]) -> SystemRow:
        """The row of several entries. It keeps the key of the first, however many follow."""
        text = comings_text(entry.event for entry in entries if entry.event is not None)
        moment = self.times.moment(entries[-1].time_ms)
        return SystemRow(key=entry_key(entries[0].id), time=time_text(moment), text=text)

    def is_same_day(self, first: Entry, second: Entry) -> bool:
        """Whether both happened on one day, here."""
        return self.times.day(first.time_ms) == self.times.day(second.time_ms)

    def _message_row(self, entry: Entry, *, continues: bool) -> MessageRow:
        moment = self.times.moment(entry.time_ms)
        failure = failure_text(entry.failure) if entry.delivery is Delivery.FAILED else ""
        file = None if entry.is_redacted else self.file_of(entry)
        return MessageRow(
            key=entry_key(entry.id), nick=plain_text(entry.nick), avatar=avatar_of(entry.nick),
            time=time_text(moment), full_time=full_time_text(moment),
            spans=self._spans(entry) if file is None else file.spans, continues=continues,
            is_own=entry.is_own, is_mention=entry.is_mention,
            is_action=entry.kind is EntryKind.ACTION and not entry.is_redacted,
            is_notice=entry.kind is EntryKind.NOTICE, state=_SEND_STATES[entry.delivery], failure=failure,
            is_deleted=entry.is_redacted, badge=self._badge(entry), quote=self._quote(entry),
            remark=EDITED if entry.is_edited else "", reactions=reactions_text(entry.reactions),
            picture=None if file is None else file.picture,
        )

    def _badge(self, entry: Entry) -> str:
        """What one has to know of who wrote it."""
        original = "" if entry.is_own else self.looks_like(entry.nick)
        return looks_like_text(original) if original else BOT if entry.is_bot else ""

    def _spans(self, entry: Entry) -> Sequence[Span]:
        return _DELETED if entry.is_redacted else spans_of(entry.text, self.context())

    def _quote(self, entry: Entry) -> str:
        return quote_text(self.answered_by(entry)) if entry.reply_to and not entry.is_redacted else ""

    def _system_row(self, entry: Entry) -> SystemRow:
        text = entry.text
        if entry.kind is EntryKind.EVENT and entry.event is not None:
            text = happening_text(entry.event, self.context().own_nick)
        return SystemRow(key=entry_key(entry.id), time=time_text(self.times.moment(entry.time_ms)),
                         text=plain_text(text), is_error=entry.is_error)


def continues(previous: Entry, entry: Entry) -> bool:
    """Whether a message goes on below one of the same sender, without a name of its own."""
    return (
        previous.is_message and entry.is_message
        and previous.nick == entry.nick
        and EntryKind.ACTION not in (previous.kind, entry.kind)
        and 0 <= entry.time_ms - previous.time_ms < GROUPED_WITHIN_MS
    )
