"""What a server can't do, for people who miss something. The table is in the order of what matters most."""

from collections.abc import Set as AbstractSet

from app.protocol.capabilities import CHATHISTORY

_LACKS = {
    CHATHISTORY: "keeps no history, so messages from while you were away can't be shown",
    "echo-message": "doesn't confirm messages, so one that it drops may look as if it was sent",
    "message-tags": "carries no reactions, and doesn't show who is typing",
}


def missing_features_text(capabilities: AbstractSet[str]) -> str:
    """What people miss where only these are in force; "" for nothing."""
    lacks = [text for capability, text in _LACKS.items() if capability not in capabilities]
    return " ".join(f"{'It' if number else 'This server'} {text}." for number, text in enumerate(lacks))
