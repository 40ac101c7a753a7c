"""Writes what the documentation has from the tools themselves: `make docs`.

A page in docs/tools holds the tool's help between `<!-- help -->` and `<!-- /help -->`, and its parameters between
`<!-- parameters -->` and `<!-- /parameters -->`. README.md and docs/index.md hold the tools by question between
`<!-- tools -->` and `<!-- /tools -->`, mkdocs.yml by group between `# tools` and `# /tools`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from textwrap import fill

from agora.plugin.frame.outputs import Output
from agora.plugin.frame.parameters import Choice, NumberResult
from agora.plugin.toolbox import tools

ROOT = Path(__file__).resolve().parents[1]
MENU = re.compile(r"(\n *# tools[^\n]*\n).*?( *# /tools)", re.DOTALL)
LEADS = ("Example", "How to read the result")


def main() -> None:
    """Bring every page up to date."""
    for path, text in up_to_date().items():
        path.write_text(text, encoding="utf-8")


def up_to_date() -> dict[Path, str]:
    """Return the text that each page has to have, given what it has now."""
    pages = {ROOT / "docs" / "tools" / f"{tool().name()}.md": _tool_page(tool()) for tool in tools()}
    pages[ROOT / "README.md"] = {"tools": _questions("docs/", lambda tool: tool.name())}
    pages[ROOT / "docs" / "index.md"] = {"tools": _questions("", lambda tool: tool.displayName())}
    texts = {path: with_parts(path.read_text(encoding="utf-8"), parts) for path, parts in pages.items()}
    site = ROOT / "mkdocs.yml"
    return {**texts, site: with_menu(site.read_text(encoding="utf-8"))}


def with_parts(text: str, parts: dict[str, str]) -> str:
    """Return the text with each part between its marks."""
    for name, words in parts.items():
        marked = f"<!-- {name} -->\n{words}\n<!-- /{name} -->"
        text = re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, marked=marked: marked, text, flags=re.DOTALL)
    return text


def with_menu(text: str) -> str:
    """Return the site's settings with the tools under their groups, in their order."""
    lines: list[str] = []
    for group, members in _by_group():
        pages = (f"      - {tool.displayName()}: tools/{tool.name()}.md" for tool in members)
        lines += [f"  - {group.title}:", *pages]
    return MENU.sub(lambda found: found[1] + "\n".join(lines) + "\n" + found[2], text)


def _tool_page(tool) -> dict[str, str]:
    return {"help": _help(tool.shortHelpString()), "parameters": "\n".join(_rows(tool.spec().parameters))}


def _help(text: str) -> str:
    """Return the help as lines of a page, its leads in bold."""
    bold = re.sub(rf"^({'|'.join(LEADS)}):", r"**\1**:", text, flags=re.MULTILINE)
    return "\n\n".join(fill(paragraph, 120, break_on_hyphens=False) for paragraph in bold.split("\n\n"))


def _questions(folder: str, shown) -> str:
    """Return the table of questions, each with links to the tools that answer it."""
    rows = ["| group | question | tools |", "| --- | --- | --- |"]
    for group, members in _by_group():
        links = " · ".join(f"[{shown(tool)}]({folder}tools/{tool.name()}.md)" for tool in members)
        rows.append(f"| {group.title} | {group.question} | {links} |")
    return "\n".join(rows)


def _by_group() -> Iterator[tuple]:
    return groupby((tool() for tool in tools()), key=lambda tool: tool.spec().group)


def _rows(parameters) -> Iterator[str]:
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
