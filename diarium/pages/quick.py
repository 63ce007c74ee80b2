"""Layouts made into code that prints in half the time: Jinja's own, with fewer questions asked on the way.

It takes for granted that whatever a layout asks for is there. Where something is not, printing fails, and whoever prints
falls back on the code as Jinja makes it, which knows what is wrong or what is meant. It never prints anything else.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping, MutableMapping
from types import CodeType
from typing import Any, ClassVar

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from diarium.pages.lines import escaped, markup

_GIVEN = frozenset({"page", "site"})  # what every layout knows
_ONLY_MACROS = "only_macros"


class _Generator(CodeGenerator):
    """Attributes and calls as Python has them, with no function of Jinja's in between."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - so Jinja finds it
        told = _has_only_macros(node)
        super().visit_Template(node, frame)
        self.writeline(f"{_ONLY_MACROS} = {told}")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - as above
        if keyword.iskeyword(node.attr) or not node.attr.isidentifier():
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        if isinstance(node.node, nodes.Name) and node.node.ctx == "load":
            self.write(frame.symbols.ref(node.node.name))  # what stands for who is missing has no attributes either
        else:
            self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - as above
        if forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def _has_only_macros(node: nodes.Template) -> bool:
    """Whether a layout is the same for whoever imports it, but for the page that its macros are printed on."""
    beside = [one for one in node.body if not isinstance(one, nodes.Macro)]
    only = all(isinstance(one, nodes.Output) for one in beside) and not any(
        isinstance(piece, nodes.Expr) and not isinstance(piece, nodes.TemplateData)
        for one in beside
        for piece in one.iter_child_nodes()
    )
    return only and find_undeclared_variables(node) <= _GIVEN


class _Macro(Macro):
    """A macro, called with what stands in its place; anything else is Jinja's affair."""

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        left_out = self._argument_count - len(args)
        if kwargs or left_out < 0 or self.caller or self.catch_kwargs or self.catch_varargs:
            return super().__call__(*args, **kwargs)
        return markup(self._func(*args, *(missing,) * left_out) if left_out else self._func(*args))


def printed(value: Any) -> str:
    """What a layout puts out, escaped. Most of it is plain text that holds nothing to escape, or HTML already."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    return value if kind is Markup else escape(value)


class Layout(Template):
    """A layout that escapes as all do, in a third of the time."""

    instead: ClassVar[Mapping[str, object]] = {"escape": printed}  # of what its code would have of Jinja

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__.update(cls.instead)
        return made


class _QuickLayout(Layout):
    """A layout as quick code. What it imports is made once, and told each time which page is being printed."""

    instead: ClassVar[Mapping[str, object]] = {**Layout.instead, "Macro": _Macro}
    _kept: TemplateModule | None = None
    _on: dict[str, Any]

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> TemplateModule:
        if not vars or not vars.keys() >= _GIVEN or not self.root_render_func.__globals__.get(_ONLY_MACROS):
            return super().make_module(vars, shared, locals)
        given = {name: vars[name] for name in _GIVEN}
        if self._kept is None:
            self._on = given
            self._kept = super().make_module(given, shared=True)
        self._on.update(given)
        return self._kept


class Careful(Environment):
    template_class = Layout


class Quick(Environment):
    """One at a time may print from it: what is imported knows one page."""

    template_class = _QuickLayout
    code_generator_class = _Generator

    def text(self, name: str, page: object, site: object) -> str:
        """A page printed, if all that its layout asks for is there."""
        layout = self.get_template(name)
        return "".join(layout.root_render_func(layout.new_context({"page": page, "site": site})))
