"""What people asked for and can't have, in their words."""


class UserError(Exception):
    """`text` says what is wrong, `next_step` what to do about it (may be empty). `str()` is both."""

    def __init__(self, text: str, next_step: str = "") -> None:
        super().__init__(f"{text} {next_step}".rstrip())
        self.text = text
        self.next_step = next_step
