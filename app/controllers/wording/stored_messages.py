"""What the sheet about the messages on this computer says."""

TITLE = "Stored messages"
NOTHING_KEPT = "Nothing is kept on this computer."
NOTHING_OLD = "Nothing was old enough to delete."
DELETE = "Delete"
_SPANS = {365: "a year", 90: "90 days", 30: "30 days"}
SPANS = (0, *_SPANS)
"""The days people can choose from; 0 for all of the past."""
_SIZES = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


def kept_text(messages: int, size_bytes: int, days: int, megabytes: int) -> str:
    """How much is kept and by which rule. Comings and goings count as messages."""
    size = f"{_messages(messages)}, {size_text(size_bytes)} on this computer."
    old = [f"those older than {_span(days)}"] if days else []
    if megabytes:
        old.append(f"the oldest ones beyond {size_text(megabytes * 1_000_000)}")
    if not old:
        return f"{size} All of them are kept."
    rule = " and ".join(old)
    return f"{size} {rule[0].upper()}{rule[1:]} are deleted once a day. What you haven't read stays."


def span_label(days: int, *, is_current: bool) -> str:
    """The button that keeps messages so long."""
    label = f"Keep {_span(days)}" if days else "Keep everything"
    return f"{label} (as now)" if is_current else label


def shorter_title(days: int) -> str:
    """Asks once more."""
    return f"Delete messages older than {_span(days)}?"


SHORTER_TEXT = ("They go from this computer for good, now and each day from now on. They come back only from servers "
                "that keep them. What you haven't read stays, and what is in the window stays until you close the app.")


def kept_from_now_on(days: int) -> str:
    """Nothing had to be deleted for it."""
    return f"Messages are kept for {_span(days)} from now on." if days else "All messages are kept from now on."


def deleted_text(count: int) -> str:
    """What went."""
    return f"{_messages(count)} deleted." if count else NOTHING_OLD


def size_text(size_bytes: int) -> str:
    """As in "18 MB" and "1.4 GB"."""
    for unit, name in _SIZES:
        if size_bytes >= unit:
            amount = size_bytes / unit
            return f"{amount:.1f} {name}" if amount < 10 else f"{amount:.0f} {name}"
    return f"{size_bytes} bytes"


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count:,} messages"


def _span(days: int) -> str:
    return _SPANS.get(days) or ("1 day" if days == 1 else f"{days:,} days")
