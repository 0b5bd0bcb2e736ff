"""The Write mode: an editor in which a network goes on from what you typed, token by token."""

from __future__ import annotations

import random
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Button

from playground.ui.alt_digits import read_alt_digits
from playground.ui.bindings import bindings
from playground.ui.ghost import Ghost
from playground.ui.screens.write_looking import WriteLooking
from playground.ui.screens.write_thinking import CANDIDATES
from playground.ui.screens.writing_model import NO_MODEL
from playground.ui.thoughts import Stream
from playground.ui.widgets.candidates import NUMBERED, CandidateList
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.sampling_panel import SamplingPanel
from playground.ui.widgets.write_controls import WriteControls
from playground.ui.widgets.write_draw import DrawBar
from playground.ui.widgets.write_side import LABELS
from playground.ui.widgets.write_texts import TextList


class WriteScreen(WriteLooking):
    """Text, ghost, what may come next, and sampling settings."""

    MODE = "write"
    ABOUT = (
        "A network reads your text up to the cursor and predicts the next token. The text in italics is its "
        "ghost: what it would go on with. The bars are the likeliest next tokens, before and after the "
        "sampling settings, which decide how one of them is drawn: a low temperature keeps to the likeliest, "
        "a high one wanders, and the other settings cut off what is unlikely.\n\n"
        "Every token keeps its alternatives: go back to one, see what the network expected there, and take "
        "another. The text then grows on from there, and what followed before stays as a branch that you can "
        "return to. A step shows the draw itself: the tokens lie end to end, each as wide as its "
        "probability, and a random number falls on one of them. The same seed draws the same text again.\n\n"
        "Digits: while you type, a digit is part of your text, and Alt with a digit takes that row of the "
        "list beside it. In the list (^T goes there, Esc comes back) a digit alone takes its row."
    )
    CSS_PATH = "write.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("write"),
        # Of the candidates, wherever the focus is: elsewhere a digit goes to another mode.
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, NUMBERED + 1)),
    ]

    def on_mount(self) -> None:
        read_alt_digits()
        self.editor.move_cursor(self.editor.document.end)
        self.editor.focus()
        self.first_model()
        self._show_hint()

    def on_screen_suspend(self) -> None:
        self.stop_stream()

    # ------------------------------------------------------------------ writing

    @on(CandidateList.Picked)
    def _picked(self, event: CandidateList.Picked) -> None:
        self.stop_stream()
        if self._looking:
            self._replace(event.index)
        else:
            self.editor.take(event.choice.text)

    @on(GhostEditor.PickAsked)
    def _pick_asked(self, event: GhostEditor.PickAsked) -> None:
        self.action_pick(event.number)

    def action_pick(self, number: int) -> None:
        """Take one of the list beside the text."""
        shown = self.side.shown
        assert isinstance(shown, CandidateList | TextList)
        shown.pick(number - 1)

    @on(TextList.Picked)
    def _text_picked(self, event: TextList.Picked) -> None:
        if self.side.view == "tree":
            self.go_to_leaf(event.index)
        elif event.index < len(self._texts):
            self.stop_stream()
            self.editor.take(self._texts[event.index].text)

    def action_ghost(self, what: str) -> None:
        """Take all of the ghost or a token of it, or send it away."""
        if what == "none":
            self.editor.dismiss()
        elif what == "all":
            self.editor.action_take_all()
        else:
            self.editor.action_take_token()

    @on(GhostEditor.Typed)
    def _typed(self) -> None:
        self.stop_stream()

    def action_stream(self) -> None:
        """Begin to stream, or stop."""
        if self._streaming is not None:
            self.stop_stream()
        else:
            self._start_stream(None)

    def action_step(self) -> None:
        """Write one token, and show how it was drawn."""
        self.stop_stream()
        self.leave_look(back=True)
        before = self.editor.before_cursor
        if self.editor.ghost:
            self.editor.action_take_token()
        else:
            self._start_stream(1)
        self._stepped_from = before

    def _start_stream(self, limit: int | None) -> None:
        if not self.loaded:
            self.say(NO_MODEL, "warning")
            return
        self.leave_look(back=True)
        editor = self.editor
        editor.selection = type(editor.selection).cursor(editor.cursor_location)
        editor.offer(Ghost())
        editor.history.begin()
        self.query_one(DrawBar).show(None)
        self._serial += 1
        self._streaming = self._serial
        text = editor.before_cursor
        self.completer.ask(
            Stream(self._serial, text, self.sampling, self._draw_seed, CANDIDATES, limit, self._held(text))
        )
        self.query_one(WriteControls).show_streaming(True)
        self._show_hint()

    def stop_stream(self) -> None:
        """End the stream, if there is one."""
        if self._streaming is None:
            return
        self._streaming = None
        self.completer.stop()
        self.editor.history.end()
        self.query_one(WriteControls).show_streaming(False)
        self._show_hint()
        self._soon()

    @on(Button.Pressed, "#stream")
    def _stream_pressed(self) -> None:
        self.editor.focus()
        self.action_stream()

    @on(Button.Pressed, "#step")
    def _step_pressed(self) -> None:
        self.editor.focus()
        self.action_step()

    def action_again(self) -> None:
        """Another draw."""
        if self.sampling.seed is not None:
            self.say("The seed is fixed, so the continuation stays the same; empty the seed for another one.")
            return
        self._seed = random.getrandbits(32)
        self.editor.revive()
        self._soon()

    # ------------------------------------------------------------------ going elsewhere

    def action_length(self) -> None:
        self.query_one(WriteControls).next_length()

    def action_model(self) -> None:
        self.query_one(WriteControls).open_models()

    @on(WriteControls.ModelsClosed)
    def _models_closed(self) -> None:
        self.editor.focus()

    def action_candidates(self) -> None:
        self.side.shown.focus()

    def action_view(self, by: int) -> None:
        """The next view beside the text."""
        views = [view for view, _ in LABELS]
        self.show_view(views[(views.index(self.side.view) + by) % len(views)])

    def action_rule(self) -> None:
        self._show_rules(always=True)
        self.query_one("#rule").focus()

    def action_settings(self) -> None:
        self.query_one("#temperature", NumberField).input.focus()

    def action_text(self) -> None:
        """Stop the stream, leave the alternatives, or bring the focus back to the text."""
        self.stop_stream()
        self.leave_look(back=True)
        self.editor.focus()
        self._show_rules()

    def action_faster(self, by: int) -> None:
        self.query_one(WriteControls).change_speed(by)

    # ------------------------------------------------------------------ settings

    @on(WriteControls.LengthChosen)
    def _length_chosen(self, event: WriteControls.LengthChosen) -> None:
        self._length = event.length
        settings = self.playground.settings
        settings.ghost, settings.ghost_tokens = event.length.kind, event.length.count
        settings.save()
        self.editor.revive()
        self._soon()

    @on(WriteControls.SpeedChosen)
    def _speed_chosen(self, event: WriteControls.SpeedChosen) -> None:
        self.completer.speed = event.speed
        self.playground.settings.speed = round(event.speed)
        self.playground.settings.save()

    @on(NumberField.Refused)
    def _refused(self, event: NumberField.Refused) -> None:
        self.say(event.text, "warning")

    @on(SamplingPanel.Changed)
    def _sampling_changed(self, event: SamplingPanel.Changed) -> None:
        self.playground.settings.sampling = {
            name: value for name, value in event.config.to_dict().items() if name != "stop"
        }
        self.playground.settings.save()
        if self._streaming is None:
            self._soon()
        else:
            self.completer.change(self.sampling)
