"""Made-up Thai names: syllables put together, so that no real list of people is needed."""

from __future__ import annotations

from itertools import product
from typing import Final

MEN: Final = tuple(
    first + last
    for first, last in product(
        ("กิต", "ชัย", "ธน", "นว", "ปิย", "พิช", "ภู", "รัฐ", "วุฒิ", "สิร", "อนุ", "เดช", "บวร", "ศุภ"),
        ("กร", "พล", "วัฒน์", "ชิต", "ภพ", "เดช", "ศักดิ์", "ธร", "พงศ์", "นนท์", "วิทย์", "ฤทธิ์"),
    )
)
WOMEN: Final = tuple(
    first + last
    for first, last in product(
        ("กมล", "จิต", "ชุติ", "ณัฐ", "ทิพ", "นภา", "ปาริ", "พร", "มาลี", "รุ่ง", "วิไล", "สุด", "อร", "บุษ"),
        ("วรรณ", "ภา", "รัตน์", "ดา", "ศิริ", "พร", "มาศ", "ลักษณ์", "ธิดา", "นุช", "ฉาย", "กานต์"),
    )
)
FAMILIES: Final = tuple(
    first + middle + last
    for first, middle, last in product(
        ("แก้ว", "ทอง", "ศรี", "บุญ", "วงศ์", "พูน", "จันทร์", "อินทร์", "คำ", "สุข", "มั่น", "เรือง"),
        ("สมมุติ", "ลอง", "ตัวอย่าง", "นา", "ทุ่ง", "ธาร", "ไพร", "ดอย", "วัง", "เวียง"),
        ("กุล", "วงษ์", "สกุล", "ชาติ", "พันธ์", "รักษ์", "เจริญ", "ดี", "งาม", "สถิต"),
    )
)
FIRMS: Final = tuple(
    f"{first}{middle}{last}"
    for first, middle, last in product(
        ("สมมุติ", "ตัวอย่าง", "ลองดู", "ทดลอง", "จำลอง"),
        ("พัฒนา", "พาณิชย์", "เกษตร", "ก่อสร้าง", "ขนส่ง", "อุตสาหกรรม", "ค้าไม้", "โรงสี"),
        ("รุ่งเรือง", "ไพบูลย์", "มั่นคง", "ก้าวหน้า", "สากล", "ท้องถิ่น"),
    )
)
AGENCIES: Final = ("สำนักสมมุติ", "กองทดลองที่ดิน", "ศูนย์ตัวอย่างราชการ", "โรงเรียนจำลอง")
ROADS: Final = ("ประชาสมมุติ", "ราษฎร์ทดลอง", "เทศบาลตัวอย่าง", "ริมน้ำจำลอง", "สายลองเดิน")

MISTER: Final = 0
MRS: Final = 1
MISS: Final = 2
COMPANY: Final = 3
PARTNERSHIP: Final = 4
OFFICE: Final = 5
PREFIXES: Final = ("นาย", "นาง", "นางสาว", "บริษัท", "ห้างหุ้นส่วนจำกัด", "กรม")
