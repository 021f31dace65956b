"""The one table of IRCv3 capabilities: which our client asks for and which our server offers.

A new capability is one row here, its event or handler, and its test table. Names carry their draft prefix, since drafts
move. Specifications are in the repository ircv3/ircv3-specifications, under `extensions/` unless said otherwise.
"""

from app.values import frozen


@frozen(kw_only=True)
class Capability:
    """One row. `needs` are capabilities without which this one makes no sense to us."""

    name: str
    spec: str
    client: bool = False
    server: bool = False
    needs: tuple[str, ...] = ()


ACCOUNT_REGISTRATION = "draft/account-registration"
CHATHISTORY = "draft/chathistory"
METADATA = ("draft/metadata-2", "draft/metadata-3")
"""Two drafts of one thing, read alike. A server that has both speaks the newer to who asks for both."""
MULTILINE = "draft/multiline"
READ_MARKER = "draft/read-marker"
REDACTION = "draft/message-redaction"
SETNAME = "setname"
EDIT = "groupchat.local/edit"
SEARCH = "groupchat.local/search"
"""Ours, under a vendor name; `docs/specs/` describes them."""

CAPABILITIES: tuple[Capability, ...] = (
    Capability(name="account-notify", spec="account-notify.md", client=True, server=True),
    Capability(name="account-tag", spec="account-tag.md", client=True, server=True),
    Capability(name="away-notify", spec="away-notify.md", client=True, server=True),
    Capability(name="batch", spec="batch.md", client=True, server=True),
    Capability(name="cap-notify", spec="capability-negotiation.md", client=True, server=True),
    Capability(name="chghost", spec="chghost.md", client=True, server=True),
    Capability(name=ACCOUNT_REGISTRATION, spec="account-registration.md", client=True, server=True),
    Capability(name="draft/channel-rename", spec="channel-rename.md", client=True, server=True),
    Capability(
        name=CHATHISTORY, spec="chathistory.md", client=True, server=True, needs=("batch", "server-time")
    ),
    Capability(name="draft/event-playback", spec="chathistory.md", client=True, server=True, needs=(CHATHISTORY,)),
    Capability(
        name="draft/extended-isupport", spec="extended-isupport.md", client=True, server=True, needs=("batch",)
    ),
    Capability(name=REDACTION, spec="message-redaction.md", client=True, server=True, needs=("message-tags",)),
    *(Capability(name=draft, spec="metadata.md", client=True, server=True, needs=("batch",)) for draft in METADATA),
    Capability(name=MULTILINE, spec="multiline.md", client=True, server=True, needs=("batch", "message-tags")),
    Capability(name="draft/oper", spec="oper-tag.md", client=True, server=True, needs=("message-tags",)),
    Capability(name="draft/pre-away", spec="pre-away.md", client=True, server=True),
    Capability(name=READ_MARKER, spec="read-marker.md", client=True, server=True),
    Capability(name="echo-message", spec="echo-message.md", client=True, server=True),
    Capability(name="extended-join", spec="extended-join.md", client=True, server=True),
    Capability(name="extended-monitor", spec="extended-monitor.md", client=True, server=True),
    Capability(name=EDIT, spec="docs/specs/message-edit.md", client=True, server=True, needs=("message-tags",)),
    Capability(name=SEARCH, spec="docs/specs/search.md", client=True, server=True, needs=("batch",)),
    Capability(name="invite-notify", spec="invite-notify.md", client=True, server=True),
    Capability(name="labeled-response", spec="labeled-response.md", client=True, server=True, needs=("batch",)),
    Capability(name="message-tags", spec="message-tags.md", client=True, server=True),
    Capability(name="multi-prefix", spec="multi-prefix.md", client=True, server=True),
    Capability(name="no-implicit-names", spec="no-implicit-names.md", server=True),
    Capability(name="sasl", spec="sasl-3.2.md", client=True, server=True),
    Capability(name="server-time", spec="server-time.md", client=True, server=True),
    Capability(name=SETNAME, spec="setname.md", client=True, server=True),
    Capability(name="standard-replies", spec="standard-replies.md", client=True, server=True),
    Capability(name="sts", spec="sts.md", server=True),
    Capability(name="userhost-in-names", spec="userhost-in-names.md", client=True, server=True),
)


def client_capabilities() -> frozenset[str]:
    """What our client asks for where it is offered; `sasl` only when there is a password to give."""
    return frozenset(row.name for row in CAPABILITIES if row.client)


def server_capabilities() -> frozenset[str]:
    """What our server offers."""
    return frozenset(row.name for row in CAPABILITIES if row.server)
