"""`thidin import`, as a clerk meets it: what is taken, kept back, asked about, and sent again."""

from itertools import permutations
from pathlib import Path

import pytest

from domain.errors import StaleStream
from domain.log import Log
from domain.log.plain import plain
from domain.register import NeedsConfirmation
from importers.problems import FileRefused
from tests.api.cli.clerk import BODY, Clerk, clerk, clerk_of, identity, title, use, written

__all__ = ["clerk"]


def test_a_file_is_taken_once_and_the_same_file_again_changes_nothing(
    clerk: Clerk, tmp_path: Path
) -> None:
    file = written(tmp_path / "reg.csv", [title(1), title(2)])
    (first,) = clerk.take(file)
    head = clerk.head()

    (again,) = clerk.take(file)

    assert (first["rows"], first["applied"], first["unchanged"], first["quarantined"]) == (
        2, 2, 0, 0,
    )  # fmt: skip
    assert (again["already"], again["applied"]) == (True, 0)
    assert clerk.head() == head


def test_a_file_that_is_not_there_is_said_by_its_name_alone(clerk: Clerk, tmp_path: Path) -> None:
    refused = clerk.run("import", tmp_path / "nothing.csv", "--body", BODY).exception

    assert isinstance(refused, FileRefused)
    assert [one.message for one in refused.problems] == [
        "FILE-10: ไม่พบไฟล์ nothing.csv หรือเปิดอ่านไม่ได้ · ตรวจชื่อไฟล์ โฟลเดอร์ และสิทธิ์การอ่าน"
    ]


def test_another_file_that_says_the_same_is_unchanged_row_by_row(
    clerk: Clerk, tmp_path: Path
) -> None:
    clerk.take(written(tmp_path / "one.csv", [title(1), title(2)]))

    (other,) = clerk.take(written(tmp_path / "two.csv", [title(2), title(1)]))

    assert (other["rows"], other["applied"], other["unchanged"]) == (2, 0, 2)


def test_a_row_that_is_wrong_is_kept_back_mended_and_sent_again(
    clerk: Clerk, tmp_path: Path
) -> None:
    rows = [title(number) for number in range(1, 9)]
    rows[2]["ngan"] = 7
    (sent,) = clerk.take(written(tmp_path / "reg.csv", rows))
    (path,) = sent["corrections"]
    corrected = Path(path).read_text("utf-8-sig")

    Path(path).write_text(corrected.replace(",1,7,0,", ",1,2,0,"), "utf-8-sig")
    (mended,) = clerk.take(Path(path))

    assert (sent["rows"], sent["applied"], sent["quarantined"]) == (8, 7, 1)
    assert [(one["code"], one["row"]) for one in sent["problems"]] == [("AREA-02", 4)]
    assert corrected.startswith("ผลการตรวจ,ข้อความ,as_of_date,")
    assert corrected.count("\n") == 2
    assert "ผิด AREA-02" in corrected
    assert (mended["rows"], mended["applied"], mended["quarantined"]) == (1, 1, 0)


def test_every_problem_of_a_file_is_told_at_once(clerk: Clerk, tmp_path: Path) -> None:
    rows = [title(number) for number in range(1, 12)]
    rows[0]["ngan"] = 7
    rows[1]["title_type"] = 99
    rows[1]["wah"] = "abc"

    (sent,) = clerk.take(written(tmp_path / "reg.csv", rows))

    found = {(one["row"], one["code"]) for one in sent["problems"]}
    assert found >= {(2, "AREA-02"), (3, "CODE-01"), (3, "NUM-01")}
    assert sent["quarantined"] == 2


def test_a_delivery_that_would_change_most_plots_waits_for_a_word(
    clerk: Clerk, tmp_path: Path
) -> None:
    clerk.take(written(tmp_path / "one.csv", [title(number) for number in range(1, 11)]))
    changed = [title(number, rai=2, as_of_date="1/2/2569") for number in range(1, 11)]
    file = written(tmp_path / "two.csv", changed)
    head = clerk.head()

    refused = clerk.refusal("import", file, "--body", BODY)

    assert isinstance(refused, NeedsConfirmation)
    assert clerk.head() == head
    (taken,) = clerk.take(file, confirm=True)
    assert taken["applied"] == 10


def test_a_file_of_which_a_fifth_is_wrong_waits_for_a_word(clerk: Clerk, tmp_path: Path) -> None:
    rows = [title(number) for number in range(1, 5)]
    rows[0]["ngan"] = 7
    file = written(tmp_path / "reg.csv", rows)
    head = clerk.head()

    refused = clerk.refusal("import", file, "--body", BODY)

    assert str(refused) == (
        "1 of the 4 rows would be kept back (more than 20 %). Is it the right file and body? "
        "If that is right, send it again with confirmation."
    )
    assert clerk.head() == head


