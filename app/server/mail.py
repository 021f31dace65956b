"""Sending the codes of new accounts by mail, on a thread: a mail server may take its time."""

import logging
import threading

from app.server.config import MailSection

logger = logging.getLogger(__name__)

_PATIENCE_S = 20.0


class Mailer:
    """Hands messages to the mail server of the config."""

    def __init__(self, config: MailSection) -> None:
        self._config = config

    def take_config(self, config: MailSection) -> None:
        """Use another mail server from now on."""
        self._config = config

    def send(self, address: str, subject: str, text: str) -> None:
        """Send, some time. A failure is logged; the operator can pass on the code (`admin accounts show`)."""
        if not self._config.host:
            logger.warning("a code could not be sent: mail.host is not set; see “admin accounts show”")
            return
        threading.Thread(target=self._deliver, args=(address, subject, text), name="mail", daemon=True).start()

    def _deliver(self, address: str, subject: str, text: str) -> None:
        # Here, not above: most servers send no mail, and to read these takes 9 ms of every start.
        import smtplib
        import ssl
        from email.message import EmailMessage

        message = EmailMessage()
        message["From"] = self._config.sender or self._config.user
        message["To"] = address
        message["Subject"] = subject
        message.set_content(text)
        try:
            with smtplib.SMTP(self._config.host, self._config.port, timeout=_PATIENCE_S) as connection:
                connection.starttls(context=ssl.create_default_context())
                if self._config.user:
                    connection.login(self._config.user, self._config.password)
                connection.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            logger.error("a code could not be sent by %s: %s", self._config.host, error)  # noqa: TRY400 - the cause is enough
