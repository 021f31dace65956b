"""What must change in a drawn list of rows to become another one; rows that stay are not touched."""

from collections.abc import Iterator, Sequence

from app.contracts.rows import Row
from app.values import frozen


@frozen
class Edit:
    """The rows `[start, start + removed)` of the old list give way to `rows`."""

    start: int
    removed: int
    rows: Sequence[Row]


def edits(old: Sequence[Row], new: Sequence[Row]) -> list[Edit]:
    """The edits that turn `old` into `new`, from the last to the first, so that carrying out one moves no other.

    Rows are the same when their keys are. Where rows have changed places, everything from there on is replaced.
    """
    joined: list[Edit] = []
    for step in _steps(old, new):
        last = joined[-1] if joined else None
        if last is not None and last.start + last.removed == step.start:
            joined[-1] = Edit(last.start, last.removed + step.removed, [*last.rows, *step.rows])
        else:
            joined.append(step)
    joined.reverse()
    return joined


def _steps(old: Sequence[Row], new: Sequence[Row]) -> Iterator[Edit]:
    old_keys = {row.key for row in old}
    new_keys = {row.key for row in new}
    was, now = 0, 0
    while was < len(old) or now < len(new):
        if was < len(old) and old[was].key not in new_keys:
            yield Edit(was, 1, ())
            was += 1
        elif now < len(new) and new[now].key not in old_keys:
            yield Edit(was, 0, (new[now],))
            now += 1
        elif was < len(old) and now < len(new) and old[was].key == new[now].key:
            if old[was] is not new[now] and old[was] != new[now]:
                yield Edit(was, 1, (new[now],))
            was, now = was + 1, now + 1
        else:
            yield Edit(was, len(old) - was, new[now:])
            return
