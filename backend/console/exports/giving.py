"""The file: for programs as JSON, for people as a page that needs nothing but itself."""

import asyncio
import io
import json
import uuid
import zipfile

from fastapi import APIRouter, Depends, Response

from backend.console.exports.gathering import export_case
from backend.console.exports.schemas import CaseExport
from backend.console.pages import Pages
from backend.console.signing import Console
from backend.core.clock import LOCAL_ZONE
from backend.organisations.accounts import SignIn


def add_exports(router: APIRouter, console: Console) -> None:
    """The route of this subject."""

    @router.post("/cases/{case_id}/export")
    async def give_out(case_id: uuid.UUID, who: SignIn = Depends(console.guard.writer)) -> Response:
        exported = await export_case(console.context, who.staff, case_id)
        name = f"lotse-{exported.released.reference}"
        packed = await asyncio.to_thread(archive, name, exported, console.pages, who.staff.language)
        headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
        return Response(packed, media_type="application/zip", headers=headers)


def archive(name: str, exported: CaseExport, pages: Pages, language: str) -> bytes:
    """A ZIP file with both forms of the same."""
    values = {"export": exported}
    files = {
        f"{name}.json": json.dumps(exported.model_dump(mode="json"), ensure_ascii=False, indent=2),
        f"{name}.html": str(pages.part("export/case.html", language, values)),
    }
    packed = io.BytesIO()
    when = exported.exported_at.astimezone(LOCAL_ZONE).timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archived:
        for path, text in files.items():
            archived.writestr(zipfile.ZipInfo(path, when), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
