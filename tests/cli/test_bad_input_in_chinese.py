"""Bad input that an office meets is answered in Chinese by a sentence, its place and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.cli.conftest import NUMBER, Patrol, opened
from tests.cli.test_login import changed, kept_file
from tests.cli.test_notices import known
from tests.cli.test_papers import WORKER, on, order

if TYPE_CHECKING:
    from tests.cli.real import Desks

LEADER = "team1_leader"
OFFICE = ("--as", "jiangsu_patrol_office")
HOOK = '[channels.hook]\nkind = "webhook"\nurl = "https://{host}/x"\nsecret_env = "HOOK_SECRET"\n'


def said(patrol: Patrol, *command: str) -> tuple[str, str]:
    """Return the sentence and the hint of a refusal, in Chinese."""
    answer = patrol(*command, PATROL_LANG="zh")
    assert answer.code in (1, 2, 3), answer
    sentence, hint = answer.err.rstrip("\n").split("\n")
    return sentence, hint.strip()


def test_a_token_that_expired_or_was_revoked(desks: Desks) -> None:
    desk, again = desks.of(LEADER), "请管理员用 patrol user token add 重新签发。"
    changed(desks, "UPDATE tokens SET created_at = 1, expires_at = 2 WHERE person = 'team1_leader'")
    assert said(desk, "case", "list") == ("令牌“desk”已于 1970-01-01 08:00 过期。", again)
    changed(desks, "UPDATE tokens SET revoked_at = 9, revoked_by = 'jiangsu_clerk'")
    assert said(desk, "case", "list") == (
        "令牌“desk”已由 jiangsu_clerk 于 1970-01-01 08:00 吊销。", again,
    )  # fmt: skip


def test_a_token_file_that_others_can_read(desks: Desks) -> None:
    desk = desks.of(LEADER)
    file = kept_file(desk)
    file.chmod(0o644)
    assert said(desk, "case", "list") == (
        f"他人可以读取或改动令牌文件 {file}（权限 0644），没有使用。",
        f"请运行 chmod 600 {file}；如令牌可能已被他人看到，请立即吊销。",
    )


def test_a_receipt_for_a_paper_that_was_never_sent(demo: Patrol) -> None:
    key = order(demo)["key"]
    number = demo.done("paper", "sign", key, *WORKER, *on("2020-02-03"))["paper"]["number"]
    assert said(demo, "paper", "receipt", key, *WORKER, *on("2020-02-03")) == (
        f"“责令限期整改指令书”（{number}）从未送出，不能登记签收。",
        "如已送出，先用 patrol paper serve 登记送出日期。",
    )


def test_a_correction_after_a_child_has_acted(demo: Patrol) -> None:
    history = demo.done("case", "history", NUMBER)
    seq = max(one["seq"] for one in history if one["actor"] != "engine")
    sentence, hint = said(
        demo, "case", "correct", NUMBER, str(seq), "--reason", "误办", "--yes", *OFFICE,
    )  # fmt: skip
    number = hint.removeprefix("请先更正或处理案件 ").partition("，")[0]
    assert hint == f"请先更正或处理案件 {number}，再更正本案。"
    assert sentence.startswith(f"案件 {number} 此后已经办理“")
    assert sentence.endswith("），不能再更正。")


def test_a_backup_over_a_file_that_is_there(sandbox: Patrol, here: Path) -> None:
    (here / "all.zip").write_text("mine")
    assert said(sandbox, "db", "backup", "--to", "all.zip") == (
        "all.zip 已经存在。", "不会覆盖；请换一个文件名，或先移走它。",
    )  # fmt: skip
    assert (here / "all.zip").read_text() == "mine"


def test_an_attachment_that_changed_on_disk(sandbox: Patrol, here: Path) -> None:
    number = opened(sandbox)
    (here / "报告.txt").write_text("as it was", encoding="utf-8")
    sandbox.done("case", "attach", number, "报告.txt", *OFFICE)
    (file,) = (one for one in here.rglob("??/*") if one.is_file())
    file.write_text("forged")
    get = ("case", "attachment", "get", number, "报告.txt", "--to", "out.txt")
    assert said(sandbox, *get) == (
        f"附件“报告.txt”在磁盘上被改动过，内容与登记的不符：{file}",
        "请从备份恢复这个文件，并查明是谁改动的。",
    )


def notice(patrol: Patrol, text: str) -> list[str]:
    """Return the lines that tell what is wrong with a file of notices."""
    Path("notices.yaml").write_text(text, encoding="utf-8")
    answer = patrol("calendar", "import", "notices.yaml", "--yes", PATROL_LANG="zh")
    assert answer.code == 3
    assert answer.out == ""
    return [line.strip() for line in answer.err.splitlines()]


def test_a_file_of_notices_that_contradicts_itself_or_an_earlier_one(sandbox: Patrol) -> None:
    known(sandbox, "2019-12-31")
    lines = notice(
        sandbox,
        "{id: a, for_year: 2021, published: 2020-01-20,\n"
        " holidays: [{name: 节, from: 2021-01-01, works: [2021-01-01]}]}",
    )
    (line,) = (one for one in lines if "既让" in one)
    assert line == (
        "notices.yaml:2:13: holidays[0]: 通知 a 既让 2021-01-01 放假，又让它上班。"
        "（请对照通知原文改正）"
    )
    lines = notice(
        sandbox,
        '{"year": 2020, "days": [{"name": "节", "date": "2020-05-06", "isOffDay": true}]}',
    )
    (line,) = (one for one in lines if "2020-05-06" in one)
    assert line == (
        "notices.yaml:1:25: days[0]: 这将改变“国办发明电〔2019〕16号”对2020-05-06的安排。"
        "（如确系调整该通知，请用 --amends 写明其标识；标识见 patrol calendar revisions）"
    )


def test_a_webhook_to_a_host_that_is_not_allowed_and_one_without_its_secret(
    sandbox: Patrol, here: Path
) -> None:
    settings = here / "patrol.toml"
    settings.write_text(HOOK.format(host="elsewhere.test"))
    sandbox.environ["HOOK_SECRET"] = "s3cret"
    assert said(sandbox, "run", "--once") == (
        "channels.hook.url 的主机 elsewhere.test 不在允许之列。",
        "确认无误后，把它加进设置 webhook_hosts（现有：-）。",
    )
    del sandbox.environ["HOOK_SECRET"]
    settings.write_text('webhook_hosts = "here.test"\n' + HOOK.format(host="here.test"))
    assert said(sandbox, "run", "--once") == (
        "channels.hook.secret_env 所指的环境变量 HOOK_SECRET 没有值。",
        "启动前设好该变量，或改用 secret_file。",
    )


def test_a_scheduler_on_a_database_of_a_newer_schema(sandbox: Patrol) -> None:
    import sqlite3

    connection = sqlite3.connect(sandbox.database)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    assert said(sandbox, "run", "--once") == (
        f"数据库 {sandbox.database} 由更新版本的程序建立，本程序不能使用。",
        "请升级本程序；不要改动该数据库。",
    )


def test_a_case_that_nobody_may_open_but_the_person_whom_it_names(sandbox: Patrol) -> None:
    visit = ("case", "open", "county_visit", "--set", "visitor=jiangsu_patrol_office",
             "--set", "unit=yancheng")  # fmt: skip
    assert said(sandbox, *visit, "--as", "jiangsu_clerk") == (
        "jiangsu_clerk 不能新开“county_visit”案件。",
        "可以新开的是：带队人（现任：jiangsu_patrol_office）。",
    )
    assert sandbox.done(*visit, *OFFICE)["case"]["state"] == "planned"
