"""What an examination of the app finds, in plain words."""

from collections.abc import Sequence

from app.controllers.plain_text import plain_text
from app.controllers.wording.times import count_text, list_text
from app.models.changes import SessionState
from app.models.profile import Profile

VERSIONS = "Group Chat {version} with Python {python}, {toolkit}, on {system}."
FOLDER_FINE = "Everything is kept in {folder}, which can be written."
FOLDER_UNWRITABLE = "Nothing can be kept in {folder}: {reason}. Check whose folder it is, and that the disk has room."
IN_KEY_STORE = "Passwords are kept in this computer's key store."
IN_A_FILE = "Passwords are kept in a file only you can read, not in a key store."
NO_FOLDER = "Nothing is kept on this computer in this run."
ONLINE = "{network}: connected to {place} as {nick}, {encrypted}, {account}."
NOT_ONLINE = "{network}: {state} ({place})."
SILENT = "{network} has not answered within {seconds} seconds. Check that this computer is online."
STATES = {
    SessionState.OFFLINE: "not connected",
    SessionState.CONNECTING: "connecting",
    SessionState.REGISTERING: "signing in",
    SessionState.ONLINE: "connected",
    SessionState.WAITING: "not connected, trying again soon",
}
_MEGABYTE = 1_000_000
_SLOW_S = 1.0
_AT_ONCE_S = 0.05
_SKEWED_S = 30.0
_SHOWN = 60


def encryption_text(profile: Profile) -> str:
    """Whether others can read along."""
    if not profile.tls:
        return "not encrypted: others can read along"
    return "encrypted, with the certificate you trust" if profile.fingerprints else "encrypted"


def store_text(entries: int, size_bytes: int) -> str:
    """How much is kept."""
    if not entries and not size_bytes:
        return "No messages are kept on this computer."
    return f"{count_text(entries, 'message')} kept on this computer, in {size_bytes / _MEGABYTE:.1f} MB."


def store_check_text(fault: str) -> str:
    """What looking over the whole store has found."""
    if not fault:
        return "What is kept is whole."
    return f"What is kept is damaged: {plain_text(fault)}. Start the app again, and it saves what it can."


def notifying_text(programs: Sequence[str]) -> str:
    """How notifications outside the window are shown."""
    if not programs:
        return "This computer has no way to show notifications outside the window."
    return f"Notifications are shown by {list_text(list(programs))}."


def server_answer_text(network: str, took_s: float, skew_s: float | None) -> str:
    """How fast a server answers, and how far its clock is from ours."""
    speed = "" if took_s < _SLOW_S else ", which is slow"
    took = "at once" if took_s < _AT_ONCE_S else f"after {took_s:.2f} seconds"
    answer = f"{plain_text(network)} answered {took}{speed}."
    if skew_s is None:
        return answer
    if abs(skew_s) < _SKEWED_S:
        return f"{answer} Its clock is the same as this computer's."
    way = "ahead of" if skew_s > 0 else "behind"
    return (f"{answer} Its clock is {count_text(round(abs(skew_s)), 'second')} {way} this computer's. "
            "Check this computer's clock.")


def capabilities_text(network: str, capabilities: frozenset[str]) -> str:
    """What the server can do beyond plain IRC."""
    if not capabilities:
        return f"{network} offers plain IRC, without extensions."
    names = sorted(capabilities)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{network} offers {plain_text(', '.join(names[:_SHOWN]))}{more}."
