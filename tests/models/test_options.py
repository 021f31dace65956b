"""All options: each is explained, and takes no value that makes no sense."""

import pytest

from app.models.options import (
    OPTIONS,
    InvalidValue,
    Kind,
    Option,
    Section,
    check_value,
    nearest_name,
    parse_value,
    text_of,
)

LISTED = [option for option in OPTIONS.values() if option.is_listed]


@pytest.mark.parametrize("option", LISTED, ids=lambda option: option.name)
def test_each_listed_option_has_a_name_and_a_sentence_that_explains_it(option: Option) -> None:
    assert option.label[:1].isupper()
    assert option.help.endswith(".")


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.name)
def test_each_default_is_a_value_the_option_may_have_and_survives_being_written(option: Option) -> None:
    assert check_value(option, option.default) == option.default
    assert parse_value(option, text_of(option, option.default)) == option.default


@pytest.mark.parametrize(("name", "typed", "value"), [
    ("sound", "off", False), ("sound", " Yes ", True), ("sound", "0", False), ("keep_days", "30", 30),
    ("keep_days", "+7", 7), ("quiet_hours", "22:00-07:00 fri", "22:00-07:00 fri"), ("quiet_hours", "", ""),
    ("highlights", "rowing, oars", "rowing, oars"),
])
def test_what_people_type_is_taken_as_they_mean_it(name: str, typed: str, value: object) -> None:
    assert parse_value(OPTIONS[name], typed) == value


@pytest.mark.parametrize(("name", "typed", "said"), [
    ("sound", "maybe", "on or off"), ("sound", "", "on or off"), ("keep_days", "-1", "from 0 to 36500 days"),
    ("keep_days", "lots", "whole number"), ("keep_days", "9" * 5000, "whole number"), ("keep_days", "", "whole number"),
    ("keep_days", "٣", "whole number"), ("quiet_hours", "25:00-07:00", "22:00-07:00"), ("name", "a\nb", "one line"),
    ("name", "a" * 4001, "shorter"),
])
def test_what_makes_no_sense_is_refused_with_what_would(name: str, typed: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        parse_value(OPTIONS[name], typed)


@pytest.mark.parametrize(("name", "value"), [
    ("sound", 1), ("keep_days", True), ("keep_days", 1.5), ("name", 7), ("name", None),
])
def test_a_value_of_another_type_is_refused(name: str, value: object) -> None:
    with pytest.raises(InvalidValue):
        check_value(OPTIONS[name], value)


def test_a_choice_is_taken_by_its_key_and_by_its_name_and_nothing_else_is() -> None:
    option = Option(name="size", default="m", section=Section.APPEARANCE, kind=Kind.CHOICE, label="Size",
                    help="How big.", choices=(("m", "Medium"), ("l", "Large")))

    assert [parse_value(option, typed) for typed in ("M", "large")] == ["m", "l"]
    with pytest.raises(InvalidValue, match="one of m, l"):
        parse_value(option, "xl")


@pytest.mark.parametrize(("name", "near"), [("sounds", "sound"), ("Quiet-Hours", "quiet_hours"), ("zzz", "")])
def test_a_misspelt_name_has_a_nearest_one(name: str, near: str) -> None:
    assert nearest_name(name) == near
