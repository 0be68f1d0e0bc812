"""Files that belong to issues: the rows about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.tables import Attachment


@dataclass(frozen=True, slots=True)
class Binding:
    """Files sent beforehand, and the issue they turned out to belong to.

    Attributes
    ----------
    account_id, form_key
        Who sent them: an account, or a resident under the key of a form.
    """

    issue_id: int
    files: tuple[UUID, ...]
    account_id: int | None
    form_key: UUID


def bind_files(session: Session, bindings: Sequence[Binding]) -> None:
    """Bind files to their issues.

    Raises
    ------
    NotFound
        If a file is not there, is bound already, or was sent by somebody else.
    """
    for one in bindings:
        mine = and_(Attachment.account_id.is_(None), Attachment.form_key == one.form_key)
        if one.account_id is not None:
            mine = or_(mine, Attachment.account_id == one.account_id)
        bound = session.scalars(
            update(Attachment)
            .where(Attachment.id.in_(one.files), Attachment.issue_id.is_(None), mine)
            .values(issue_id=one.issue_id)
            .returning(Attachment.id)
        ).all()
        if set(bound) != set(one.files):
            msg = "a file named in `attachments` is not there any more; send it again"
            raise NotFound(msg)
