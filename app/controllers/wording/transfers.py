"""Sentences about files that people send each other."""

from collections.abc import Sequence
from pathlib import PurePath

from app.controllers.plain_text import plain_text
from app.controllers.wording.stored_messages import size_text
from app.models.files.failures import Failure, Reason
from app.models.files.outgoing import OutgoingFile
from app.models.files.transfer import Transfer, TransferState

NO_HOST = "This server has no place for files. Send a link to where it is instead."
OFFLINE = "You aren't connected. Send the file when you're back."
NO_CHAT = "Open the chat first that the file is for."
CHOOSE_TITLE = "Send a file"
SAVE, OPEN, GONE = "Save", "Open", "no longer there"
CANCEL, DISMISS, RETRY = "Cancel", "Dismiss", "Try again"
SEND = "Send"
OPEN_ANYWAY = "Open anyway"
PASTED_NAME = "paste.txt"
_MOST_LISTED = 8
_LONGEST_NAME, _LONGEST_PATH = 40, 120

_REASONS = {
    Reason.MISSING: "The file isn't there any more.",
    Reason.FOLDER: "That is a folder. Choose the files in it, or make a ZIP file of it.",
    Reason.NO_FILE: "That is no ordinary file, so it can't be sent.",
    Reason.NOT_ALLOWED: "You aren't allowed to read that file.",
    Reason.EMPTY: "That file is empty.",
    Reason.CHANGED: "The file changed while it was sent, so it was stopped. Send it again when it is finished.",
    Reason.UNREADABLE: "The file can't be read.",
    Reason.NO_HOST: NO_HOST,
    Reason.NO_TARGET: "You can't send files there.",
    Reason.NO_ACCOUNT: "Log in to send files here.",
    Reason.REFUSED: "The server doesn't take it from you.",
    Reason.WRONG_TYPE: "The server doesn't take files of that kind.",
    Reason.NO_SPACE: "There is no room left for your files on the server. Delete messages with older ones first.",
    Reason.GONE: "The file is no longer there, or not for you.",
    Reason.NOT_UNDERSTOOD: "The server's answer makes no sense. Try again later.",
    Reason.DAMAGED: "The file didn't arrive as it is. Try again.",
    Reason.TOKEN_OLD: "The server doesn't know you any more. Reconnect and try again.",
    Reason.BUSY: "The server is busy. Try again later.",
    Reason.LOST: "The connection for files was lost. Try again later.",
    Reason.UNTRUSTED: "The place for files can't prove that it belongs to this server, so nothing was sent.",
}


def failure_text(failure: Failure) -> str:
    """Why a file could not be sent or fetched."""
    if failure.reason is Reason.TOO_LARGE:
        size = f"That file is {size_text(failure.size)}." if failure.size else "That file is too large."
        return f"{size} The limit here is {size_text(failure.limit)}." if failure.limit else size
    if failure.reason is Reason.PACKAGE_MISSING:
        return (f"Files need the package {failure.detail}. Install what Group Chat needs with: python -m pip install "
                "-r requirements.txt")
    if failure.reason is Reason.UNWRITABLE:
        return f"It can't be saved there ({failure.detail})."
    return _REASONS[failure.reason]


def not_sendable_text(path: str, failure: Failure) -> str:
    """Why a file that people named or chose can't be sent."""
    if failure.reason is Reason.MISSING:
        return f"There is no file {_shortened(plain_text(path), _LONGEST_PATH)}. Check the spelling."
    name = _shortened(plain_text(PurePath(path).name or path), _LONGEST_NAME)
    if failure.reason is Reason.EMPTY:
        return f"{name} is empty."
    return f"{name} can't be sent. {failure_text(failure)}"


def more_problems_text(count: int) -> str:
    """Problems that are not listed."""
    return f"And {count} more can't be sent."


def title_of(transfer: Transfer) -> str:
    """What a file on its way is called, and where it goes."""
    name = _shortened(plain_text(transfer.name), _LONGEST_NAME)
    return f"{name} to {plain_text(transfer.chat)}" if transfer.is_upload else name


def progress_text(transfer: Transfer) -> str:
    """How far a file is, or why it isn't."""
    size = size_text(transfer.size) if transfer.size else ""
    match transfer.state:
        case TransferState.FAILED if transfer.failure is not None:
            return failure_text(transfer.failure)
        case TransferState.PAUSED:
            return "Waiting for the connection"
        case TransferState.WAITING:
            return f"Waiting · {size}" if size else "Waiting"
        case _:
            rate = f" · {size_text(round(transfer.rate))}/s" if transfer.rate >= 1 else ""
            done = f"{size_text(transfer.done)} of {size}" if transfer.done and size else size or "Starting"
            return f"{done}{rate}"


def question_title(files: Sequence[OutgoingFile], chat: str) -> str:
    """As in: Send 3 files (4.2 MB) to #maps?"""
    total = size_text(sum(file.size for file in files))
    what = plain_text(files[0].name) if len(files) == 1 else f"{len(files)} files"
    return f"Send {what} ({total}) to {plain_text(chat)}?"


def question_text(files: Sequence[OutgoingFile], problems: Sequence[str]) -> str:
    """What is sent, name by name, and what can't be."""
    lines = [] if len(files) == 1 else [f"{plain_text(file.name)} · {size_text(file.size)}" for file in files]
    if len(lines) > _MOST_LISTED:
        lines = [*lines[:_MOST_LISTED], f"and {len(lines) - _MOST_LISTED} more"]
    return "\n".join([*lines, *problems]) or "Everybody in the chat can see it."


def saved_text(place: str) -> str:
    """A file was fetched."""
    return f"Saved as {plain_text(place)}"


def not_saved_text(transfer: Transfer, failure: Failure) -> str:
    """A file could not be sent or fetched, where no strip says so."""
    return f"{plain_text(transfer.name)}: {failure_text(failure)}"


def too_many_text(most: int) -> str:
    """More files at once than anybody means to send."""
    return f"You can send up to {most} files at a time. Make a ZIP file of them, or send some later."


def risky_title(name: str) -> str:
    """The question before a file is opened that may do something."""
    return f"Open {plain_text(name)}?"


RISKY_TEXT = ("A file of this kind may be a program, which can do whatever you can on this computer. Open it only if "
              "you know who sent it, and why.")


def _shortened(text: str, longest: int) -> str:
    """Both ends of a text that is too long."""
    return text if len(text) <= longest else f"{text[: longest // 2]}…{text[-longest // 2 :]}"
