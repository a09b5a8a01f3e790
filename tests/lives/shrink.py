"""Shortens a life that has a contradiction, as long as the same kind of contradiction stays."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from tests.lives import life
from tests.lives.life import Happened
from tests.lives.steps import Setting, Step
from tests.lives.world import World


@dataclass(frozen=True)
class Script:
    """What a life is made of."""

    setting: Setting
    steps: tuple[Step, ...]


async def shrink(world: World, script: Script, kind: str) -> tuple[Script, list[Happened]]:
    """Drop steps, fewer and fewer at a time, then make plain what is left; return that life and what happened in it."""
    shortest, happened = script, await life.run(world, script.setting, script.steps, until=kind)
    if kind not in life.kinds(happened):
        return shortest, happened  # it did not happen again: it depends on more than the steps
    shortest = _until(shortest, happened)
    size = max(len(shortest.steps) // 2, 1)
    while size:
        before, start = shortest, len(shortest.steps) - size
        while start >= 0:
            steps = shortest.steps[:start] + shortest.steps[start + size :]
            shorter = replace(shortest, steps=steps)
            if steps and kind in life.kinds(
                tried := await life.run(world, shorter.setting, steps, until=kind)
            ):
                shortest, happened = _until(shorter, tried), tried
            start = min(start, len(shortest.steps)) - size
        if size > 1 or shortest == before:
            size //= 2
    for plain in _PLAINER:
        plainer = plain(shortest)
        if plainer != shortest:
            tried = await life.run(world, plainer.setting, plainer.steps, until=kind)
            if kind in life.kinds(tried):
                shortest, happened = _until(plainer, tried), tried
    return shortest, happened


def _until(script: Script, happened: list[Happened]) -> Script:
    """The life up to the contradiction, without the steps in which nothing was done."""
    last = len(happened) - 1
    return replace(
        script, steps=tuple(script.steps[n] for n in range(last + 1) if happened[n].text or n == last)
    )


def _settled(script: Script) -> Script:
    return replace(script, steps=tuple(replace(step, is_settled=True) for step in script.steps))


def _with(name: str, value: object) -> Callable[[Script], Script]:
    return lambda script: replace(script, setting=replace(script.setting, **{name: value}))  # type: ignore[arg-type]


_PLAINER: Final[tuple[Callable[[Script], Script], ...]] = (
    _settled,
    _with("dates", 1),
    _with("is_open", False),
    _with("kind", "inbjudan"),
    _with("respond_days", None),
    _with("is_full_rule", True),
    _with("reminds", False),
    _with("in_vain", False),
)
