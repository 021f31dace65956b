"""Our icons as strokes on a 24 x 24 grid: round ends, one weight. `make_masks` turns them into coverage masks.

Angles are in degrees, clockwise from three o'clock, since y points down.
"""

from dataclasses import dataclass
from math import cos, radians, sin

Point = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """A line of the icon's weight through `points`."""

    points: tuple[Point, ...]


@dataclass(frozen=True)
class Dot:
    """A filled disc."""

    x: float
    y: float
    radius: float


Drawing = tuple[Stroke | Dot, ...]


def line(*points: Point) -> Stroke:
    return Stroke(points)


def arc(x: float, y: float, radius: float, start: float, stop: float) -> Stroke:
    steps = max(8, int(abs(stop - start) / 4))
    angles = (radians(start + (stop - start) * step / steps) for step in range(steps + 1))
    return Stroke(tuple((x + radius * cos(angle), y + radius * sin(angle)) for angle in angles))


def circle(x: float, y: float, radius: float) -> Stroke:
    return arc(x, y, radius, 0, 360)


def curve(a: Point, b: Point, c: Point, d: Point) -> Stroke:
    """A cubic Bézier curve from `a` to `d`."""
    points = []
    for step in range(25):
        t = step / 24
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        points.append(
            (
                sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True)),
                sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True)),
            )
        )
    return Stroke(tuple(points))


def join(*parts: Stroke) -> Stroke:
    """One stroke through all points of `parts`, in order."""
    return Stroke(tuple(point for part in parts for point in part.points))


def box(left: float, top: float, right: float, bottom: float, radius: float) -> Stroke:
    corners = (
        arc(right - radius, top + radius, radius, -90, 0),
        arc(right - radius, bottom - radius, radius, 0, 90),
        arc(left + radius, bottom - radius, radius, 90, 180),
        arc(left + radius, top + radius, radius, 180, 270),
    )
    return join(*corners, line((right - radius, top)))


_BELL = (
    join(
        line((4, 17.2), (6, 14.4), (6, 9.8)),
        arc(12, 9.8, 6, 180, 360),
        line((18, 14.4), (20, 17.2), (4, 17.2)),
    ),
    line((10.6, 20.6), (13.4, 20.6)),
)
_CIRCLE = circle(12, 12, 9)
_SUN_RAYS = tuple(
    line(
        (12 + 7.2 * cos(radians(angle)), 12 + 7.2 * sin(radians(angle))),
        (12 + 9.4 * cos(radians(angle)), 12 + 9.4 * sin(radians(angle))),
    )
    for angle in range(0, 360, 45)
)
_GEAR_TEETH = tuple(
    line(
        (12 + 6.6 * cos(radians(angle)), 12 + 6.6 * sin(radians(angle))),
        (12 + 9.3 * cos(radians(angle)), 12 + 9.3 * sin(radians(angle))),
    )
    for angle in range(0, 360, 45)
)

