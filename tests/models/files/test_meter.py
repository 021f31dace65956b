"""How far a transfer is: told at most ten times a second."""

from app.models.files.meter import Meter, Progress


def test_progress_is_told_ten_times_a_second_at_most() -> None:
    meter = Meter(0, 100.0)
    told = [progress for step in range(1000) if (progress := meter.add(1000, 100.0 + step / 1000)) is not None]
    assert 8 <= len(told) <= 10


def test_the_rate_follows_what_happens() -> None:
    meter = Meter(5000, 0.0)
    assert meter.add(1000, 1.0) == Progress(6000, 1000.0)
    for second in range(2, 30):
        last = meter.add(4000, float(second))
    assert last is not None
    assert 3900 < last.rate <= 4000
