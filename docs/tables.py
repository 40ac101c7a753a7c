"""Writes the parameter tables of docs/tools/*.md from the tools themselves: `make docs`.

A page holds its table between `<!-- parameters -->` and `<!-- /parameters -->`.
"""

from __future__ import annotations

import re
from pathlib import Path

from agora.plugin.toolbox import tools
from agora.plugin.toolbox.outputs import Output
from agora.plugin.toolbox.parameters import Choice, NumberResult

PAGES = Path(__file__).resolve().parent / "tools"
BLOCK = re.compile(r"<!-- parameters -->.*?<!-- /parameters -->", re.DOTALL)


def main() -> None:
    """Bring every page up to date."""
    for tool in tools():
        page = PAGES / f"{tool().name()}.md"
        page.write_text(with_table(page.read_text(encoding="utf-8"), tool()), encoding="utf-8")


def with_table(text: str, tool) -> str:
    """Return the page with the tool's present table."""
    table = "\n".join(["<!-- parameters -->", *_rows(tool.spec().parameters), "<!-- /parameters -->"])
    return BLOCK.sub(lambda _: table, text)


def _rows(parameters):
    yield "| key | | | default |"
    yield "| --- | --- | --- | --- |"
    for each in parameters:
        about = each.help
        if isinstance(each, Choice):
            about += " " + ", ".join(f"{at} {words}" for at, words in enumerate(each.options)) + "."
        yield f"| `{each.key}` | {each.label} | {about} | {_default(each)} |"


def _default(parameter) -> str:
    if isinstance(parameter, (Output, NumberResult)):
        return "result" if not parameter.optional else "result, optional"
    if parameter.default is not None:
        return f"{parameter.default:,}" if isinstance(parameter.default, float) else str(parameter.default).lower()
    definition = parameter.definition()
    return "optional" if definition.flags() & definition.Flag.FlagOptional else "**required**"


if __name__ == "__main__":
    main()
