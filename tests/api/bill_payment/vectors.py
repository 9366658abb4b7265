"""Payment codes others have published, and what each says."""

from typing import Final

from api.bill_payment import BillPayment

EMVCO_SAMPLE: Final = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN"
    "5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340"
    "603***0708A60086670902ME91320016A0112233449988770708123456786304A13A"
)
SLIP: Final = "004100060000010103014022000111222233344ABCD125102TH910417DF"

BILLS: Final[dict[str, tuple[str, BillPayment]]] = {
    "a bank's sandbox": (
        (
            "00020101021230670016A00000067701011201151234567890123450210REFERENCE10310REFERENCE2520470"
            "11530376454041.005802TH6007BANGKOK62070703SCB6304CE18"
        ),
        BillPayment(
            biller="123456789012345",
            ref1="REFERENCE1",
            ref2="REFERENCE2",
            amount_satang=1_00,
            ref3="SCB",
        ),
    ),
    "references 2 and 3, no amount": (
        (
            "00020101021130620016A000000677010112011301122334455660211CUSTOMER0010306INV00153037645802"
            "TH62070703SCB6304780E"
        ),
        BillPayment(biller="0112233445566", ref1="CUSTOMER001", ref2="INV001", ref3="SCB"),
    ),
    "from a barcode, no amount": (
        "00020101021130550016A0000006770101120115099999999999990021211122233344453037645802TH63043EE7",
        BillPayment(biller="099999999999990", ref1="111222333444"),
    ),
    "from a barcode, dynamic": (
        (
            "00020101021230650016A0000006770101120115099400016550100021212345678901203066704295303764"
            "5802TH54073649.2263044534"
        ),
        BillPayment(
            biller="099400016550100", ref1="123456789012", ref2="670429", amount_satang=3_649_22
        ),
    ),
    "a terminal maker": (
        (
            "00020101021130630016A000000677010112011531104003947510002207711102115504300153852045311530"
            "376454041.005802TH5909Merchant162150711SDO771110216304A45D"
        ),
        BillPayment(
            biller="311040039475100",
            ref1="77111021155043001538",
            amount_satang=1_00,
            ref3="SDO77111021",
        ),
    ),
    "across the border": (
        (
            "00020101021230550016A0000006770120060115099400016550100021212345678901253037645406100.005"
            "802TH63049D1C"
        ),
        BillPayment(
            biller="099400016550100",
            ref1="123456789012",
            amount_satang=100_00,
            cross_border=True,
        ),
    ),
    "50.00 baht": (
        (
            "00020101021230650016A00000067701011201150994000165501000216LBT256900000001703020153037645"
            "802TH540550.00630451A2"
        ),
        BillPayment(
            biller="099400016550100", ref1="LBT2569000000017", ref2="01", amount_satang=50_00
        ),
    ),
    "0.29 baht": (
        (
            "00020101021230650016A00000067701011201150994000165501000216LBT256900000001703020153037645"
            "802TH54040.2963041EA6"
        ),
        BillPayment(biller="099400016550100", ref1="LBT2569000000017", ref2="01", amount_satang=29),
    ),
    "1,234,567.89 baht": (
        (
            "00020101021230650016A00000067701011201150994000165501000216LBT256900000001703020153037645"
            "802TH54101234567.896304A232"
        ),
        BillPayment(
            biller="099400016550100",
            ref1="LBT2569000000017",
            ref2="01",
            amount_satang=1_234_567_89,
        ),
    ),
}
"""Name, code, and the bill it holds."""

WRITTEN_ALIKE: Final = (
    "references 2 and 3, no amount",
    "from a barcode, no amount",
    "from a barcode, dynamic",
    "50.00 baht",
    "0.29 baht",
    "1,234,567.89 baht",
)
"""Those whose makers put the fields in the same order as here."""
