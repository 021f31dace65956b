"""Which part of a chat's rows is drawn: a stretch of positions that stays on its rows while others come and go."""


from app.contracts.rows import RowsChanged
from app.values import frozen

LIMIT = 360
CHUNK = 60


@frozen
class Stretch:
    """The positions `[start, stop)` of a source."""

    start: int
    stop: int

    def after(self, change: RowsChanged) -> "Stretch":
        """Where the same rows are after `change`; rows put in between belong to it, rows put at its ends do not."""
        gone = change.start + change.removed
        delta = change.inserted - change.removed
        if gone <= self.start:
            return Stretch(self.start + delta, self.stop + delta)
        if change.start >= self.stop:
            return self
        start = self.start if change.start >= self.start else change.start + change.inserted
        stop = self.stop + delta if gone <= self.stop else change.start + change.inserted
        return Stretch(start, max(start, stop))

    def at_end(self, count: int, screen: int) -> "Stretch":
        """The stretch to draw at the end of `count` rows, when a window of the screen shows `screen` of them.

        It grows from what is drawn already. After a burst larger than a screen it begins anew: what has run through
        unseen is never drawn.
        """
        if self.start >= self.stop or self.stop > count or count - self.stop > screen:
            return Stretch(max(0, count - screen), count)
        if count - self.start > LIMIT:
            return Stretch(count - (LIMIT - CHUNK), count)
        return Stretch(min(self.start, max(0, count - screen)), count)

    def cut(self, count: int, keep: int) -> "Stretch":
        """The stretch within `count` rows and at most `LIMIT` long, around the position `keep`."""
        start, stop = max(0, min(self.start, count)), max(0, min(self.stop, count))
        if stop - start > LIMIT:
            start = max(start, min(keep - LIMIT // 2, stop - LIMIT))
            stop = min(stop, start + LIMIT)
        return Stretch(start, stop)

    def grown_up(self) -> "Stretch":
        """With a chunk of older rows; newer ones beyond the limit are let go."""
        start = max(0, self.start - CHUNK)
        return Stretch(start, min(self.stop, start + LIMIT))

    def grown_down(self, count: int) -> "Stretch":
        """With a chunk of newer rows; older ones beyond the limit are let go."""
        stop = min(count, self.stop + CHUNK)
        return Stretch(max(self.start, stop - LIMIT), stop)

    @staticmethod
    def around(position: int, count: int, screen: int) -> "Stretch":
        """A screen and a half before and after `position`."""
        return Stretch(max(0, position - screen), min(count, position + screen + screen // 2))
