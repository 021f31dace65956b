"""What other apps say and want, in words."""

from app.controllers.formatting import without_formatting
from app.controllers.plain_text import plain_text
from app.protocol.dcc import DccKind, DccOffer
from app.protocol.events import CtcpReceived

DCC_REFUSAL = "This app takes no files or talks by DCC."
"""What the other side's app is told."""
_MAX_ANSWER = 300
_MAX_QUESTION = 20
_DAY_MS = 86_400_000
_NAMES = {"VERSION": "uses {answer}.", "TIME": "has the time {answer}.", "CLIENTINFO": "understands {answer}."}


def ctcp_reply_text(event: CtcpReceived, now_ms: int) -> str:
    """What somebody's app said of itself."""
    nick = plain_text(event.source.nick)
    answer = without_formatting(event.argument).strip()[:_MAX_ANSWER]
    question = plain_text(event.command)[:_MAX_QUESTION]
    if question == "PING":
        return _ping_text(nick, answer, now_ms)
    if question in _NAMES and answer:
        return f"{nick} {_NAMES[question].format(answer=answer)}"
    return f"{nick} answered {question}: {answer}" if answer else f"{nick} answered {question}."


def _ping_text(nick: str, answer: str, now_ms: int) -> str:
    """A PING of ours has the time it was sent."""
    is_time = answer.isascii() and answer.isdigit() and len(answer) <= len(str(now_ms))
    took_ms = now_ms - int(answer) if is_time else -1
    if not 0 <= took_ms < _DAY_MS:
        return f"{nick} answered."
    return f"{nick} answered after {took_ms / 1000:.1f} seconds."


def dcc_text(nick: str, offer: DccOffer) -> str:
    """Somebody wanted to send a file, or to talk, past the server."""
    who = plain_text(nick)
    shows = "which shows your address to the other side"
    if offer.kind is DccKind.CHAT:
        return f"{who} wanted to talk to you the old way (DCC), {shows}. Write to {who} here instead."
    if offer.kind is DccKind.OTHER:
        return f"{who} wanted something the old way (DCC), {shows}. It was refused."
    name = offer.file_name or "a file"
    return (f"{who} wanted to send you {name} the old way (DCC), {shows}. "
            f"Ask {who} to send it as a file here instead.")
