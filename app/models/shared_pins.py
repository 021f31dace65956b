"""What a channel's operators pinned for everybody: msgids in a key of the channel's metadata (metadata.md).

The value comes from the network: what can be no msgid is left out.
"""

import re
from collections.abc import Sequence

KEY = "groupchat.local/pins"
MOST_BYTES = 250
"""Servers take at least so much for one value in practice; ours takes 300."""
_MSGID = re.compile(r"[!-~]{1,100}", re.ASCII)
_MOST = 50


def msgids_of(value: str) -> Sequence[str]:
    """The msgids a value names, in the order they were pinned, each once."""
    named = value[: MOST_BYTES * 4].split(" ")
    return tuple(dict.fromkeys(msgid for msgid in named if _MSGID.fullmatch(msgid)))[:_MOST]


def value_with(value: str, msgid: str) -> str | None:
    """The value that names this message as well; None where it has no room for it."""
    if not _MSGID.fullmatch(msgid):
        return None
    after = " ".join(dict.fromkeys((*msgids_of(value), msgid)))
    return after if len(after) <= MOST_BYTES else None


def value_without(value: str, msgid: str) -> str:
    """The value that names this message no more."""
    return " ".join(each for each in msgids_of(value) if each != msgid)
