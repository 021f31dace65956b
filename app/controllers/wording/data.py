"""What is said about chats that go out as files, and logs that come in."""

from datetime import date

from app.controllers.wording.times import list_text
from app.models.importing.log_files import EMPTY, MISSING, TOO_LARGE, UNKNOWN, UNREADABLE

EXPORT_TEXT = ("They are written as they are on this computer, with reactions, edits and answers. What was not sent "
               "yet is left out.")
EXPORT_DAYS = "Only these days, such as 2026-03 or 2026-01-01 to 2026-03-31"
EVERYTHING = "Everything"
NOTHING_TO_EXPORT = "Nothing is kept of this chat yet, so there is nothing to write down."
NO_CHAT_OPEN = "No chat is open. Open the one you want to write down."
BUSY_EXPORTING = "Something is being written down or imported already. Wait until it is done, or cancel it."
WRITING = "Writing…"
READING = "Reading…"
LOOKING = "Looking through the logs"
FILING = "Importing"
IMPORT_TITLE = "Import old logs"
IMPORT_TEXT = ("Group Chat reads what HexChat, XChat, WeeChat, irssi, mIRC, ZNC and Halloy wrote down, and its "
               "own exports (.jsonl), also packed with gzip. What is here already is not filed twice.")
IMPORT_FIELD = "Put them into"
NOT_KEPT = ("The messages could not be filed: nothing can be kept on this computer just now. The log is as it was; try "
            "again later.")
_REASONS = {
    UNKNOWN: "is no log Group Chat knows",
    EMPTY: "is empty",
    UNREADABLE: "can't be read: it is damaged, or not a file",
    TOO_LARGE: "is too large",
    MISSING: "isn't there; check the spelling",
}


def export_title(name: str) -> str:
    """Asks how a chat is to be exported."""
    return f"Export {name}"


def export_count(count: int, chats: int) -> str:
    """How much it will be."""
    of = "" if chats == 1 else f" of {chats:,} chats"
    return f"{_messages(count)}{of}. {EXPORT_TEXT}"


def bad_days(text: str) -> str:
    """The days can't be read."""
    return f"“{text}” can't be read as days. Write them like this: 2026, 2026-03, or 2026-01-01 to 2026-03-31."


def exported_text(count: int, file: str) -> str:
    """It is done."""
    return f"Wrote {_messages(count)} to {file}."


def not_exported_text(reason: str) -> str:
    """It could not be done, and nothing is left of it."""
    return f"The messages could not be written down: {_sentence(reason)} Choose another place and try again."


def written_text(done: int, total: int) -> str:
    """How far it is."""
    return f"{done:,} of {total:,} messages"


def read_text(done: int) -> str:
    """How far it is, where nobody knows how much there is."""
    return f"{_messages(done)} read"


def log_text(count: int, first: date, last: date, program: str, unreadable: int) -> str:
    """What a log has."""
    when = f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    if first == last:
        when = f"{first:%Y-%m-%d}"
    more = f"; {_lines(unreadable)} can't be read" if unreadable else ""
    return f"{_messages(count)}, {when}, from {program}{more}"


def more_chats_text(count: int) -> str:
    """Chats that are not listed."""
    return "1 more chat" if count == 1 else f"{count:,} more chats"


def not_a_log_text(name: str, reason: str) -> str:
    """A file that can't be imported."""
    return f"{name} {_REASONS[reason]}."


def left_out_text(names: list[str]) -> str:
    """Files of a folder that are no logs."""
    shown = names[:3] + ([f"{len(names) - 3} more"] if len(names) > 3 else [])
    return f"Left out, as they are no logs of a chat: {list_text(shown)}."


def go_again_text(days: int) -> str:
    """What people choose to keep, and what they want to import, do not fit."""
    return (f"You keep messages for {days:,} days, so what is older than that goes again within a day. To keep it, "
            "choose another time under Chat › Stored messages… first.")


def imported_text(added: int, known: int, unreadable: int, name: str) -> str:
    """It is done."""
    text = f"Imported {_messages(added)} into {name}." if added or not known else f"Nothing in it was new to {name}."
    if added and known:
        text += f" {_messages(known)} {'was' if known == 1 else 'were'} here already."
    if unreadable:
        text += f" {_lines(unreadable)} could not be read."
    return text


def broken_off_text(added: int, name: str) -> str:
    """A log ended too early, or people stopped it."""
    return (f"The import ended early, with {_messages(added)} in {name}. Import the log once more to go on: what is "
            "here is not filed twice.")


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count:,} messages"


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"


def _sentence(reason: str) -> str:
    return f"{reason[:1].lower()}{reason[1:].rstrip('.')}."
