"""The server's tables, put together: verbs from every family, and what each event does."""

from app.server.core.applying.membership import (
    apply_client_quit,
    apply_joined,
    apply_kicked,
    apply_nick_changed,
    apply_parted,
)
from app.server.core.applying.messages import apply_message_run, apply_message_sent, runs_of
from app.server.core.applying.rooms import apply_modes_changed, apply_topic_changed, restore_channel
from app.server.core.events import (
    ClientQuit,
    Joined,
    Kicked,
    MessageSent,
    ModesChanged,
    NickChanged,
    Parted,
    TopicChanged,
)
from app.server.core.server import Rules
from app.server.handlers import (
    capability,
    channel,
    history,
    information,
    listing,
    message,
    mode,
    operator,
    presence,
    registration,
    who,
    whois,
)

RULES = Rules(
    commands={
        **registration.COMMANDS, **capability.COMMANDS, **channel.COMMANDS, **mode.COMMANDS, **message.COMMANDS,
        **history.COMMANDS, **presence.COMMANDS, **who.COMMANDS, **whois.COMMANDS, **listing.COMMANDS,
        **operator.COMMANDS, **information.COMMANDS,
    },
    applying={
        MessageSent: apply_message_sent, Joined: apply_joined, Parted: apply_parted, Kicked: apply_kicked,
        NickChanged: apply_nick_changed, ClientQuit: apply_client_quit, TopicChanged: apply_topic_changed,
        ModesChanged: apply_modes_changed,
    },
    runs_of=runs_of,
    apply_run=apply_message_run,
    settle=registration.settle_registration,
    restore_channel=restore_channel,
)
"""What the core works by."""
