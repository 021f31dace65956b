"""What a menu offers: what each thing is called and what does it, or why it can't be done."""

from collections.abc import Callable

from app.values import frozen


@frozen(kw_only=True)
class Offer:
    """One entry. One that is not enabled is shown all the same: its label says why.

    `begins_group`: a line stands above it.
    """

    label: str
    do: Callable[[], None]
    is_enabled: bool = True
    begins_group: bool = False
