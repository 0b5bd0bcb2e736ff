"""Arguments that name a model or a corpus, with completion in the shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from playground import places

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class _Named(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of click
    """A name or a path, passed on as it was typed; the shell completes both."""

    def __init__(self, name: str, suffixes: tuple[str, ...]) -> None:
        self.name = name
        self._suffixes = suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value as it stands; an empty one is refused here, where the argument's name is known."""
        text = str(value)
        if not text.strip():
            self.fail(f"a {self.name} needs a name", param, ctx)
        return text

    def _folders(self) -> tuple[Path, ...]:
        if self.name == "model":
            return places.user_models(), places.shipped_models()
        return places.user_corpora(), places.shipped_corpora()

    def shell_complete(
        self, _context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Names that begin with ``incomplete``, then files."""
        from click.shell_completion import CompletionItem  # only the shell's completion needs it

        names = {
            file.stem
            for folder in self._folders()
            if folder.is_dir()
            for file in folder.iterdir()
            if file.suffix in self._suffixes and file.stem.startswith(incomplete)
        }
        return [*map(CompletionItem, sorted(names)), CompletionItem(incomplete, type="file")]


MODEL = _Named("model", (".safetensors",))
CORPUS = _Named("corpus", (".txt", ".tsv", ".csv", ".conll"))
