"""All texts that people read, found in the code: those that screens draw, and the sentences that rules say.

A text of a screen is the literal of `_("...")`, `N_("...")` or `ngettext("...", "...", n)`. A rule's sentence is a
literal or f-string that is handed to one of SAYERS, assigned to one of SAID_NAMES, or answered by a function of words;
its values become {placeholders}, named by what they are.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kitchen_tui.sentences import SAYS
from tests.house.sayers import CONSTANTS, DOCTOR, LOOKS, NO_SENTENCES, SAID_NAMES, SAYERS, SAYING

ROOT = Path(__file__).parent.parent.parent
MARKS = ("_", "N_")
_WORDY = re.compile(r"[A-Za-z]{2}| [a-z]|->")
_VALUE_ALONE = re.compile(r"\{\w+\}")
"""A sentence that is somebody else's text and nothing more."""
_NAME = re.compile(r"\W+")
_NAMELESS = ("name", "title", "id", "value")


class Text(NamedTuple):
    """A text as the catalogue has it; `many` is its plural, `context` is "said" for a rule's sentence."""

    context: str
    text: str
    many: str = ""


def all_texts(root: Path = ROOT) -> dict[Text, list[str]]:
    """Every text, and the files that have it."""
    found: dict[Text, list[str]] = {}
    for path in sorted(file for room in SAYING for file in (root / room).rglob("*.py")):
        name = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for text in [*_drawn(tree), *([] if NO_SENTENCES.match(name) else _said(tree, name))]:
            files = found.setdefault(text, [])
            if name not in files:
                files.append(name)
    return found


def _drawn(tree: ast.AST) -> Iterator[Text]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if node.func.id in MARKS and words and words[0]:
                yield Text("", words[0])
            elif node.func.id == "ngettext" and len(words) == 2:
                yield Text("", words[0], words[1])


def _said(tree: ast.AST, name: str) -> Iterator[Text]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            yield from _in_assignment(node, name)
        elif isinstance(node, ast.FunctionDef) and node.returns is not None and "str" in ast.unparse(node.returns):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from _sentences(inner.value)


def _in_call(node: ast.Call) -> Iterator[Text]:
    called = _called(node)
    if called in SAYERS:
        for n, arg in enumerate([*node.args, *(word.value for word in node.keywords)]):
            yield from _sentences(arg, words=called in LOOKS and n == 0)
        return
    for word in node.keywords:
        if word.arg == "says":
            yield from _sentences(word.value)


def _in_assignment(node: ast.Assign | ast.AugAssign | ast.AnnAssign, file: str) -> Iterator[Text]:
    if node.value is None:
        return
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = [found for target in targets for found in _names_in(target)]
    if any(one in CONSTANTS.get(file, ()) for one in names):
        yield from _sentences(node.value, words=True)
    elif any(SAID_NAMES.fullmatch(one) for one in names):
        yield from _sentences(_whole(node), words=file.startswith(DOCTOR) and names == ["name"])


def _names_in(target: ast.AST) -> Iterator[str]:
    for one in ast.walk(target):
        if isinstance(one, ast.Name) and one.id != "self":
            yield one.id
        elif isinstance(one, ast.Attribute):
            yield one.attr


