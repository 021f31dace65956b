"""Who said something, as it goes out with the line: the source, and what tags tell of the person."""

from app.values import frozen


@frozen(kw_only=True)
class Sender:
    """`source` is `nick!user@host`; the rest are the tags account, bot and draft/oper (empty: not sent)."""

    source: str
    account: str = ""
    is_bot: bool = False
    oper: str = ""

    @property
    def nick(self) -> str:
        """The nick in the source."""
        return self.source.partition("!")[0]
