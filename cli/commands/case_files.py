"""The files of a case: putting them on it, listing them, getting one back, the whole as a ZIP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.cases import IF_SEQ, facts_after, find_case, find_id
from cli.command import argument, command, flag, option
from cli.faults import Failed, tell_refusal
from cli.views import attachments as views
from engine.errors import UsageError

if TYPE_CHECKING:
    from cli.session import Session
    from runtime.attaching import Given

TO = option("--to", "target", required=True, metavar="FILE")


@command(
    "case", "attach", acts=True,
    params=(
        argument("case"),
        argument("files", nargs=-1, required=True),
        option("--as-name", metavar="NAME"),
        option("--field", "of_field", metavar="FIELD"),
        IF_SEQ,
    ),
)  # fmt: skip
def attach(
    session: Session, *, case: str, files: tuple[str, ...], as_name: str | None,
    of_field: str | None, if_seq: int | None,
) -> None:  # fmt: skip
    """Put files on a case."""
    from engine.kernel.effects import Refusal
    from runtime.attaching import attach as put_on

    actor, case_id = session.actor, find_id(session, case, if_seq)
    done = put_on(
        session.office, session.settings, case_id, _given(files, as_name), of_field, actor
    )
    if isinstance(done, Refusal):
        tell_refusal(done, session.language, as_json=not session.output.is_screen)
    facts, new = facts_after(session, case_id), views.new_files(done)
    session.output.show(
        lambda: {"case": facts.number, "attached": [views.file_data(each) for each in new]},
        lambda: views.attached_screen(session, facts, new),
    )


def _given(files: tuple[str, ...], as_name: str | None) -> list[Given]:
    from runtime.attaching import Given

    if as_name is not None and len(files) != 1:
        raise UsageError("as_name_of_one")
    return [Given(Path(file), Path(file).name if as_name is None else as_name) for file in files]


@command(
    "case", "attachment", "list", sandbox=True, lists=True,
    params=(argument("case"), flag("--check")),
)  # fmt: skip
def list_attachments(session: Session, case: str, check: bool) -> None:
    """List the files of a case; --check reads each and compares its hash."""
    from runtime.vault import vault_of

    facts = find_case(session, case)
    files = views.files_of(facts)
    faults: dict[str, str | None] = {}
    if check:
        vault = vault_of(session.office.location, session.settings)
        faults = {each.name: vault.fault(each) for each in files}
    session.output.show_list(
        lambda: [views.file_data(each, faults) for each in files],
        lambda: views.files_screen(session, facts, files, faults),
    )
    if any(faults.values()):
        raise Failed(1)


@command("case", "attachment", "get", sandbox=True, params=(argument("case"), argument("name"), TO))
def get_attachment(session: Session, case: str, name: str, target: str) -> None:
    """Write a file of a case out, checked; never over another."""
    from runtime.vault import vault_of
    from store.care.files import new_file

    facts = find_case(session, case)
    file = views.named_file(facts, name)
    vault = vault_of(session.office.location, session.settings)
    with new_file(Path(target)) as opened:
        vault.copy(file, opened)
    session.output.show(
        lambda: {"case": facts.number, "file": target, **views.file_data(file)},
        lambda: [session.says("attachment_written", name=file.name, file=target)],
    )
