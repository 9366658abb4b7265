"""The land office's monthly ZIP, and ZIPs made to hurt."""

from __future__ import annotations

import io
import stat
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest

from importers.carriers.archive import is_archive, unpack
from importers.carriers.limits import Limits
from importers.problems import FileRefused
from tests.importers.reading import file_of

PARCELS = "PARCEL_NO,RAI\r\n12345,1\r\n"


def zip_of(folder: Path, *files: tuple[str | zipfile.ZipInfo, str | bytes]) -> Path:
    """Write a ZIP of files."""
    path = folder / "month.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return path


def refusal_of(path: Path, limits: Limits | None = None, password: str | None = None) -> str:
    folder = Path(mkdtemp(dir=path.parent, prefix="out"))
    with pytest.raises(FileRefused) as caught:
        unpack(path, folder, password=password, limits=limits)
    (problem,) = caught.value.problems
    return f"{problem.code} {problem.thai}"


def test_files_come_out_under_our_own_names_in_the_order_of_theirs(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path,
        ("05600701/parcel_05600701_60010000.csv", PARCELS),
        ("05600701/construction_05600701_60010000.csv", "AREA\r\n"),
    )

    members = unpack(path, tmp_path)

    assert [member.name for member in members] == [
        "05600701/construction_05600701_60010000.csv",
        "05600701/parcel_05600701_60010000.csv",
    ]
    assert [member.path.name for member in members] == ["0000.csv", "0001.csv"]
    assert members[1].path.read_text(encoding="utf-8") == PARCELS.replace("\r\n", "\n")


def test_a_thai_name_without_the_utf_8_mark_is_read_as_windows_874(tmp_path: Path) -> None:
    path = zip_of(tmp_path, ("XXXXXX.csv", PARCELS))
    content = path.read_bytes().replace(b"XXXXXX", "ที่ดิน".encode("cp874"))

    (member,) = unpack(file_of(tmp_path, content, "thai.zip"), tmp_path)

    assert member.name == "ที่ดิน.csv"


def test_a_zip_is_told_from_a_workbook(tmp_path: Path) -> None:
    assert is_archive(zip_of(tmp_path, ("a.csv", PARCELS)))
    assert not is_archive(zip_of(tmp_path, ("[Content_Types].xml", "x")))
    assert not is_archive(file_of(tmp_path, PARCELS))


# `a.csv` holding "PARCEL_NO\r\n1\r\n" under the password "ทดสอบ", in the old ZipCrypto.
def encrypted(folder: Path) -> Path:
    """Write a ZIP with one file in the old encryption, whose key schedule is public."""
    content, secret = b"PARCEL_NO\r\n1\r\n", b"2569"
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", content)
    raw = bytearray(plain.getvalue())
    crc = zipfile.ZipFile(plain).getinfo("a.csv").CRC
    sealed = _sealed(bytes(11) + bytes([crc >> 24]) + content, secret)
    start = raw.index(content)
    raw[start : start + len(content)] = sealed
    central = raw.index(b"PK\x01\x02")
    for flags, size in ((6, 18), (central + 8, central + 20)):
        raw[flags] |= 1
        raw[size : size + 4] = len(sealed).to_bytes(4, "little")
    end = raw.index(b"PK\x05\x06")
    raw[end + 16 : end + 20] = central.to_bytes(4, "little")
    return file_of(folder, bytes(raw), "sealed.zip")


def _sealed(content: bytes, secret: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = []
    for number in range(256):
        value = number
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        table.append(value)

    def turn(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in secret:
        turn(byte)
    out = bytearray()
    for byte in content:
        mask = keys[2] | 2
        out.append(byte ^ (((mask * (mask ^ 1)) >> 8) & 0xFF))
        turn(byte)
    return bytes(out)


def test_a_password_opens_a_sealed_zip_and_nothing_else_does(tmp_path: Path) -> None:
    path = encrypted(tmp_path)

    (member,) = unpack(path, tmp_path, password="2569")

    assert member.path.read_bytes() == b"PARCEL_NO\r\n1\r\n"
    assert refusal_of(path, password="2568") == (
        "FILE-01 อ่านไฟล์ไม่ได้ หรือไม่ใช่ไฟล์ CSV/XLSX: รหัสผ่าน ZIP ไม่ถูกต้อง"
    )
    assert refusal_of(path) == "FILE-01 อ่านไฟล์ไม่ได้ หรือไม่ใช่ไฟล์ CSV/XLSX: ZIP มีรหัสผ่าน"


@pytest.mark.parametrize(
    "name", ["../a.csv", "/etc/a.csv", "a/../../b.csv", "C:a.csv", "..\\a.csv"]
)
def test_a_name_that_would_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    path = zip_of(tmp_path, (name, PARCELS))

    assert refusal_of(path) == "FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: ชื่อไฟล์ออกนอกโฟลเดอร์"
    assert list(tmp_path.glob("out*/*")) == []


def test_links_and_archives_inside_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal_of(zip_of(tmp_path, (link, "/etc/passwd"))) == ("FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: มีลิงก์")

    inner = zip_of(tmp_path, ("a.csv", PARCELS)).read_bytes()
    assert refusal_of(zip_of(tmp_path, ("inner.csv", inner))) == (
        "FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: มี ZIP ซ้อน ZIP"
    )


def test_a_bomb_too_many_files_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    bomb = zip_of(tmp_path, ("zeros.csv", b"0" * 40_000_000))
    assert bomb.stat().st_size < 100_000
    assert refusal_of(bomb) == "FILE-08 ไฟล์มีส่วนที่ไม่ปลอดภัย: บีบอัดเกิน 100 เท่า"

    many = zip_of(tmp_path, *((f"{number}.csv", "x") for number in range(30)))
    assert refusal_of(many, replace(Limits(), entries=20)) == (
        "FILE-06 ไฟล์เกินขนาดที่รับได้: จำนวนไฟล์ใน ZIP 30 (รับได้ไม่เกิน 20)"
    )

    large = zip_of(tmp_path, ("a.csv", PARCELS * 1000))
    assert refusal_of(large, replace(Limits(), unpacked_bytes=10_000)) == (
        "FILE-06 ไฟล์เกินขนาดที่รับได้: ขนาดหลังคลายไฟล์ 24,000 (รับได้ไม่เกิน 10,000)"
    )


def test_an_empty_zip_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    assert refusal_of(zip_of(tmp_path)) == "FILE-03 ไฟล์ว่าง ไม่มีแถวข้อมูล"

    damaged = file_of(tmp_path, zip_of(tmp_path, ("a.csv", PARCELS)).read_bytes()[:-10])
    assert refusal_of(damaged) == ("FILE-01 อ่านไฟล์ไม่ได้ หรือไม่ใช่ไฟล์ CSV/XLSX: ไฟล์ ZIP เสียหาย")
