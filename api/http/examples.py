"""What answers look like, for the OpenAPI description; a test holds each against a real answer."""

from typing import Any, Final

_STANDING: Final[dict[str, Any]] = {
    "reference": "0560070169000000184",
    "notice_number": "0560-0701-69/00000001",
    "body": "05600701",
    "body_name": "องค์การบริหารส่วนตำบลตัวอย่าง",
    "body_name_en": "",
    "tax_year": 2569,
    "on": "2026-06-15",
    "state": "owed",
    "assessed": "12000.00",
    "to_pay": {"tax": "12000.00", "penalty": "0.00", "surcharge": "0.00", "total": "12000.00"},
    "next_part": None,
    "pay_by": "2026-06-30",
    "amount_holds_until": "2026-06-30",
    "paid": "0.00",
    "credit": "0.00",
    "written_off": "0.00",
    "relieved": "0.00",
    "in_instalments": False,
    "payment": {"state": "waiting", "code_given_at": 1781490600},
}
GUEST_BILL: Final = {
    **_STANDING,
    "payments": [],
    "handle": "FHUVfrr3ACgmwoxMu59e0ls1NjAwNzAxLDI1NjksMyw3Mzk3ODRd",
}
NOTICES: Final = {"items": [_STANDING], "next": None}
SUMMARY: Final = {"items": [_STANDING], "total": "12000.00", "more": False}
INSTALMENTS: Final = [
    {"due_on": "2026-06-30", "amount": "4000.00"},
    {"due_on": "2026-07-31", "amount": "4000.00"},
    {"due_on": "2026-08-31", "amount": "4000.00"},
]
IF_ONE_IS_MISSED: Final = {
    "thai": "ขาดชำระงวดใดหมดสิทธิ์ผ่อน และเสียเงินเพิ่มร้อยละ 1 ต่อเดือนของภาษีที่ค้าง (มาตรา 52)",
    "english": "Whoever misses one loses the parts and pays 1 % a month on the tax owed (s.52).",
}
PREVIEWED: Final = {"instalments": INSTALMENTS, "if_one_is_missed": IF_ONE_IS_MISSED}
AGREED: Final = {"instalments": INSTALMENTS}
CLAIM: Final = {"amount": "1000.00", "claimed_on": "2026-06-15", "decide_by": "2026-09-13"}
NOTICE: Final = {
    **_STANDING,
    "claims": [],
    "instalments": INSTALMENTS,
    "payments": [
        {
            "receipt": "R3KY5DXDEMBX48",
            "paid_on": "2026-06-15",
            "amount": "4000.00",
            "tax": "4000.00",
            "penalty": "0.00",
            "surcharge": "0.00",
            "credit": "0.00",
        }
    ],
}
CODES: Final = {
    "biller": "099405600701400",
    "reference_1": "0560070169000000184",
    "reference_2": "69063011",
    "amount": "12000.00",
    "amount_holds_until": "2026-06-30",
    "qr": {"text": "000201010212…", "svg": "<svg …", "png_base64": "iVBORw0K…"},
    "barcode": {
        "text": "|099405600701400\r0560070169000000184\r69063011\r1200000",
        "svg": "<svg …",
    },
    "bills": [{"reference": "0560070169000000184", "amount": "12000.00"}],
}
ORDER: Final = {
    "reference_1": "T1VMV4A83HDKHN59",
    "amount": "12000.00",
    "amount_holds_until": "2026-06-30",
    "payment": {"state": "waiting", "code_given_at": 1781490600},
    "notices": [{"body": "05600701", "tax_year": 2569, "amount": "12000.00", "paid": False}],
}
INQUIRED: Final = {
    "asked_at": 1781490690,
    "banks_that_answered": 1,
    "banks_that_did_not": 0,
    "found": False,
    "waits_for_an_officer": False,
    "payment": {"state": "waiting", "code_given_at": 1781490600},
}
_RECEIPT: Final = {
    "receipt": "R3KY5DXDEMBX48",
    "paid_on": "2026-06-15",
    "amount": "12000.00",
}
_OF_BILL: Final = {
    "body": "05600701",
    "tax_year": 2569,
    "notice_number": "0560-0701-69/00000001",
}
RECEIPTS: Final = {"items": [{**_RECEIPT, "channel": "qr", **_OF_BILL}], "next": None}
RECEIPT: Final = {
    **_RECEIPT,
    "bills": [{**_OF_BILL, "amount": "12000.00"}],
    "file": {"receipt": {}, "received": {}, "allocated": {}},
}
CHECKED: Final = {
    "genuine": True,
    "stands": True,
    "receipt": {
        "number": "R3KY5DXDEMBX48",
        "paid_on": "2026-06-15",
        "bills": [
            {
                "body": "05600701",
                "body_name": "องค์การบริหารส่วนตำบลตัวอย่าง",
                "tax_year": 2569,
                "notice_number": "0560-0701-69/00000001",
                "amount": "12000.00",
            }
        ],
    },
}
IF_ACCEPTED: Final = {"tax_now": "12000.00", "tax_then": "6000.00", "difference": "-6000.00"}
MATTER: Final = {
    "matter": "OB-05600701-69-000001",
    "kind": "objection",
    "body": "05600701",
    "tax_year": 2569,
    "state": "with-chief",
    "stage": "chief",
    "grounds": ["area"],
    "claims": [
        {
            "property": "01A001",
            "since": "2026-01-01",
            "changes": {"parcel": {"area_cwah": 20_000}},
        }
    ],
    "documents": [],
    "filed_on": "2026-04-26",
    "answer_by": "2026-06-25",
    "filed_late": False,
    "decisions": [],
    "billed_anew": False,
    "clock": {
        "silence": "accepts",
        "appeal_by": None,
        "committee_decides_by": None,
        "sue_by": None,
    },
}
CLOCKS: Final = {
    "notices_are_out": True,
    "objection": {
        "possible": True,
        "received_on": "2026-04-10",
        "last_day": "2026-05-10",
        "late": False,
        "answered_in_days": 60,
    },
    "list": {"answered_in_days": 30},
    "use": {"told_within_days": 60, "answered_in_days": 30},
}
MATTERS: Final = {"items": [MATTER]}
DELEGATIONS: Final = {
    "items": [{"to": "TP-0123456789ABC", "scopes": ["see", "pay"], "until": "2027-12-31"}]
}
RECEIVED: Final = {
    "items": [
        {
            "taxpayer": "TP-0123456789ABC",
            "joint_owners": None,
            "name": "นางสมใจ มีที่นา",
            "scopes": ["see", "pay"],
            "until": "2027-12-31",
        }
    ]
}
CONSENTS: Final = {
    "items": [
        {"client": "portal", "name": "แอปทางรัฐ", "scopes": ["see", "pay"], "until": "2027-12-31"}
    ]
}
CONSENTED: Final = {**CONSENTS, "code": "kF3u…"}
CONTACT: Final = {
    "body": "05600701",
    "name": "องค์การบริหารส่วนตำบลตัวอย่าง",
    "name_en": "",
    "address": "ที่ทำการองค์การบริหารส่วนตำบลตัวอย่าง จังหวัดนครสวรรค์",
    "contact": "โทร. 0 5600 0000",
    "pay_at": "งานจัดเก็บรายได้ ชั้น 1",
}
NOTIFICATION_SETTINGS: Final = {
    "channels": ["email"],
    "language": "th",
    "email": "somchai@example.com",
    "phone": "",
    "portal": False,
    "unproven": ["email"],
    "offered": ["email"],
}
NOTIFICATIONS: Final = {
    "items": [
        {
            "number": "0" * 32,
            "kind": "channels-chosen",
            "channel": "email",
            "language": "th",
            "state": "sent",
            "reason": None,
            "planned_at": 1781490600,
            "sent_at": 1781490603,
            "text": "เรียน ผู้เสียภาษีที่ดินและสิ่งปลูกสร้าง …",
        }
    ],
    "next": None,
}
_PROPERTY: Final = {
    "body": "05600701",
    "body_name": "องค์การบริหารส่วนตำบลตัวอย่าง",
    "body_name_en": "",
    "kind": "land",
    "key": "P:1:60010000:1001",
    "parcel_code": "01A001",
    "map_sheet": "5039 II 4682-07 (1000) 1",
    "area": "400.00",
    "unit": "wah2",
    "taxpayer": "TP-0123456789ABC",
}
PROPERTIES: Final = {"items": [_PROPERTY], "next": None}
MAP: Final = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[99.49, 18.29], [99.491, 18.29], [99.491, 18.291], [99.49, 18.29]]]
                ],
            },
            "properties": _PROPERTY,
        }
    ],
    "more": False,
}
BILLS: Final = {
    "items": [
        {
            "body": "05600701",
            "body_name": "องค์การบริหารส่วนตำบลตัวอย่าง",
            "body_name_en": "",
            "tax_year": 2569,
            "tax": "12000.00",
            "as_known_at": 41,
        }
    ],
    "next": None,
}
DOCUMENT: Final = {"document": "0" * 64, "bytes": 16}
SIGNED_IN: Final = {"role": "taxpayer"}
TAKEN: Final = {"resCode": "00", "resDesc": "success"}


def like(example: Any) -> dict[int | str, dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    """Return what tells the description that a route answers like an example."""
    return {200: {"content": {"application/json": {"example": example}}}}


LOOKS: Final = {
    "since": "2026-03-18",
    "items": [
        {
            "on": "2026-06-15",
            "who": "officer-17",
            "role": "clerk",
            "body": "05600701",
            "body_name": "องค์การบริหารส่วนตำบลตัวอย่าง",
            "body_name_en": "",
            "what": {"thai": "ดูชื่อและที่อยู่ของเจ้าของ", "english": "See owners by name"},
            "everybody": False,
            "times": 2,
        }
    ],
    "more": False,
}
