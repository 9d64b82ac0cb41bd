"""Users are known by a keyed hash of their id, so that the file alone tells nobody's name."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.tables import Table


class SecretRow(Table):
    """A value that is made once and never shown."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


def pseudonym(session: Session, user: int) -> str:
    """The name under which a user is kept; the same each time, in this database alone."""
    salt = session.get_one(SecretRow, "salt").value  # a migration makes it
    return hmac.new(salt.encode(), str(user).encode(), hashlib.sha256).hexdigest()
