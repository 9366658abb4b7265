"""How often the interpreter looks for objects that hold each other and nobody else holds."""

import gc


def look_seldom() -> None:
    """Look less often: long work makes millions of objects and hardly a circle of them.

    To look as often as usual takes a quarter of its time. A thousand payments decided together are
    some 20,000 objects, all needed until they are recorded.
    """
    gc.set_threshold(50_000, 50, 100)


def leave_alone_what_is_here() -> None:
    """Never look through what a server has once it is up; it stays, and somebody waits."""
    gc.freeze()