ICONS: dict[str, Drawing] = {
    "hash": (
        line((9.6, 4), (7.6, 20)),
        line((16.4, 4), (14.4, 20)),
        line((4.6, 9), (20, 9)),
        line((4, 15), (19.4, 15)),
    ),
    "chat": (
        join(
            arc(7.4, 7.4, 3.4, 180, 270),
            arc(16.6, 7.4, 3.4, 270, 360),
            arc(16.6, 13.2, 3.4, 0, 90),
            line((12, 16.6), (7.4, 21), (7.4, 16.6)),
            arc(7.4, 13.2, 3.4, 90, 180),
            line((4, 7.4)),
        ),
    ),
    "search": (circle(10.8, 10.8, 6.3), line((15.4, 15.4), (20, 20))),
    "pin": (
        line((7.4, 4), (16.6, 4)),
        line((9.2, 4), (8.8, 10.2), (6, 12.9), (6, 14.8), (18, 14.8), (18, 12.9), (15.2, 10.2), (14.8, 4)),
        line((12, 14.8), (12, 20.6)),
    ),
    "bell": _BELL,
    "bell_off": (*_BELL, line((4, 4), (20, 20))),
    "people": (
        circle(9, 7.8, 3.4),
        join(
            line((2.8, 19.6)),
            curve((2.8, 18.2), (3, 14.6), (5.4, 13.4), (9, 13.4)),
            curve((9, 13.4), (12.6, 13.4), (15, 14.6), (15.2, 19.6)),
        ),
        arc(15.4, 7.8, 3.4, -80, 80),
        curve((17, 13.6), (19.6, 14.2), (20.9, 16), (21.2, 19.6)),
    ),
    "more": (Dot(5.2, 12, 1.75), Dot(12, 12, 1.75), Dot(18.8, 12, 1.75)),
    "close": (line((6, 6), (18, 18)), line((18, 6), (6, 18))),
    "plus": (line((12, 5), (12, 19)), line((5, 12), (19, 12))),
    "plus_circle": (_CIRCLE, line((12, 8), (12, 16)), line((8, 12), (16, 12))),
    "chevron_down": (line((6, 9), (12, 15), (18, 9)),),
    "gear": (circle(12, 12, 6.6), circle(12, 12, 2.7), *_GEAR_TEETH),
    "bold": (
        join(line((7, 12), (7, 4.6), (12.4, 4.6)), arc(12.4, 8.3, 3.7, -90, 90), line((7, 12))),
        join(line((7, 12), (13.2, 12)), arc(13.2, 15.7, 3.7, -90, 90), line((7, 19.4), (7, 12))),
    ),
    "italic": (line((10, 4.6), (18, 4.6)), line((6, 19.4), (14, 19.4)), line((14.2, 4.6), (9.8, 19.4))),
    "code": (line((8, 7), (3, 12), (8, 17)), line((16, 7), (21, 12), (16, 17))),
    "quote": (
        line((5, 5), (5, 19)),
        line((9.4, 7), (20, 7)),
        line((9.4, 12), (20, 12)),
        line((9.4, 17), (16, 17)),
    ),
    "list": (
        Dot(4.4, 6.4, 1.35),
        Dot(4.4, 12, 1.35),
        Dot(4.4, 17.6, 1.35),
        line((9, 6.4), (20.4, 6.4)),
        line((9, 12), (20.4, 12)),
        line((9, 17.6), (20.4, 17.6)),
    ),
    "at": (
        circle(12, 12, 3.9),
        join(line((15.9, 8.1), (15.9, 13)), arc(18.45, 13, 2.55, 180, 0), line((21, 12)), arc(12, 12, 9, 0, -302)),
    ),
    "smile": (_CIRCLE, Dot(8.9, 9.7, 1.25), Dot(15.1, 9.7, 1.25), arc(12, 12.6, 4.2, 20, 160)),
    "send": (line((5, 4.4), (20.6, 12), (5, 19.6), (7.6, 12), (5, 4.4)), line((7.6, 12), (13.4, 12))),
    "pencil": (
        line((4.6, 19.4), (5.6, 15), (15.8, 4.8), (19.2, 8.2), (9, 18.4), (4.6, 19.4)),
        line((13, 7.6), (16.4, 11)),
    ),
    "link": (
        join(line((10.2, 16.4), (7.8, 16.4)), arc(7.8, 12, 4.4, 90, 270), line((10.2, 7.6))),
        join(line((13.8, 7.6), (16.2, 7.6)), arc(16.2, 12, 4.4, -90, 90), line((13.8, 16.4))),
        line((8.4, 12), (15.6, 12)),
    ),
    "login": (
        line((3.6, 12), (14.6, 12)),
        line((10.2, 7.6), (14.6, 12), (10.2, 16.4)),
        line((13.4, 3.6), (19.6, 3.6), (19.6, 20.4), (13.4, 20.4)),
    ),
    "server": (
        line((3.6, 4.4), (20.4, 4.4), (20.4, 10.6), (3.6, 10.6), (3.6, 4.4)),
        line((3.6, 13.4), (20.4, 13.4), (20.4, 19.6), (3.6, 19.6), (3.6, 13.4)),
        Dot(7.2, 7.5, 1.3),
        Dot(7.2, 16.5, 1.3),
    ),
    "lock": (
        line((6, 10.4), (18, 10.4), (18, 20), (6, 20), (6, 10.4)),
        join(line((8.6, 10.4), (8.6, 7.4)), arc(12, 7.4, 3.4, 180, 360), line((15.4, 10.4))),
    ),
    "globe": (
        _CIRCLE,
        line((3.4, 12), (20.6, 12)),
        join(curve((12, 3), (7.6, 7.2), (7.6, 16.8), (12, 21)), curve((12, 21), (16.4, 16.8), (16.4, 7.2), (12, 3))),
    ),
    "copy": (
        box(8.6, 8.6, 20.2, 20.2, 1.6),
        join(
            line((5, 15.4)),
            arc(5.4, 13.8, 1.6, 90, 180),
            arc(5.4, 5.4, 1.6, 180, 270),
            arc(13.8, 5.4, 1.6, 270, 360),
            line((15.4, 5.2)),
        ),
    ),
    "check": (line((5, 12.6), (10, 17.4), (19.4, 7)),),
    "clock": (_CIRCLE, line((12, 6.8), (12, 12.2), (15.6, 14.6))),
    "key": (
        circle(7.6, 16.4, 3.9),
        line((10.4, 13.6), (20, 4)),
        line((16.4, 7.6), (19, 10.2)),
    ),
    "wifi_off": (
        line((4, 4), (20, 20)),
        arc(12, 18.4, 13.4, 226, 236),
        arc(12, 18.4, 13.4, 266, 314),
        arc(12, 18.4, 7.6, 222, 244),
        arc(12, 18.4, 7.6, 300, 318),
        Dot(12, 18.6, 1.7),
    ),
    "warning": (
        join(line((12, 4)), line((21, 19.6), (3, 19.6), (12, 4))),
        line((12, 10), (12, 14)),
        Dot(12, 16.9, 1.15),
    ),
    "info": (_CIRCLE, line((12, 11), (12, 16.4)), Dot(12, 7.8, 1.25)),
    "moon": (join(arc(12.4, 11.6, 8.6, 42, 262), curve((11.2, 3.1), (9.2, 9.4), (12.4, 15.6), (18.8, 17.4))),),
    "retry": (arc(12, 12.4, 7.8, -4, -310), line((19.6, 3.8), (19.6, 8.8), (14.6, 8.8))),
    "crown": (line((4, 18.6), (20, 18.6), (20.6, 8), (15.8, 12.2), (12, 5.6), (8.2, 12.2), (3.4, 8), (4, 18.6)),),
    "arrow_down": (line((12, 4.6), (12, 19.4)), line((6, 13.4), (12, 19.4), (18, 13.4))),
    "power": (line((12, 3.4), (12, 11.4)), arc(12, 12.8, 7.8, -55, 235)),
    "sun": (circle(12, 12, 4), *_SUN_RAYS),
}

PERSON: Drawing = (
    circle(12, 8, 4),
    join(curve((4.4, 20.4), (4.8, 15.6), (8, 14), (12, 14)), curve((12, 14), (16, 14), (19.2, 15.6), (19.6, 20.4))),
)
