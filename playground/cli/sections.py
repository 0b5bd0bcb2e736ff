"""Help pages whose options stand in named sections, for commands with many of them."""

from __future__ import annotations

from typing import Any

import click


class SectionOption(click.Option):
    """An option that says in which section of the help page it stands."""

    def __init__(self, *args: Any, section: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section


class SectionedCommand(click.Command):
    """A command whose help page lists its options section by section, the unnamed ones last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options into ``formatter``."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                section = parameter.section if isinstance(parameter, SectionOption) else "Other"
                sections.setdefault(section, []).append(record)
        sections["Other"] = sections.pop("Other", [])
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records)
