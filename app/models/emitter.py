"""Who wants to know of what: subscriptions by type, called on the owner thread."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

_log = logging.getLogger(__name__)

T = TypeVar("T")
Unsubscribe = Callable[[], None]


class Emitter:
    """Calls the handlers of an object's type, in the order they subscribed."""

    def __init__(self) -> None:
        # Each subscription has a key of its own, so that ending one never ends another of the same handler.
        # Any: a handler takes the type it is kept under; the dict can't say so.
        self._handlers: dict[type, dict[object, Callable[[Any], None]]] = {}

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` with each object of exactly this type, or of any type below `kind` when it is a base."""
        handlers = self._handlers.setdefault(kind, {})
        key = object()
        handlers[key] = handler

        def unsubscribe() -> None:
            handlers.pop(key, None)

        return unsubscribe

    def emit(self, happening: object) -> None:
        """Tell everybody who is subscribed when their turn comes.

        A handler that fails is logged; the others are still called.
        """
        for kind in type(happening).__mro__[:-1]:
            handlers = self._handlers.get(kind)
            if not handlers:
                continue
            for key, handler in tuple(handlers.items()):
                # One that was closed by a handler before it must not hear of this any more.
                if key in handlers:
                    _call(handler, happening, kind)


class OrderedEmitter(Emitter):
    """Tells things in the order they came about: what a listener causes is told when all before it has been."""

    def __init__(self) -> None:
        super().__init__()
        self._untold: deque[object] = deque()
        self._is_held = False

    def tell(self, happenings: Iterable[object]) -> None:
        """Tell of these now, or behind what is being told."""
        self._untold.extend(happenings)
        if self._is_held:
            return
        self._is_held = True
        try:
            while self._untold:
                self.emit(self._untold.popleft())
        finally:
            self._is_held = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Tell nothing by `tell` until the end; the next `tell` tells what was held."""
        was_held, self._is_held = self._is_held, True
        try:
            yield
        finally:
            self._is_held = was_held


def _call(handler: Callable[[Any], None], happening: object, kind: type) -> None:
    try:
        handler(happening)
    except Exception:  # noqa: BLE001 - one broken listener must not cost the others the event
        _log.exception("a handler of %s failed", kind.__name__)
