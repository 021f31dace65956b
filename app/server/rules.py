"""The server's tables, put together: verbs from every family, and what each event does."""

from app.server.core.applying import accounts, membership, messages, rooms
from app.server.core.applying.devices import detach
from app.server.core.applying.restoring import restore
from app.server.core.events import (
    AccessChanged,
    AccountDropped,
    AccountSaved,
    ChannelDropped,
    ChannelRenamed,
    ClientQuit,
    Joined,
    Kicked,
    MessageSent,
    ModesChanged,
    NickChanged,
    Parted,
    ServerBanLifted,
    ServerBanSet,
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
    supported,
    who,
    whois,
)

RULES = Rules(
    commands={
        **registration.COMMANDS, **capability.COMMANDS, **supported.COMMANDS, **channel.COMMANDS, **mode.COMMANDS,
        **message.COMMANDS, **history.COMMANDS, **presence.COMMANDS, **who.COMMANDS, **whois.COMMANDS,
        **listing.COMMANDS, **operator.COMMANDS, **information.COMMANDS,
    },
    applying={
        MessageSent: messages.apply_message_sent,
        TopicChanged: rooms.apply_topic_changed, ModesChanged: rooms.apply_modes_changed,
        AccessChanged: rooms.apply_access_changed, ChannelRenamed: rooms.apply_channel_renamed,
        ChannelDropped: rooms.apply_channel_dropped,
        AccountSaved: accounts.apply_account_saved, AccountDropped: accounts.apply_account_dropped,
        ServerBanSet: accounts.apply_server_ban_set, ServerBanLifted: accounts.apply_server_ban_lifted,
        Joined: membership.apply_joined, Parted: membership.apply_parted, Kicked: membership.apply_kicked,
        NickChanged: membership.apply_nick_changed, ClientQuit: membership.apply_client_quit,
    },
    runs_of=messages.runs_of,
    apply_run=messages.apply_message_run,
    settle=registration.settle_registration,
    detach=detach,
    restore=restore,
)
