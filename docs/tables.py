"""Writes what the documentation has from the tools themselves: `make docs`.

A page in docs/tools holds its parameters between `<!-- parameters -->` and `<!-- /parameters -->`; mkdocs.yml holds
the tools by group between `# tools` and `# /tools`.
"""

from __future__ import annotations

import re
from pathlib import Path

from agora.plugin.frame.outputs import Output
from agora.plugin.frame.parameters import Choice, NumberResult
from agora.plugin.toolbox import tools

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "tools"
SITE = ROOT / "mkdocs.yml"
BLOCK = re.compile(r"<!-- parameters -->.*?<!-- /parameters -->", re.DOTALL)
MENU = re.compile(r"(\n *# tools[^\n]*\n).*?( *# /tools)", re.DOTALL)


def main() -> None:
    """Bring every page, and the menu of the site, up to date."""
    for tool in tools():
        page = PAGES / f"{tool().name()}.md"
        page.write_text(with_table(page.read_text(encoding="utf-8"), tool()), encoding="utf-8")
    SITE.write_text(with_menu(SITE.read_text(encoding="utf-8"), tools()), encoding="utf-8")


def with_table(text: str, tool) -> str:
    """Return the page with the tool's present table."""
    table = "\n".join(["<!-- parameters -->", *_rows(tool.spec().parameters), "<!-- /parameters -->"])
    return BLOCK.sub(lambda _: table, text)


def with_menu(text: str, all_tools) -> str:
    """Return the site's settings with the tools under their groups, in their order."""
    groups: dict[str, list[str]] = {}
    for tool in all_tools:
        groups.setdefault(tool().group(), []).append(f"{tool().displayName()}: tools/{tool().name()}.md")
    lines: list[str] = []
    for group, pages in groups.items():
        lines += [f"  - {group}:", *(f"      - {page}" for page in pages)]
    return MENU.sub(lambda found: found[1] + "\n".join(lines) + "\n" + found[2], text)


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