def _whole(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> ast.AST:
    """What is assigned; of `says += "..."` the sum."""
    if isinstance(node, ast.AugAssign):
        return ast.BinOp(node.target, node.op, node.value)
    return node.value or node


def _sentences(node: ast.AST, *, words: bool = False) -> Iterator[Text]:
    """The sentences within an expression; a call's own arguments are somebody else's."""
    text = _template(node)
    if text is not None:
        if text and not _VALUE_ALONE.fullmatch(text) and (words or _is_sentence(text)):
            yield Text("said", text)
        for value in ast.walk(node):
            if isinstance(value, ast.FormattedValue):
                yield from _words_in(value.value)
    elif isinstance(node, ast.IfExp | ast.BoolOp | ast.List | ast.Tuple | ast.Dict | ast.Subscript | ast.Starred):
        parts = [part for part in ast.iter_child_nodes(node) if not (isinstance(node, ast.IfExp) and part is node.test)]
        if isinstance(node, ast.Dict):
            parts = list(node.values)
        for part in parts:
            yield from _sentences(part, words=words)
    elif isinstance(node, ast.Call) and _called(node) == "MappingProxyType":
        yield from _sentences(node.args[0], words=words)


def _words_in(node: ast.AST) -> Iterator[Text]:
    """Words that stand for a value that is missing: `{person or 'someone'}`."""
    for one in ast.walk(node):
        if isinstance(one, ast.BoolOp | ast.IfExp):
            for word in ast.iter_child_nodes(one):
                if isinstance(word, ast.Constant) and isinstance(word.value, str) and _WORDY.search(word.value):
                    yield Text("said", word.value)


def _template(node: ast.AST) -> str | None:
    """A literal, an f-string or a sum of them with values as {placeholders}; None for anything else."""
    parts = _parts(node)
    if parts is None or not any(isinstance(part, str) for part in parts):
        return None
    seen: dict[str, int] = {}
    made = ""
    for part in parts:
        if isinstance(part, str):
            made += part
            continue
        name = _named(part)
        seen[name] = seen.get(name, 0) + 1
        made += f"{{{name}}}" if seen[name] == 1 else f"{{{name}_{seen[name]}}}"
    return made


def _parts(node: ast.AST) -> list[str | ast.AST] | None:
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return [part.value.value if isinstance(part.value, ast.Constant) else part.value for part in _values(node)]  # type: ignore[misc]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _parts(node.left), _parts(node.right)
        if left is None and right is None:
            return None
        return [*(left if left is not None else [node.left]), *(right if right is not None else [node.right])]
    return None


def _values(node: ast.JoinedStr) -> Iterator[ast.FormattedValue]:
    for part in node.values:
        yield part if isinstance(part, ast.FormattedValue) else ast.FormattedValue(part, -1)


def _named(node: ast.AST) -> str:
    """What a value is called in a template."""
    if isinstance(node, ast.Attribute):
        inner = node.value
        if node.attr in _NAMELESS and isinstance(inner, ast.Name | ast.Attribute):
            return _named(inner)
        return node.attr.strip("_").lower()
    if isinstance(node, ast.Name):
        return node.id.strip("_").lower()
    if isinstance(node, ast.Call):
        return _named_call(node)
    if isinstance(node, ast.Subscript):
        return _named(node.value) + "_word" * ast.unparse(node.value).isupper()
    if isinstance(node, ast.BoolOp):
        return _named(node.values[0])
    if isinstance(node, ast.IfExp):
        return _named(node.body)
    inner_names = [one for one in ast.walk(node) if isinstance(one, ast.Name)]
    return _named(inner_names[0]) if inner_names else "value"


def _named_call(node: ast.Call) -> str:
    called = _called(node)
    if called in ("clock_text", "told"):
        return "clock"
    if called == "_said":
        return "was"
    if called.endswith("_text"):
        return "says"
    if called == "join":
        return _joined(node.args[0])
    if isinstance(node.func, ast.Attribute) and called in ("upper", "lower", "capitalize", "replace", "strip", "get"):
        return _named(node.func.value)
    return _named(node.args[0]) if node.args else _NAME.sub("", called) or "value"


def _joined(node: ast.AST) -> str:
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        inner = node.elt
        if isinstance(inner, ast.Subscript):
            return "reasons"
        return "changes" if isinstance(inner, ast.Call) else _named(node.generators[0].iter)
    return _named(node)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_sentence(text: str) -> bool:
    literal, values = re.sub(r"\{\w+\}", "", text), re.findall(r"\{(\w+)\}", text)
    if literal.strip() and not _WORDY.search(literal):
        return not SAYS.isdisjoint(values) and len(values) > 1
    return (
        bool(_WORDY.search(literal))
        and " " in text.strip()
        and not literal.startswith(("SELECT", "DELETE", "UPDATE ", "WITH ", "kitchen-tui ", "chmod "))
    )
