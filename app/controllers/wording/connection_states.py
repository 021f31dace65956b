"""Where a session stands, in words."""

from app.models.changes import SessionState

STATE_TEXTS = {
    SessionState.OFFLINE: "Not connected",
    SessionState.CONNECTING: "Connecting…",
    SessionState.REGISTERING: "Signing in…",
    SessionState.ONLINE: "Connected",
    SessionState.WAITING: "Waiting to try again",
}
"""In the list of networks; how long it waits is told where a countdown is: in the banner."""


def connecting_text(state: SessionState, host: str) -> tuple[str, str]:
    """Title and text of what is being done, while it is."""
    if state is SessionState.REGISTERING:
        return STATE_TEXTS[state], f"{host} has answered."
    return STATE_TEXTS[SessionState.CONNECTING], f"Looking for {host}."