def test_a_dry_run_tells_the_effect_in_baht_and_records_nothing(
    clerk: Clerk, tmp_path: Path
) -> None:
    # 400 square wah at 10,000 baht are 4 million; other: 0.3% = 12,000
    clerk.take(written(tmp_path / "reg.csv", [title(1), title(2)]))
    clerk.take(written(tmp_path / "use.csv", [use(1)]))
    head = clerk.head()
    file = written(tmp_path / "more.csv", [use(2)])

    (dry,) = clerk.take(file, dry_run=True)

    (effect,) = dry["effects"]
    assert (effect["before"], effect["after"]) == ("12,000.00", "24,000.00")
    assert effect["bills_that_differ"] == 1
    assert clerk.head() == head
    clerk.take(file)
    assert clerk.tax() == "24,000.00"


def test_files_in_any_order_come_to_the_same_bills(tmp_path: Path) -> None:
    house = {
        "survey_date": "15/11/2568", "surveyor": "ผู้สำรวจ", "lao_code": BODY,
        "parcel_code": "01A001", "building_code": "01A001-B001", "type_code": 103,
        "structure": 2, "area_m2": 100, "year_built_be": 2559, "storeys": 1,
    }  # fmt: skip
    files = {
        "reg.csv": [title(1), title(2)],
        "later.csv": [title(2, as_of_date="20/12/2568", acquired_date="20/12/2568",
                            id_no=identity(1), last_name="ลำดับ1")],
        "use.csv": [use(1), use(2)],
        "building.csv": [house],
    }  # fmt: skip
    taxes = []
    for number, order in enumerate(permutations(files)):
        clerk = clerk_of(tmp_path / f"office{number}")
        clerk.take(*(written(clerk.folder / name, files[name]) for name in order), confirm=True)
        (found,) = clerk.told("assess", "--year", "2569")
        taxes.append((found["tax"], found["bills"]))

    # Both plots are taxpayer 1's since 20 December: 2 x 4 million at 0.3% = 24,000. The house is
    # in nobody's bill, since no survey says how it is used.
    assert taxes == [("24,000.00", 1)] * len(taxes)


def test_a_clerks_thai_windows_file_says_what_the_english_one_says(
    clerk: Clerk, tmp_path: Path
) -> None:
    clerk.take(written(tmp_path / "english.csv", [title(1)]))
    thai = {
        "ข้อมูล ณ วันที่": "๑/๑/๒๕๖๙", "รหัส อปท.": BODY, "รหัสสำนักงานที่ดิน": "60010000",
        "รหัสแปลงที่ดิน": "01A001", "ประเภทเอกสารสิทธิ": "โฉนดที่ดิน", "โฉนดเลขที่": "๑๐๐๑",
        "UTMMAP1": "5039", "UTMMAP2": "II", "UTMMAP3": "4682", "UTMMAP4": "07",
        "มาตราส่วน": "1000", "เลขที่ดิน": "๑", "รหัสตำบล": "600701",
        "ไร่": "๑", "งาน": "๐", "ตร.ว.": "๐", "ลำดับเจ้าของ": "1",
        "13 หลัก": identity(1), "คำนำหน้า": "นาย", "ชื่อ": "ตัวอย่าง", "นามสกุล": "ลำดับ1",
        "บ้านเลขที่": "1/1", "วันที่ได้มา": "5 มี.ค. 2560",
    }  # fmt: skip

    (read,) = clerk.take(written(tmp_path / "thai.csv", [thai], encoding="cp874"))

    assert (read["applied"], read["unchanged"], read["quarantined"]) == (0, 1, 0)


def test_an_import_that_is_killed_leaves_nothing_and_may_be_sent_again(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "reg.csv", [title(1)])
    head = clerk.head()

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Log, "record", killed)
        clerk.run("import", file, "--body", BODY)

    assert clerk.head() == head
    (taken,) = clerk.take(file)
    assert taken["applied"] == 1


def test_a_file_that_lost_a_race_is_decided_again(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "reg.csv", [title(1)])
    record = Log.record
    raced: list[int] = []

    def once(log: Log, *events: object) -> int:
        if not raced:
            raced.append(1)
            raise StaleStream("another act came first")
        return record(log, *events)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Log, "record", once)
        (taken,) = clerk.take(file)

    assert (taken["applied"], raced) == (1, [1])


def test_s9_a_transfer_that_is_told_late_moves_the_bill_and_the_old_view_stays(
    clerk: Clerk, tmp_path: Path
) -> None:
    clerk.take(written(tmp_path / "reg.csv", [title(1), title(2)]))
    clerk.take(written(tmp_path / "use.csv", [use(1), use(2)]))
    before = clerk.head()
    sold = title(1, id_no=identity(2), last_name="ลำดับ2", acquired_date="20/12/2568",
                 as_of_date="1/3/2569")  # fmt: skip

    clerk.take(written(tmp_path / "march.csv", [sold]), confirm=True)

    (now,) = clerk.told("assess", "--year", "2569")
    (then,) = clerk.told("assess", "--year", "2569", "--as-known-at", str(before))
    assert (then["bills"], now["bills"]) == (2, 1)
    assert then["tax"] == now["tax"] == "24,000.00"


