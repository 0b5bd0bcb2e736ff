"""``rnn-playground complete``: let a model go on with a text, or ask what it expects next."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Any

import click

from playground.cli.naming import MODEL
from playground.cli.terminal import json_line, notice, table
from playground.errors import InputError

if TYPE_CHECKING:
    from playground.config import SampleConfig
    from playground.inference.language_model import LanguageModel

CANDIDATES = 10
"""How many the JSON document holds unless told otherwise."""
_SETTINGS = ("temperature", "top_k", "top_p", "min_p", "repetition_penalty", "stop", "seed")


@click.command(short_help="Let a model go on with a text.")
@click.argument("model", type=MODEL)
@click.argument("prompt")
@click.option(
    "--tokens",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    metavar="N",
    help="How many tokens to write.",
)
@click.option(
    "--temperature",
    type=float,
    metavar="T",
    help="Below 1 bolder, above 1 wilder, 0 always the likeliest.  [default: 0.8]",
)
@click.option("--top-k", type=int, metavar="K", help="Choose among the K likeliest tokens only; 0 for all.")
@click.option(
    "--top-p",
    type=float,
    metavar="P",
    help="Choose among the fewest tokens that reach probability P together.",
)
@click.option(
    "--min-p", type=float, metavar="P", help="Leave out tokens less than P times as likely as the likeliest."
)
@click.option(
    "--repetition-penalty",
    type=float,
    metavar="R",
    help="Above 1: say again less often what was said lately.",
)
@click.option(
    "--stop", multiple=True, metavar="TEXT", help="End before this text; may be given several times."
)
@click.option("--seed", type=int, metavar="N", help="The same seed writes the same text.")
@click.option(
    "--samples",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="How many texts to write.",
)
@click.option(
    "--candidates", type=click.IntRange(min=1), metavar="K", help="Show the K likeliest next tokens instead."
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print candidates and samples as one JSON document, with log-probabilities.",
)
def complete(
    model: str, prompt: str, tokens: int, samples: int, candidates: int | None, as_json: bool, **settings: Any
) -> None:
    """Print PROMPT and what MODEL makes of it, token by token; PROMPT may be - for standard input.

    MODEL is a name from "rnn-playground models list" or a file. One line end at the end of standard input is
    left out.

    \b
    Examples:
      rnn-playground complete fairy-tales "Once upon a" --temperature 0.5
      rnn-playground complete fairy-tales-words "Once upon a" --candidates 5
      rnn-playground complete fairy-tales "The king" --tokens 400 --seed 1 --samples 3
      rnn-playground complete reviews "The food is" --stop . --json
      head -3 novel.txt | rnn-playground complete novel -
    """
    from playground.config import SampleConfig

    config = SampleConfig(**{key: settings[key] for key in _SETTINGS if settings[key] not in (None, ())})
    if prompt == "-":
        prompt = _standard_input()

    from playground.inference.language_model import LanguageModel

    language_model = LanguageModel.load(model)
    warning = language_model.notice(prompt)
    if warning:
        notice(warning)
    if as_json:
        _print_json(language_model, prompt, tokens, samples, candidates or CANDIDATES, config)
    elif candidates is not None:
        _show_candidates(language_model, prompt, candidates, config)
    else:
        _stream(language_model, prompt, tokens, samples, config)


def _standard_input() -> str:
    """What is piped in, as text with the line ends a model knows."""
    data = sys.stdin.buffer.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("Standard input is not UTF-8 text, so it cannot be a prompt.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def _configs(config: SampleConfig, samples: int) -> list[SampleConfig]:
    """The settings of each sample: a seed given counts up, so that every sample can be had alone again."""
    if config.seed is None:
        return [config] * samples
    return [dataclasses.replace(config, seed=config.seed + number) for number in range(samples)]


def _stream(model: LanguageModel, prompt: str, tokens: int, samples: int, config: SampleConfig) -> None:
    from playground.text.display import visible

    for number, each in enumerate(_configs(config, samples)):
        if number:
            click.echo("-" * 8)
        # click.echo flushes after each piece, so text appears as it is written.
        click.echo(visible(prompt, keep="\n\t"), nl=False)
        for generated in model.stream(prompt, tokens, each):
            click.echo(visible(generated.token, keep="\n\t"), nl=False)
        click.echo()


def _print_json(
    model: LanguageModel, prompt: str, tokens: int, samples: int, count: int, config: SampleConfig
) -> None:
    """What may come next and what was written, in one document."""
    likeliest = [
        {
            "token": each.token,
            "probability": each.probability,
            "sampled": each.sampled,
            "logprob": each.logprob,
        }
        for each in model.candidates(prompt, count, config)
    ]
    written = []
    for each in _configs(config, samples):
        generated = list(model.stream(prompt, tokens, each))
        written.append(
            {
                "text": "".join(piece.token for piece in generated),
                "tokens": [
                    {"token": piece.token, "logprob": piece.logprob, "probability": piece.probability}
                    for piece in generated
                ],
            }
        )
    click.echo(json_line({"prompt": prompt, "candidates": likeliest, "samples": written}))


def _show_candidates(model: LanguageModel, prompt: str, count: int, config: SampleConfig) -> None:
    likeliest = model.candidates(prompt, count, config)
    from playground.text.display import label

    click.echo(
        table(
            ("", "next token", "probability", "with settings"),
            [
                (str(place), label(each.token), f"{each.probability:.4f}", f"{each.sampled:.4f}")
                for place, each in enumerate(likeliest, 1)
            ],
            right=(0, 2, 3),
        )
    )
