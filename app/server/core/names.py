"""Which names are the same on this server, and under which names conversations are kept."""

from app.protocol.casemapping import CaseMapping, Folded

CASEMAPPING = CaseMapping.ASCII


def fold(name: str) -> Folded:
    """The name by which a table finds `name`, as CASEMAPPING says. Most names are ASCII, and quick to lower."""
    return Folded(name.lower()) if name.isascii() else CASEMAPPING.fold(name)


def guest_identity(folded_nick: str) -> str:
    """The identity of somebody without an account, which holds as long as the nick does."""
    return f"~{folded_nick}"


def conversation_of(first: str, second: str) -> str:
    """The name under which two identities' private messages are kept, the same from both sides."""
    return " ".join(sorted((first, second)))
