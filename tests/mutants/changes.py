"""Generates mutants of a module: programs that differ from it in one place."""

import ast
import copy
from collections.abc import Iterator
from typing import Any, Final

import msgspec

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.Mod: ast.Mult,
}  # fmt: skip
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Change(msgspec.Struct, frozen=True):
    """One mutant: path, line (from 1), the old and new expression, and the whole changed source."""

    path: str
    line: int
    was: str
    now: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.was}  ->  {self.now}"


def changes(path: str, source: str) -> Iterator[Change]:
    """Yield every mutant of a module."""
    tree = ast.parse(source)
    for node, field, index in list(_places(tree)):
        here = getattr(node, field)
        old = here[index] if index is not None else here
        for new in _others(old):
            _put(node, field, index, new)
            yield Change(path, old.lineno, _short(old), _short(new), ast.unparse(tree))
        _put(node, field, index, old)


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Yield (node, field, index) of each expression and statement that may be changed; annotations are left out."""
    for field, value in ast.iter_fields(node):
        if _is_left_out(node, field):
            continue
        if isinstance(value, list):
            for index, part in enumerate(value):
                if isinstance(part, ast.expr | ast.stmt):
                    yield node, field, index
                if isinstance(part, ast.AST):
                    yield from _places(part)
        elif isinstance(value, ast.expr):
            yield node, field, None
            yield from _places(value)
        elif isinstance(value, ast.AST):
            yield from _places(value)


def _is_left_out(node: ast.AST, field: str) -> bool:
    return (
        field in {"annotation", "returns", "decorator_list"}
        or (isinstance(node, ast.ClassDef) and field in {"bases", "keywords"})
        or (
            isinstance(node, ast.Subscript)
            and ast.unparse(node.value) in {"Literal", "Final", "dict", "list"}
        )
        or isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))  # a docstring
    )


def _others(old: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """Yield the replacements of an expression or a statement."""
    if isinstance(old, ast.Constant):
        yield from _other_constants(old)
    elif isinstance(old, ast.expr):
        yield from _other_expressions(old)
    else:
        yield from _other_statements(old)


def _other_constants(old: ast.Constant) -> Iterator[ast.AST]:
    match old.value:
        case bool(value):
            yield _with(old, value=not value)
        case int(value):
            yield _with(old, value=value + 1)
        case str(value) if value:
            yield _with(old, value=value + "?")


def _other_expressions(old: ast.expr) -> Iterator[ast.AST]:
    match old:
        case ast.Compare(ops=[op]):
            yield _with(old, ops=[_COMPARED[type(op)]()])
        case ast.BoolOp():
            yield _with(old, op=ast.Or() if isinstance(old.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield old.operand
        case ast.BinOp() if type(old.op) in _COMPUTED:
            yield _with(old, op=_COMPUTED[type(old.op)]())
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            yield _with(old, func=ast.Name(_CALLED[name], ast.Load()))
        case ast.IfExp():
            yield _with(old, body=old.orelse, orelse=old.body)


def _other_statements(old: ast.stmt) -> Iterator[ast.AST]:
    match old:
        case ast.If():
            yield _with(old, test=ast.UnaryOp(ast.Not(), old.test))
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield _with(old, value=ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
            yield ast.copy_location(ast.Pass(), old)
        case ast.Continue():
            yield ast.copy_location(ast.Break(), old)


def _with(old: ast.AST, **fields: object) -> ast.AST:
    new = copy.copy(old)
    for name, value in fields.items():
        setattr(new, name, value)
    return ast.fix_missing_locations(new)


def _put(node: ast.AST, field: str, index: int | None, value: Any) -> None:
    if index is None:
        setattr(node, field, value)
    else:
        getattr(node, field)[index] = value


def _short(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0][:90]
