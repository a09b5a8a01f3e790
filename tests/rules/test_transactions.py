"""What holds a connection waits for PostgreSQL alone: locks and connections are not kept while something else takes its time."""

import ast
import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers import Database

ROOT = Path(__file__).parents[2]
# Blocks that hold a connection, or a transaction on one. What runs in `one_transaction` and `rolled_back` joins them by a context
# variable; tests/support/open_transactions.py guards those while they run.
HOLDS = ("transaction", "acquire", "reading")
# Not calls of ours: the start and the end of a transaction that is rolled back in any case.
OF_ITSELF = {"trial.start()", "trial.rollback()"}


def files() -> list[Path]:
    return sorted([*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")])


def names_held(block: ast.AsyncWith) -> set[str]:
    """The names of the connections that a block holds; nothing for any other block."""
    held: set[str] = set()
    for item in block.items:
        call = item.context_expr
        if isinstance(call, ast.Call):
            function = call.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in HOLDS and isinstance(item.optional_vars, ast.Name):
                held.add(item.optional_vars.id)
    return held


def awaited_elsewhere(tree: ast.AST) -> Iterator[ast.Await]:
    """What is awaited while a connection is held, and has nothing to do with it."""
    for block in ast.walk(tree):
        if isinstance(block, ast.AsyncWith) and (held := names_held(block)):
            for found in (each for part in block.body for each in ast.walk(part)):
                if isinstance(found, ast.Await):
                    names = {name.id for name in ast.walk(found) if isinstance(name, ast.Name)}
                    if not names & held and ast.unparse(found.value) not in OF_ITSELF:
                        yield found


def test_whatever_holds_a_connection_awaits_nothing_that_does_not_use_it():
    found = [
        f"{path.relative_to(ROOT)}:{one.lineno}: {ast.unparse(one)}"
        for path in files()
        for one in awaited_elsewhere(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_a_thread_that_is_awaited_with_a_connection_is_found():
    block = "async def f():\n  async with reading(pool) as conn:\n    rows = await get(conn)\n    await to_thread(compare, rows)\n"
    assert [ast.unparse(one) for one in awaited_elsewhere(ast.parse(block))] == [
        "await to_thread(compare, rows)"
    ]


async def test_the_guard_of_all_tests_refuses_a_thread_in_a_transaction(database: Database):
    pool = await database.pools.get(database.registration_url, "registration")
    async with pool.acquire() as conn:
        async with conn.transaction():
            with pytest.raises(AssertionError, match="a thread is awaited while a transaction is open"):
                await asyncio.to_thread(len, "")
        assert await asyncio.to_thread(len, "") == 0
