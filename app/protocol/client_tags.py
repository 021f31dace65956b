"""Names of the tags that clients put on messages for each other, and of those of the server that say something of one.

Drafts move: a tag is read under its draft name and under its final one, and sent under each name that clients of today
read. Follows client-tags/reply.md, react.md, typing.md, channel-context.md, and bot-mode.md, oper-tag.md.
"""

from collections.abc import Mapping

NONCE_TAG = "+groupchat.local/nonce"
"""A client-only tag of ours: a name for a message before the server gives it a msgid, to know it by in its history."""

REPLY_TAGS = ("+draft/reply", "+reply")
REACT_TAG = "+draft/react"
UNREACT_TAG = "+draft/unreact"
TYPING_TAGS = ("+typing", "+draft/typing")
CONTEXT_TAGS = ("+draft/channel-context", "+channel-context")
CONCAT_TAG = "draft/multiline-concat"
EDITED_TAG = "groupchat.local/edited"
BOT_TAG = "bot"
OPER_TAGS = ("draft/oper", "oper")

VALUE_MAX = 512
"""Characters of an id in a tag. Servers' are a few dozen long; what is longer is none, and is not kept."""


def first_of(tags: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The value of the first of these tags that says something, within bounds; "" for none."""
    for name in names:
        value = tags.get(name, "")
        if value:
            return value if len(value) <= VALUE_MAX else ""
    return ""


def reply_tags(msgid: str) -> dict[str, str]:
    """The tags of a message that answers the one of this id; no id, no tags."""
    return dict.fromkeys(REPLY_TAGS, msgid) if msgid else {}
