"""What the window shows of something long."""

from app.values import frozen


@frozen(kw_only=True)
class Progress:
    """Something long that people can stop. `share` is how much is done, from 0 to 1; None where nobody knows."""

    title: str
    text: str
    share: float | None = None
