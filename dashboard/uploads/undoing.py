"""What a person does about past imports: takes one back, fetches its rejects."""

from pathlib import Path

from dashboard.access.accounts import User
from dashboard.access.rights import demand
from dashboard.data.files.history import past_import
from dashboard.data.files.mapping import delete_mapping
from dashboard.data.files.undo import Undone, undo
from dashboard.data.storage.regions import Region
from dashboard.data.storage.store import audit, writing
from dashboard.errors import NotFound
from dashboard.i18n import N_
from dashboard.services import Services

NO_REJECTS = N_("This import has no file of rejected rows.")


def undo_import(services: Services, region: Region, import_id: int, user: User) -> Undone:
    """Takes an import back, and tells the audit log. Raises as `undo`, and Forbidden."""
    demand(user, "imports")
    done = undo(region, import_id, by=user.email)
    details = {"import": done.import_id, "removed": done.removed, "restored": done.restored}
    with writing(services.store) as connection:
        audit(connection, N_("import undone"), done.kind, user.email, region=region.code, details=details)
    return done


def forget_mapping(region: Region, mapping_id: int, user: User) -> None:
    """Forgets how a header row is mapped. Raises NotFound, Forbidden."""
    demand(user, "imports")
    delete_mapping(region, mapping_id)


def reject_path(services: Services, region: Region, import_id: int) -> Path:
    """The file of an import's rejected rows. Raises NotFound when there is none."""
    name = past_import(region, import_id).reject_file
    path = services.settings.data_dir / name if name else None
    if path is None or not path.is_file():
        raise NotFound(NO_REJECTS)
    return path
