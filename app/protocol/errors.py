"""What can go wrong on the wire, and whose fault it is.

Local errors are ours (we asked for something that may not be sent), remote ones are the peer's.
"""


class ProtocolError(Exception):
    """A rule of the IRC protocol was broken."""


class LocalProtocolError(ProtocolError):
    """We were asked to send what the protocol forbids, such as a line break inside a message."""


class RemoteProtocolError(ProtocolError):
    """The peer broke a rule or a limit, so that nothing it says can be trusted: close the connection."""


class MalformedMessage(ProtocolError):
    """One line that is not an IRC message. The rest of the stream is still good."""
