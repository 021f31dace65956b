"""Who wants to know of what: subscriptions by type, called on the owner thread."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

_log = logging.getLogger(__name__)

T = TypeVar("T")
Unsubscribe = Callable[[], None]


class Emitter:
    """Calls the handlers of an object's type, in the order they subscribed."""

    def __init__(self) -> None:
        # Any: a handler takes the type it is kept under; the dict can't say so.
        self._handlers: defaultdict[type, list[Callable[[Any], None]]] = defaultdict(list)

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` with each object of exactly this type, or of any type below `kind` when it is a base."""
        self._handlers[kind].append(handler)

        def unsubscribe() -> None:
            if handler in self._handlers[kind]:
                self._handlers[kind].remove(handler)

        return unsubscribe

    def emit(self, happening: object) -> None:
        """Tell everybody. A handler that fails is logged; the others are still called."""
        for kind in type(happening).__mro__[:-1]:
            for handler in tuple(self._handlers.get(kind, ())):
                try:
                    handler(happening)
                except Exception:  # noqa: BLE001 - one broken listener must not cost the others the event
                    _log.exception("a handler of %s failed", kind.__name__)
