"""What the law says on a letter about paying late and about disagreeing, as numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The year's penalties, surcharge and clocks (s.68, 69, 70, 73, 82), read from the law's data.

    Percents are of the unpaid tax; the surcharge is in tenths of a percent for each month or part.
    """

    penalty_before_warning_percent: int
    penalty_in_time_of_warning_percent: int
    penalty_percent: int
    surcharge_permille_a_month: int
    objection_days: int
    appeal_days: int
    court_days: int


def surcharge_percent(terms: Terms) -> str:
    """Write the surcharge of a month as a percentage: `1`, `0.5`."""
    whole, rest = divmod(terms.surcharge_permille_a_month, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def late(terms: Terms) -> list[tuple[str, str]]:
    """Say when one pays late, and with which penalty (s.68, 69)."""
    return [
        (
            "ชำระก่อนได้รับหนังสือเตือน",
            f"เบี้ยปรับร้อยละ {terms.penalty_before_warning_percent} (มาตรา 68)",
        ),
        (
            "ชำระภายในเวลาที่กำหนดในหนังสือเตือน",
            f"เบี้ยปรับร้อยละ {terms.penalty_in_time_of_warning_percent} (มาตรา 69)",
        ),
        (
            "ชำระหลังจากนั้น",
            f"เบี้ยปรับร้อยละ {terms.penalty_percent} (มาตรา 68)",
        ),
    ]


def surcharge(terms: Terms) -> str:
    """Say what is added for each month (s.70), and what arrears prevent (s.59)."""
    return (
        f"เบี้ยปรับคิดจากภาษีค้างชำระ และมีเงินเพิ่มอีกร้อยละ {surcharge_percent(terms)} ต่อเดือนของภาษีค้างชำระ "
        "เศษของเดือนให้นับเป็นหนึ่งเดือน แต่เงินเพิ่มจะไม่เกินจำนวนภาษี (มาตรา 70) "
        "ทรัพย์สินที่มีภาษีค้างชำระจะจดทะเบียนโอนไม่ได้ (มาตรา 59)"
    )


def disagreeing(terms: Terms, *, chief: str) -> list[tuple[str, str]]:
    """Say what to do about a wrong notice: correction, objection, appeal, court (s.32, 73, 82)."""
    return [
        (
            "ข้อมูลทรัพย์สินผิด",
            "เช่น เจ้าของ เนื้อที่ หรือการทำประโยชน์ ให้ยื่นคำร้องขอแก้ไขบัญชีรายการที่สำนักงาน (มาตรา 32)",
        ),
        (
            "การประเมินหรือจำนวนภาษีผิด",
            (
                f"ให้ยื่นคำคัดค้านตามแบบ ภ.ด.ส. 10 ต่อ{chief} ภายใน {terms.objection_days} วัน "
                "นับแต่วันที่ได้รับหนังสือนี้ (มาตรา 73) ระหว่างนั้นยังต้องชำระภาษีตามกำหนด "
                "ถ้าภาษีลดลงจะได้รับเงินส่วนที่เกินคืน"
            ),
        ),
        (
            "ถ้าคำคัดค้านไม่เป็นผล",
            (
                "ให้อุทธรณ์ต่อคณะกรรมการพิจารณาอุทธรณ์การประเมินภาษี "
                f"ภายใน {terms.appeal_days} วัน นับแต่วันที่ได้รับแจ้ง (มาตรา 73) "
                f"และฟ้องต่อศาลได้ภายใน {terms.court_days} วัน นับแต่วันที่ได้รับแจ้งคำวินิจฉัย (มาตรา 82)"
            ),
        ),
    ]