def test_a_name_or_a_number_is_neither_in_the_log_nor_in_what_is_printed(
    clerk: Clerk, tmp_path: Path
) -> None:
    row = title(3, last_name="นามสกุลลับ", id_no="1999900000000")
    result = clerk.run("import", written(tmp_path / "reg.csv", [row]), "--body", BODY)

    stored = b"".join(file.read_bytes() for file in clerk.folder.glob("*.sqlite*"))
    with clerk.office().log as log:
        acts = "".join(str(plain(one.event)) for one in log.after(0))
    assert result.exit_code == 0, result.output
    assert "PID-02" in result.output
    for secret in ("นามสกุลลับ", "1999900000000"):
        assert secret not in result.output
        assert secret.encode() not in stored
        assert secret not in acts
    assert "01A003" in acts


@pytest.mark.parametrize("words", [["--as-of", "1/1/2569"], ["--body", "abc"]])
def test_an_option_that_cannot_be_read_is_refused_in_words(
    clerk: Clerk, tmp_path: Path, words: list[str]
) -> None:
    result = clerk.run("import", written(tmp_path / "reg.csv", [title(1)]), *words)

    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_a_person_named_twice_with_odd_shares_owns_their_sum(clerk: Clerk, tmp_path: Path) -> None:
    rows = [
        title(1, owner_seq=1, share="1/1000003"),
        title(1, owner_seq=2, share="1/999983"),
        title(1, owner_seq=3, share="2/3", id_no=identity(9)),
    ]

    (taken,) = clerk.take(written(tmp_path / "reg.csv", rows))

    assert (taken["rows"], taken["applied"]) == (3, 3)
    assert "OWN-03" in {one["code"] for one in taken["problems"]}


def test_s41_two_main_residences_of_one_person_are_named_where_the_year_is_assessed(
    clerk: Clerk, tmp_path: Path
) -> None:
    owners = [title(1), title(2, id_no=identity(1), last_name="ลำดับ1"), title(3)]
    clerk.take(written(tmp_path / "reg.csv", owners))
    homes = [use(number, use_code=2, house_register=1) for number in (1, 2, 3)]
    (survey,) = clerk.take(written(tmp_path / "use.csv", homes))

    (told,) = clerk.told("assess", "--year", "2569")
    shown = " ".join(clerk.run("assess", "--year", "2569").output.split())

    assert [(one["code"], one["row"]) for one in survey["problems"]] == [
        ("USE-06", 2),
        ("USE-06", 3),
    ]
    assert told["several_main_residences"] == [["P:1:60010000:1001", "P:1:60010000:1002"]]
    assert (
        "1 persons have the exemption of s.41 for more than one main residence, the first for "
        "P:1:60010000:1001 and P:1:60010000:1002: a name is in one house register only. Ask the "
        "civil registry and send the survey of the other home again; --json names them all."
    ) in shown


def test_s41_homes_of_one_person_in_two_bodies_are_named_where_both_are_assessed(
    clerk: Clerk, tmp_path: Path
) -> None:
    other = "05600702"
    joined = clerk.run(
        "join", other, "--name", "เทศบาลตำบลตัวอย่าง", "--kind", "SUB_MUN", "--province", "60"
    )
    assert joined.exit_code == 0, joined.output
    for body, numbers in ((BODY, (1, 2)), (other, (1, 3))):
        owners = [title(number, lao_code=body) for number in numbers]
        homes = [use(number, use_code=2, house_register=1, lao_code=body) for number in numbers]
        files = written(tmp_path / "reg.csv", owners), written(tmp_path / "use.csv", homes)
        clerk.told("import", *files, "--body", body)

    told = clerk.told("assess", "--year", "2569")
    alone = clerk.told("assess", "--year", "2569", "--body", BODY)
    shown = " ".join(clerk.run("assess", "--year", "2569").output.split())

    found = [one["main_residences_elsewhere"] for one in told]
    assert [list(one.values()) for one in found] == [[["P:1:60010000:1001"]]] * 2
    assert found[0] == found[1]
    assert [one["several_main_residences"] for one in told] == [[], []]
    assert alone[0]["main_residences_elsewhere"] == {}
    assert (
        "1 persons have the exemption of s.41 in more than one local body, the first for "
        f"P:1:60010000:1001 in {BODY} and P:1:60010000:1001 in {other}: a name is in one house "
        "register only. Ask the civil registry"
    ) in shown
