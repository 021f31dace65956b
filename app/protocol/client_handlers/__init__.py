"""What a client makes of each verb: one table a topic, joined here. A verb nobody knows is an event, too."""

from app.protocol.client_context import Handler
from app.protocol.client_handlers import (
    accounts,
    batches,
    capability_negotiation,
    channel_lists,
    channels,
    files,
    history,
    keepalive,
    login,
    message_changes,
    messages,
    metadata,
    monitor,
    nicks,
    queries,
    registration,
    who,
)

HANDLERS: dict[str, Handler] = {
    **registration.HANDLERS,
    **capability_negotiation.HANDLERS,
    **login.HANDLERS,
    **accounts.HANDLERS,
    **keepalive.HANDLERS,
    **nicks.HANDLERS,
    **messages.HANDLERS,
    **message_changes.HANDLERS,
    **history.HANDLERS,
    **channels.HANDLERS,
    **channel_lists.HANDLERS,
    **who.HANDLERS,
    **monitor.HANDLERS,
    **metadata.HANDLERS,
    **files.HANDLERS,
    **batches.HANDLERS,
    **queries.HANDLERS,
}
