"""One step of the network as text: the cell's equations with their numbers, the prediction, the weights."""

from __future__ import annotations

import math
import re

import numpy as np
from textual.content import Content

from playground.text import display
from playground.ui import traces
from playground.ui.xray.reports import Stepped
from playground.xray.forward_step import ForwardStep

_WEIGHTS = re.compile(r"[WU](?:_\w)?(?=[ )])|\bb′?(?:_\w)?(?=[ )]|$)")
_BAR = "█"
_PARTS = " ▏▎▍▌▋▊▉█"


def head(told: Stepped, count: int) -> Content:
    """Which token is read, by which unit, and what goes in."""
    step = told.step
    token = display.label(told.reading.tokens[told.token], 20)
    read = f"E[{token}]" if step.layer == 0 else f"h of layer {step.layer}"
    return Content.assemble(
        ("reads ", "$quiet"),
        (token, "bold"),
        (f" ({told.token + 1:,} of {count:,}) · ", "$quiet"),
        (f"unit {step.unit}", "bold"),
        (
            f" of layer {step.layer + 1} · x = {read}, {len(step.x)} numbers · h₋₁, {len(step.h_before)}",
            "$quiet",
        ),
    )


def equations(step: ForwardStep, width: int) -> Content:
    """The cell's equations, a line each with its numbers, or two where there is no room for that.

    The numbers are rounded, the result is not made of the rounded ones: hence ``≈``.
    """
    rows = [(each.left, each.symbols, each.numbers, _number(each.result)) for each in step.equations]
    wide = [max(display.width(row[at]) for row in rows) for at in range(4)]
    long = sum(wide) + 9
    lines: list[Content] = []
    for left, symbols, numbers, result in rows:
        if long <= width:
            line = Content.assemble(
                (f"{left:<{wide[0]}}", "bold"), " = ",
                _marked(symbols), " " * (wide[1] - display.width(symbols)),
                (" = ", "$quiet"), numbers + " " * (wide[2] - display.width(numbers)),
                (" ≈ ", "$quiet"), (f"{result:>{wide[3]}}", "bold $accent"),
            )  # fmt: skip
            lines.append(line)
            continue
        lines.append(Content.assemble((left, "bold"), " = ", _marked(symbols)))
        lines.append(
            Content.assemble(
                (" " * len(left) + " = ", "$quiet"), numbers, (" ≈ ", "$quiet"), (result, "bold $accent")
            )
        )
    names = Content(" · ").join(
        Content.assemble((each.left, "bold"), (f" {_name(each.left)}", "$quiet")) for each in step.equations
    )
    return Content("\n").join([*lines, names])


def prediction(told: Stepped, width: int, most: int = 12) -> Content:
    """Softmax of the logits: the likeliest next tokens, a bar each, and how the first came about."""
    probabilities = told.step.probabilities
    best = int(np.argmax(probabilities))
    logit = float(told.step.logits[best])
    total = logit - math.log(max(float(probabilities[best]), 1e-30))
    lines = [
        Content.styled(f"next token: softmax, {len(probabilities):,} logits", "$quiet"),
    ]
    labels = [display.label(token, 14) for token, _ in told.likely[:most]]
    wide = max(map(display.width, labels), default=1)
    room = max(4, min(30, width - wide - 8))
    for label, (_, probability) in zip(labels, told.likely, strict=False):
        lines.append(
            Content.assemble(
                label + " " * (wide - display.width(label) + 1),
                (f"{_percent(probability):>5} ", "$quiet"),
                (_bar(probability, room), "$accent"),
            )
        )
    sum_of = f"exp({logit:.2f} − {total:.2f})" if total >= 0 else f"exp({logit:.2f} + {-total:.2f})"
    lines.append(
        Content.styled(
            f"first: exp(logit) / Σ exp(logits) = {sum_of} = {probabilities[best]:.2f}".replace("-", "−"),
            "$quiet",
        )
    )
    return Content("\n").join(lines)


def weights(step: ForwardStep) -> Content:
    """Every weight with its shape, and what each is for; the counts add up to the model's parameters."""
    parts = Content(" · ").join(
        Content.assemble((each.symbol, "bold $accent"), " " + "×".join(f"{size:,}" for size in each.shape))
        for each in step.weights
    )
    total = sum(each.count for each in step.weights)
    return Content.assemble(
        ("The weights, the same at every step: ", "$quiet"), parts, (f" = {total:,} parameters.", "$quiet"),
        "\n", (_about_weights(step), "$quiet"),
    )  # fmt: skip


def _about_weights(step: ForwardStep) -> str:
    """What the letters stand for, of those there are."""
    symbols = {each.symbol for each in step.weights}
    parts = ["E: embedding", "W: from the input x", "U: from h₋₁", "b is b_W + b_U"]
    if step.cell == "gru":
        parts[-1] += " (in n, b is b_W and b′ is b_U)"
    if "γ" in symbols:
        parts.append("γ β: layer norm before the output")
    output = "V b_V" if "V" in symbols else "E again, b_V"
    parts.append(f"{output}: output layer")
    return " · ".join(parts) + "."


def _name(left: str) -> str:
    """What a letter stands for, in words."""
    return traces.NAMES.get(left, left).rsplit(" ", 1)[0].removesuffix(" state")


def _marked(symbols: str) -> Content:
    """The equation with its weights, which every step shares, in the accent's colour."""
    content, at = Content(""), 0
    for match in _WEIGHTS.finditer(symbols):
        content += Content(symbols[at : match.start()]) + Content.styled(match[0], "bold $accent")
        at = match.end()
    return content + Content(symbols[at:])


def _number(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}"


def _bar(share: float, room: int) -> str:
    """A bar of eighths of a column."""
    eighths = round(max(0.0, min(1.0, share)) * room * 8)
    whole, rest = divmod(eighths, 8)
    return _BAR * whole + (_PARTS[rest] if rest else "")
