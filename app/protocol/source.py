"""Who sent a message: `nick!user@host`, or a server's name."""

from functools import lru_cache

from app.values import frozen


@frozen
class Source:
    """The parts of a message's source; `user` and `host` are empty when not given."""

    nick: str
    user: str = ""
    host: str = ""

    @staticmethod
    def parse(text: str | None) -> "Source":
        """Split `nick!user@host`; everything is optional. No source at all has an empty nick."""
        return parse_source(text or "")

    @staticmethod
    def split(text: str) -> "Source":
        """As `parse`, for somebody who is not expected to be met again soon."""
        before_host, _, host = text.partition("@")
        nick, _, user = before_host.partition("!")
        return Source(nick, user, host)

    @property
    def is_server(self) -> bool:
        """Whether this looks like a server: a name with a dot and neither user nor host."""
        return not self.user and not self.host and "." in self.nick

    def __str__(self) -> str:
        user = f"!{self.user}" if self.user else ""
        host = f"@{self.host}" if self.host else ""
        return f"{self.nick}{user}{host}"


@lru_cache(maxsize=4096)
def parse_source(text: str) -> Source:
    """Split `nick!user@host`; kept for the people who talk most, since each message needs it."""
    return Source.split(text)
