"""Division of many small whole numbers at a time, by the two divisors every property meets.

A processor divides no whole numbers many at a time, nor does it give the upper half of a product.
But where 2**k is `whole * d + rest`, a number of an upper part `a` and k lower bits `b` has the
quotient `a * whole + (a * rest + b) // d`, and what is left to divide is short. Of a short number t
the quotient is `t * m >> s`, m being 2**s / d rounded up, as long as `t * (m * d - 2**s)` is below
2**s and the product within 63 bits (Granlund and Montgomery 1994, section 4).
"""

from typing import Final

from projections.bill_engine.compiled import compiled

SMALL_BITS: Final = 50
"""Numbers of so many bits are divided so."""
_LOW_24: Final = 2**24 - 1
_LOW_20: Final = 2**20 - 1
_LOW_17: Final = 2**17 - 1


@compiled
def hundredth_of_small(number: int) -> int:
    """Return `number // 100`, of a number within SMALL_BITS and some hundreds more.

    By 4 and by 25; 2**24 is 671,088 * 25 + 16. What is left has 29 bits, m * 25 is 2**34 + 16.
    """
    fourth = number >> 2
    upper, lower = fourth >> 24, fourth & _LOW_24
    return 671_088 * upper + ((16 * upper + lower) * 687_194_768 >> 34)


@compiled
def satang_of_small(nanobaht: int) -> int:
    """Return `nanobaht // 10_000_000`, of a number within SMALL_BITS and ten millions more.

    By 128, by 125 and by 625; 2**20 is 8,388 * 125 + 76, and 2**17 is 209 * 625 + 447. What is left
    has 30 bits and then 29; m * 125 is 2**37 + 28, and m * 625 is 2**39 + 487.
    """
    rest = nanobaht >> 7
    upper, lower = rest >> 20, rest & _LOW_20
    rest = 8_388 * upper + ((76 * upper + lower) * 1_099_511_628 >> 37)
    upper, lower = rest >> 17, rest & _LOW_17
    return 209 * upper + ((447 * upper + lower) * 879_609_303 >> 39)
