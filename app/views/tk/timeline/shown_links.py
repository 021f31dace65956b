"""What a link is shown as: whoever follows it is told when that is not its address."""

from collections.abc import Sequence
from itertools import groupby

from app.contracts.rows import Span


def shown_for(spans: Sequence[Span], target: str) -> str:
    """The text that `target`, an address, stands behind; "" where it stands as it is, or is no address.

    A link may be in several spans of different looks, and several times in a message.
    """
    if "://" not in target:
        return ""
    runs = ("".join(span.text for span in run)
            for is_it, run in groupby(spans, key=lambda span: span.target == target) if is_it)
    return next((text for text in runs if text != target), "")
