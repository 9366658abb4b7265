"""Looks that take turns: each has its own answer, whoever else waits."""

import asyncio
import threading
from functools import partial

import pytest

from api.http.pools import Turns
from api.http.problems import Problem


def test_who_waits_is_served_in_turn_and_a_failure_is_its_own_alone() -> None:
    turns = Turns("tried", waiting=40)

    def look(number: int) -> int:
        if number == 7:
            raise Problem("absent")
        return number * number

    async def ask() -> list[int | BaseException]:
        looks = [turns.run(partial(look, number)) for number in range(40)]
        return await asyncio.gather(*looks, return_exceptions=True)

    found = asyncio.run(ask())
    turns.close()

    failed = found.pop(7)
    assert isinstance(failed, Problem)
    assert found == [number * number for number in range(40) if number != 7]


def test_who_comes_when_too_many_wait_is_told_at_once() -> None:
    turns = Turns("tried", waiting=2)
    going_on = threading.Event()

    async def ask() -> list[object]:
        first = asyncio.create_task(turns.run(going_on.wait))
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(turns.run(lambda: "later")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Problem, match="too-busy"):
            await turns.run(lambda: "never")
        going_on.set()
        return [await first, *[await one for one in waiting]]

    found = asyncio.run(ask())
    turns.close()

    assert found == [True, "later", "later"]


def test_who_hangs_up_is_not_waited_for() -> None:
    turns = Turns("tried", waiting=10)
    going_on, looked = threading.Event(), []

    async def ask() -> str:
        first = asyncio.create_task(turns.run(going_on.wait))
        await asyncio.sleep(0)
        gone = asyncio.create_task(turns.run(lambda: looked.append("gone")))
        stays = asyncio.create_task(turns.run(lambda: "stays"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        going_on.set()
        await first
        return await stays

    assert asyncio.run(ask()) == "stays"
    turns.close()
    assert looked == []
