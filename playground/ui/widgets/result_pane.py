"""What came out of an example, each kind of answer in a way of its own."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from playground.events import Panel
from playground.text import display
from playground.ui.examples.answer import (
    Answer,
    Caption,
    Forecast,
    Tags,
    Translation,
    Verdicts,
    Written,
)
from playground.ui.examples.tag import parts_of
from playground.ui.examples.unrolling import Places
from playground.ui.lab_looks import Looks
from playground.ui.lab_state import Series
from playground.ui.widgets.attention_map import AttentionMap
from playground.ui.widgets.lab_chart import LabChart
from playground.ui.widgets.picture import PictureView
from playground.ui.widgets.verdict_bars import VerdictBars

TITLES: dict[type, str] = {
    Verdicts: "Verdict",
    Tags: "Tags",
    Translation: "Attention",
    Caption: "Caption",
    Forecast: "Forecast",
    Written: "Written",
}
"""Of the panel, by the kind of answer."""

_OTHERS = 2
"""Other translations of a beam that are shown."""
_FEW = 3
"""Labels whose bars need few lines."""


class ResultPane(Vertical):
    """One of several views."""

    DEFAULT_CSS = """
    ResultPane {
        #views { height: 1fr; }
        #tags, #written, #translation { height: 1fr; scrollbar-size-vertical: 1; }
        #tagged, #translated { height: auto; max-height: 3; }
        #captioned { height: 1fr; }
        #caption-text { width: 1fr; height: auto; padding: 0 0 0 2; }
    }
    """

    def compose(self) -> ComposeResult:
        with ContentSwitcher(initial="verdicts", id="views"):
            yield VerdictBars(id="verdicts")
            with Vertical(id="tags"):
                yield Static(id="tagged", markup=False)
                yield VerdictBars(id="tag-bars")
            with Vertical(id="translation"):
                yield Static(id="translated", markup=False)
                yield AttentionMap(id="attention")
            with Horizontal(id="captioned"):
                yield PictureView(id="picture")
                yield Static(id="caption-text", markup=False)
            yield LabChart(Panel(id="forecast", title="Forecast", x="step", y="value"), id="forecast")
            with VerticalScroll(id="written", can_focus=False):
                yield Static(id="written-text", markup=False)

    @property
    def views(self) -> ContentSwitcher:
        return self.query_one("#views", ContentSwitcher)

    def align(self, places: Places, cursor: int, row: int) -> None:
        """The steps in sight of the unrolled network, the one that is looked at, and which word it writes."""
        for bars in self.query(VerdictBars):
            bars.align(places, cursor)
        self.query_one(AttentionMap).mark(row)

    def show(self, answer: Answer) -> bool:
        """Show what came out; whether it needs more lines than a few bars do."""
        match answer.result:
            case Verdicts() as verdicts:
                self.query_one("#verdicts", VerdictBars).show(verdicts)
                self.views.current = "verdicts"
            case Tags() as tags:
                self.query_one("#tagged", Static).update(_tagged(tags))
                self.query_one("#tag-bars", VerdictBars).show(tags.likely)
                self.views.current = "tags"
            case Translation() as translation:
                self.query_one("#translated", Static).update(_translated(translation))
                self.query_one(AttentionMap).show(translation)
                self.views.current = "translation"
            case Caption() as caption:
                self._caption(caption)
                self.views.current = "captioned"
            case Forecast() as forecast:
                self._forecast(forecast)
                self.views.current = "forecast"
            case Written() as written:
                self.query_one("#written-text", Static).update(_written(written))
                self.views.current = "written"
        few = isinstance(answer.result, Verdicts) and len(answer.result.labels) <= _FEW
        return not few and not isinstance(answer.result, Forecast)

    def _caption(self, caption: Caption) -> None:
        room = self.content_size
        height = (caption.picture.height + 1) // 2
        scale = 2 if room.height >= 2 * height and room.width >= 2 * caption.picture.width + 24 else 1
        self.query_one(PictureView).show(caption.picture, scale)
        right = caption.caption == caption.truth
        text = Content.assemble(
            Content.styled("It says\n", "$quiet"),
            Content.styled(display.visible(caption.caption, keep="") + "\n", "bold"),
        )
        if caption.truth:
            text += Content.assemble(
                Content.styled("\nThe scene is\n", "$quiet"),
                display.visible(caption.truth, keep=""),
                Content.styled(
                    "\n\n✓ word for word" if right else "\n\n✗ not the same",
                    "$text-success" if right else "$text-warning",
                ),
            )
        self.query_one("#caption-text", Static).update(text)

    def _forecast(self, found: Forecast) -> None:
        """The past, and from its last value on the truth and each forecast."""
        start, last = found.start, len(found.given) - 1
        curves = {"so far": Series([float(start + at) for at in range(last + 1)], found.given.tolist())}
        looks = Looks()
        looks.of("so far")
        for name, values in (
            ("network", found.forecast),
            ("truth", found.truth),
            ("last value", found.naive),
        ):
            looks.of(name)
            if len(values):
                ys = [float(found.given[-1]), *values.tolist()]
                curves[name] = Series([float(start + last + at) for at in range(len(ys))], ys)
        self.query_one("#forecast", LabChart).show(curves, looks)


def _tagged(tags: Tags) -> Content:
    """The sentence with what was found in it marked; below, what is found when it is read the other way."""
    content = _marked(tags.tokens, tags.tags)
    if tags.otherwise != tags.tags:
        content += Content.styled(f"\n{tags.how}: ", "$quiet") + _marked(tags.tokens, tags.otherwise)
    else:
        content += Content.styled(f"\n{tags.how}: the same", "$quiet")
    return content


def _marked(tokens: Sequence[str], tags: Sequence[str]) -> Content:
    content = Content("")
    for text, kind, tone in parts_of(tokens, tags):
        shown = display.visible(text, keep="")
        if kind:
            content += Content.assemble(
                Content.styled(f"[{shown} ", f"bold $curve-{tone}"),
                Content.styled(f"{display.visible(kind, keep='')}]", f"$curve-{tone}"),
                " ",
            )
        else:
            content += Content(shown + " ")
    return content


def _translated(found: Translation) -> Content:
    """What was written, with its score, and what else the beam has found."""
    content = Content.assemble(
        Content.styled(display.visible(found.text, keep=""), "bold"),
        Content.styled(f"   log P {found.score:.2f}", "$quiet"),
    )
    for text, score in found.others[:_OTHERS]:
        content += Content.styled(f"\n{display.visible(text, keep='')}   log P {score:.2f}", "$quiet")
    return content


def _written(written: Written) -> Content:
    content = Content.assemble(
        Content.styled(display.visible(written.seed), "$quiet"), display.visible(written.text)
    )
    if written.sound is not None:
        said = "✓ every bar adds up" if written.sound else f"✗ {display.visible(written.problem, keep='')}"
        content += Content.styled(f"\n{said}", "$text-success" if written.sound else "$text-warning")
    return content
