"""The one table of keys, scope by scope: bindings, key bar, palette and help are drawn from it (bindings.py).

A row belongs to a *scope*: ``app`` (everywhere), a mode (``train``, ``write``, ``xray``, ``lab``,
``shapes``, ``library``), or a widget or dialog that has keys while it has the focus.

Never used: ctrl+h, ctrl+i, ctrl+j and ctrl+m, which many terminals send for backspace, tab and enter. A
single letter works only while no text field has the focus; what must always work has a function key or ctrl.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the user can do."""

    id: str
    """``scope.name``; what a user's own keymap refers to."""
    keys: str
    """Keys as Textual names them, separated by commas; the first one is shown."""
    action: str
    """Textual's action string, looked up on whatever carries the binding."""
    label: str
    """One or two words for the key bar."""
    help: str
    """One sentence for the help screen and the palette."""
    bar: bool = True
    """Shown in the key bar (as far as there is room; earlier rows first)."""
    priority: bool = False
    """Works even where a focused widget uses the key itself."""
    palette: bool = True
    """Listed in the command palette."""

    @property
    def scope(self) -> str:
        return self.id.partition(".")[0]


SCOPES: dict[str, str] = {
    "app": "Everywhere",
    "train": "Train",
    "heatmap": "Hidden-state map",
    "write": "Write",
    "editor": "Write: the text",
    "candidates": "Write: the candidates",
    "texts": "Write: several texts to choose from",
    "xray": "X-ray",
    "xraymap": "X-ray: the map",
    "tinted": "X-ray: a coloured text",
    "places": "X-ray: a list of places or units",
    "xraywheel": "X-ray: holding a unit",
    "xraytext": "X-ray: choosing a text",
    "number": "Number fields",
    "lab": "Lab",
    "labchart": "A chart",
    "toggles": "Lab: alternatives to choose from",
    "shapes": "Shapes",
    "unrolled": "Shapes: the unrolled network",
    "library": "Library",
    "files": "Choosing a file",
    "choice": "A line of alternatives",
    "ask": "A question",
    "help": "Help",
}
"""Every scope and its heading on the help screen."""

# A row takes a line or two, which is easier to read than the seven that the formatter would give it.
# fmt: off

APP: tuple[Row, ...] = (
    Row("app.train", "f2,1", "mode('train')", "Train",
        "Train a network on a text and watch it learn.", bar=False),
    Row("app.write", "f3,2", "mode('write')", "Write",
        "Write with a network that goes on from your text.", bar=False),
    Row("app.xray", "f4,3", "mode('xray')", "X-ray",
        "Look inside a network while it reads a text.", bar=False),
    Row("app.lab", "f5,4", "mode('lab')", "Lab",
        "See for yourself what is said of recurrent networks.", bar=False),
    Row("app.shapes", "f6,5", "mode('shapes')", "Shapes",
        "Watch networks of every shape at work on an example.", bar=False),
    Row("app.library", "f7,6", "mode('library')", "Library", "See your models and texts.", bar=False),
    Row("app.help", "f1,question_mark", "help", "Help", "Every key, and what is on this screen."),
    Row("app.palette", "ctrl+p", "command_palette", "Commands",
        "Find any action by its name.", palette=False),
    Row("app.theme", "f9", "toggle_dark", "Dark or light",
        "Change between the dark and the light theme.", bar=False),
    Row("app.suspend", "ctrl+z", "suspend", "Suspend",
        "Back to the shell until fg; in an editor Ctrl+Z undoes.", bar=False),
    Row("app.quit", "ctrl+q", "leave", "Quit", "Leave; a training run is saved first.", priority=True),
)

TRAIN: tuple[Row, ...] = (
    Row("train.live", "n,end", "live", "Now", "Leave the past and see the network as it is now."),
    Row("train.back", "comma", "back(1)", "Earlier", "Go back through the run, moment by moment."),
    Row("train.forth", "full_stop", "forth", "Later", "Go forth again, to the present in the end."),
    Row("train.start", "ctrl+t,t", "start", "Train", "Start training with this recipe."),
    Row("train.pause", "p", "pause", "Pause/go on", "Pause the run, or go on with it."),
    Row("train.stop", "s", "stop", "Stop", "End the run now; the model is validated and saved."),
    Row("train.save", "ctrl+s,w", "save", "Save", "Save the model now and keep training."),
    Row("train.resume", "r", "resume", "Go on", "Go on training from the last save."),
    Row("train.write", "i", "write_with", "Write with it",
        "Write with the model that was trained, or with the one that is learning."),
    Row("train.view", "v", "view(1)", "View",
        "Show the loss, the norms of gradients or weights, or how many gates are saturated; or all of it "
        "where there is room."),
    Row("train.play", "space", "play", "Play", "Play the run as a film, or halt it."),
    Row("train.film", "f", "film", "Save film", "Write the run as a film of text to a file."),
    Row("train.recipe", "b", "recipe", "Recipe", "Show or hide the recipe beside the curves."),
    Row("train.open", "ctrl+o,o", "open", "Open", "Choose a file or a folder to train on."),
    Row("train.slower", "left_square_bracket", "rate(-1)", "Rate −", "Lower the learning rate.", bar=False),
    Row("train.faster", "right_square_bracket", "rate(1)", "Rate +", "Raise the learning rate.", bar=False),
    Row("train.probe", "e", "probe", "Sentence", "Change the sentence whose hidden states are shown."),
    Row("train.value", "g", "value(1)", "h, c, gates", "Show the next value: h, c or a gate."),
    Row("train.value_back", "G", "value(-1)", "Value before", "Show the value before.", bar=False),
    Row("train.layer", "l", "layer(1)", "Layer", "Show the next layer."),
    Row("train.view_back", "V", "view(-1)", "View back", "Show the view before.", bar=False),
    Row("train.far_back", "<", "back(10)", "Much earlier", "Go back by ten moments.", bar=False),
    Row("train.far_forth", ">", "forth(10)", "Much later",
        "Go forth by ten moments.", bar=False),
    Row("train.beginning", "home", "beginning", "Beginning",
        "Go back to the first moment of the run.", bar=False),
    Row("train.y", "y", "y_axis", "Scale", "The loss in bits per character or as perplexity."),
    Row("train.x", "x", "x_axis", "Time or steps", "Draw the loss over time or over steps.", bar=False),
    Row("train.zoom", "z", "zoom", "Zoom", "The whole run, or its second half close up.", bar=False),
    Row("train.more", "a", "advanced", "Advanced", "Show or hide the advanced settings.", bar=False),
    Row("train.away", "escape", "leave_field", "Leave field",
        "Leave a text field, so that letters are keys again.", bar=False, palette=False),
)

HEATMAP: tuple[Row, ...] = (
    Row("heatmap.left", "left", "move(-1, 0)", "Earlier",
        "Move to the token before.", bar=False, palette=False),
    Row("heatmap.right", "right", "move(1, 0)", "Later", "Move to the next token.", bar=False, palette=False),
    Row("heatmap.up", "up", "move(0, -1)", "Unit above", "Move to the unit above.", bar=False, palette=False),
    Row("heatmap.down", "down", "move(0, 1)", "Unit below",
        "Move to the unit below.", bar=False, palette=False),
    Row("heatmap.page_up", "pageup", "page(-1)", "Units up",
        "Scroll up through the units.", bar=False, palette=False),
    Row("heatmap.page_down", "pagedown", "page(1)", "Units down",
        "Scroll down through the units.", bar=False, palette=False),
    Row("heatmap.first", "home", "ends(-1)", "First", "Move to the first token.", bar=False, palette=False),
    Row("heatmap.last", "end", "ends(1)", "Last", "Move to the last token.", bar=False, palette=False),
)

WRITE: tuple[Row, ...] = (
    Row("write.stream", "ctrl+g", "stream", "Stream",
        "Let the model write on and on; the same key stops it."),
    Row("write.step", "ctrl+n", "step", "Step", "Write one token."),
    Row("write.look", "ctrl+b,alt+left", "look", "Alternatives",
        "Go back to a token of the text: what else could stand there. Picking one begins a new branch."),
    Row("write.view", "ctrl+e", "view(1)", "View",
        "Beside the text: next tokens or words, several continuations, beam search, branches, two models."),
    Row("write.again", "ctrl+r", "again", "Another", "Offer another continuation."),
    Row("write.candidates", "ctrl+t", "candidates", "List", "Go to the list beside the text."),
    Row("write.model", "ctrl+o", "model", "Model", "Choose the model that writes."),
    Row("write.length", "ctrl+l", "length", "Ghost length",
        "The ghost reaches to the end of the word, of the sentence, or a number of tokens."),
    Row("write.rule", "ctrl+f", "rule", "Hold to",
        "Give a word or a pattern that the continuation must hold to, and texts where it stops.", bar=False),
    Row("write.branch_next", "alt+down", "branch(1)", "Next branch",
        "Go to the next branch of the text.", bar=False),
    Row("write.branch_previous", "alt+up", "branch(-1)", "Branch before",
        "Go to the branch before.", bar=False),
    Row("write.settings", "f8", "settings", "Settings", "Go to the sampling settings.", bar=False),
    Row("write.text", "escape", "text", "Text",
        "Stop the stream, leave the alternatives, or go back to the text.", bar=False),
    Row("write.faster", "ctrl+up", "faster(1)", "Faster", "Stream faster.", bar=False),
    Row("write.slower", "ctrl+down", "faster(-1)", "Slower", "Stream slower.", bar=False),
)

EDITOR: tuple[Row, ...] = (
    Row("editor.all", "tab", "take_all", "Take",
        "Take the whole ghost; the right arrow at the end does the same.", palette=False),
    Row("editor.token", "ctrl+right", "take_token", "Token",
        "Take one token of the ghost.", bar=False, palette=False),
    Row("editor.dismiss", "escape", "dismiss", "Dismiss",
        "Send the ghost away until the text changes.", bar=False, palette=False),
    Row("editor.pick", "alt+1", "pick(1)", "Pick",
        "Write candidate 1 of the list; Alt+2 to Alt+9 write the others. A digit without Alt is typed into "
        "the text.", bar=False, palette=False),
    Row("editor.undo", "ctrl+z,super+z", "undo", "Undo",
        "Undo: what was taken or streamed goes as a whole.", bar=False, palette=False),
    Row("editor.redo", "ctrl+y,super+y", "redo", "Redo", "Redo what was undone.", bar=False, palette=False),
    Row("editor.select", "ctrl+a", "select_all", "Select all",
        "Select the whole text.", bar=False, palette=False),
)

CANDIDATES: tuple[Row, ...] = (
    Row("candidates.pick", "1", "pick(1)", "Pick",
        "Once you are in the list (^T): write candidate 1; 2 to 9 write the others.", palette=False),
    Row("candidates.enter", "enter", "pick_cursor", "Pick this",
        "Write the candidate under the bar.", palette=False),
    Row("candidates.back", "left", "walk(-1)", "Token back",
        "Go a token back in the text and see what could stand in its place.", palette=False),
    Row("candidates.on", "right", "walk(1)", "Token on", "Go a token on in the text.", palette=False),
    Row("candidates.up", "up", "move(-1)", "Up", "Move up.", bar=False, palette=False),
    Row("candidates.down", "down", "move(1)", "Down", "Move down.", bar=False, palette=False),
)

TEXTS: tuple[Row, ...] = (
    Row("texts.pick", "1", "pick(1)", "Pick",
        "Once you are in the list (^T): take text 1; 2 to 9 take the others.", palette=False),
    Row("texts.enter", "enter", "pick_cursor", "Pick this", "Take the text under the bar.", palette=False),
    Row("texts.left", "left", "turn(-1)", "Left",
        "Another second model, where two are side by side.", bar=False, palette=False),
    Row("texts.right", "right", "turn(1)", "Right",
        "Another second model, where two are side by side.", bar=False, palette=False),
    Row("texts.up", "up", "move(-1)", "Up", "Move up.", bar=False, palette=False),
    Row("texts.down", "down", "move(1)", "Down", "Move down.", bar=False, palette=False),
)

NUMBER: tuple[Row, ...] = (
    Row("number.up", "up", "step(1)", "More", "Raise the value by a step.", palette=False),
    Row("number.down", "down", "step(-1)", "Less", "Lower the value by a step.", palette=False),
)

XRAY: tuple[Row, ...] = (
    Row("xray.view", "v", "view(1)", "View", "Show the next view below or beside the map."),
    Row("xray.back", "V", "view(-1)", "View back", "Show the view before.", bar=False),
    Row("xray.text", "t", "text", "Text",
        "Choose what the network reads: type it, or take a text or a file."),
    Row("xray.model", "m,ctrl+o", "model", "Model", "Choose the model to look into."),
    Row("xray.value", "g", "value(1)", "h, c, gates", "Show the next value: h, c or a gate."),
    Row("xray.order", "o", "order", "Order",
        "Sort the units by number, by likeness or by strength."),
    Row("xray.room", "x", "room", "More room",
        "Give the view the whole screen, or the map, or both a part."),
    Row("xray.find", "slash,f", "find", "Find units",
        "Find the units that follow a property of the text, or a regular expression."),
    Row("xray.unit", "u", "show('unit')", "Unit", "Read the text coloured by the unit under the cursor."),
    Row("xray.wheel", "w", "hold", "Hold unit",
        "Hold the unit under the cursor at a value, and see what the network writes then."),
    Row("xray.next", "n", "hard(1)", "Next surprise",
        "Go to the next token that surprised the network.", bar=False),
    Row("xray.previous", "N", "hard(-1)", "Surprise before",
        "Go back to the token before that surprised the network.", bar=False),
    Row("xray.zoom_in", "plus", "zoom(1)", "Zoom in", "Give each token more room.", bar=False),
    Row("xray.zoom_out", "minus", "zoom(-1)", "Zoom out", "See more of the text at once.", bar=False),
    Row("xray.layer", "l", "layer(1)", "Layer", "Show the next layer."),
    Row("xray.save", "ctrl+s", "save", "Save", "Write a picture or the numbers to a file."),
    Row("xray.map", "escape", "map", "To the map",
        "Leave a field and go back to the map.", bar=False, palette=False),
)

XRAYMAP: tuple[Row, ...] = (
    Row("xraymap.left", "left", "move(-1, 0)", "Earlier",
        "Move to the token before.", bar=False, palette=False),
    Row("xraymap.right", "right", "move(1, 0)", "Later", "Move to the next token.", bar=False, palette=False),
    Row("xraymap.up", "up", "move(0, -1)", "Unit above", "Move to the unit above.", bar=False, palette=False),
    Row("xraymap.down", "down", "move(0, 1)", "Unit below",
        "Move to the unit below.", bar=False, palette=False),
    Row("xraymap.page_left", "ctrl+left,shift+left", "turn(-1)", "Back a page",
        "Go back by as many tokens as are in sight.", bar=False, palette=False),
    Row("xraymap.page_right", "ctrl+right,shift+right", "turn(1)", "On a page",
        "Go on by as many tokens as are in sight.", bar=False, palette=False),
    Row("xraymap.page_up", "pageup", "page(-1)", "Units up",
        "Scroll up through the units.", bar=False, palette=False),
    Row("xraymap.page_down", "pagedown", "page(1)", "Units down",
        "Scroll down through the units.", bar=False, palette=False),
    Row("xraymap.first", "home", "ends(-1)", "First", "Move to the first token.", bar=False, palette=False),
    Row("xraymap.last", "end", "ends(1)", "Last", "Move to the last token.", bar=False, palette=False),
)

TINTED: tuple[Row, ...] = (
    Row("tinted.left", "left", "move(-1)", "Earlier", "Move to the token before.", bar=False, palette=False),
    Row("tinted.right", "right", "move(1)", "Later", "Move to the next token.", bar=False, palette=False),
    Row("tinted.up", "up", "row(-1)", "Line above", "Move to the line above.", bar=False, palette=False),
    Row("tinted.down", "down", "row(1)", "Line below", "Move to the line below.", bar=False, palette=False),
    Row("tinted.page_up", "pageup", "page(-1)", "Page up", "Move up by a page.", bar=False, palette=False),
    Row("tinted.page_down", "pagedown", "page(1)", "Page down",
        "Move down by a page.", bar=False, palette=False),
    Row("tinted.first", "home", "ends(-1)", "First", "Move to the first token.", bar=False, palette=False),
    Row("tinted.last", "end", "ends(1)", "Last", "Move to the last token.", bar=False, palette=False),
)

PLACES: tuple[Row, ...] = (
    Row("places.go", "enter", "go", "Go there", "Go to the place or unit under the bar.", palette=False),
)

XRAYWHEEL: tuple[Row, ...] = (
    Row("xraywheel.write", "enter", "write", "Write",
        "Write on from the token under the cursor, with the unit held and without.",
        priority=True, palette=False),
)

XRAYTEXT: tuple[Row, ...] = (
    Row("xraytext.take", "ctrl+s", "take", "Read it", "Read what is typed.", palette=False),
    Row("xraytext.file", "ctrl+o", "file", "A file", "Choose a file to read.", palette=False),
    Row("xraytext.close", "escape", "close", "Cancel", "Close and keep the text as it was.", palette=False),
)

LAB: tuple[Row, ...] = (
    Row("lab.run", "ctrl+r,r", "run", "Run", "Run the experiment with these settings."),
    Row("lab.pause", "p", "pause", "Pause/go on", "Pause the experiment, or go on with it."),
    Row("lab.stop", "s", "stop", "Stop", "End the experiment now; what it has shown so far stays."),
    Row("lab.next", "n,down", "experiment(1)", "Next", "Go to the next experiment."),
    Row("lab.previous", "N,up", "experiment(-1)", "Previous", "Go to the experiment before.", bar=False),
    Row("lab.view", "v", "view(1)", "View", "Show the next chart or table, or all where there is room."),
    Row("lab.back", "V", "view(-1)", "View back", "Show the chart or table before.", bar=False),
    Row("lab.table", "t", "table", "Table", "Show the next table of numbers."),
    Row("lab.about", "a", "about", "About", "Read what is behind the experiment, with its equations."),
    Row("lab.settings", "b", "settings", "Settings", "Show or hide the experiments and their settings."),
    Row("lab.reset", "d", "reset", "Defaults", "Set every setting back to its default."),
    Row("lab.save", "ctrl+s,w", "save", "Save page", "Write the result as a page of text to a file."),
    Row("lab.away", "escape", "leave_field", "Leave field",
        "Leave a text field, so that letters are keys again.", bar=False, palette=False),
)

LABCHART: tuple[Row, ...] = (
    Row("labchart.left", "left", "read(-1)", "Read left",
        "Read the values of the point before.", bar=False, palette=False),
    Row("labchart.right", "right", "read(1)", "Read right",
        "Read the values of the next point.", bar=False, palette=False),
    Row("labchart.first", "home", "ends(-1)", "First",
        "Read the values at the left end.", bar=False, palette=False),
    Row("labchart.last", "end", "ends(1)", "Last",
        "Read the values at the right end.", bar=False, palette=False),
)

TOGGLES: tuple[Row, ...] = (
    Row("toggles.left", "left", "move(-1)", "Left", "Move to the one before.", bar=False, palette=False),
    Row("toggles.right", "right", "move(1)", "Right", "Move to the next one.", bar=False, palette=False),
    Row("toggles.switch", "space,enter", "switch", "In or out",
        "Choose it, or leave it out.", palette=False),
)

SHAPES: tuple[Row, ...] = (
    Row("shapes.train", "ctrl+t,t", "train", "Train", "Train a network of this shape, on your data or ours."),
    Row("shapes.stop", "s", "stop", "Stop", "End the training now; the network is judged and saved."),
    Row("shapes.pause", "p", "pause", "Pause/go on", "Pause the training, or go on with it."),
    Row("shapes.another", "ctrl+n,n", "another", "Another", "Show another example."),
    Row("shapes.beam", "ctrl+b,b", "beam", "Greedy/beam",
        "Take the likeliest word each time, or keep several translations in view."),
    Row("shapes.next", "down", "model(1)", "Next model", "Go to the next model."),
    Row("shapes.previous", "up", "model(-1)", "Model before", "Go to the model before.", bar=False),
    Row("shapes.example", "slash,e", "example", "Example", "Go to the line where you type the example."),
    Row("shapes.view", "f8,v", "view", "View", "Show the answer, the hidden state, or how it was learned."),
    Row("shapes.value", "ctrl+g,g", "value(1)", "h, c, gates", "Show the next value: h, c or a gate."),
    Row("shapes.layer", "ctrl+l,l", "layer(1)", "Layer", "Show the next layer, or the other direction."),
    Row("shapes.models", "m", "models", "Models", "Show or hide the list of models.", bar=False),
    Row("shapes.away", "escape", "leave_field", "Leave field",
        "Leave a text field, so that letters are keys again.", bar=False, palette=False),
)

UNROLLED: tuple[Row, ...] = (
    Row("unrolled.left", "left", "move(-1)", "Step before",
        "Move to the step before.", bar=False, palette=False),
    Row("unrolled.right", "right", "move(1)", "Next step",
        "Move to the next step.", bar=False, palette=False),
    Row("unrolled.first", "home", "ends(-1)", "First step",
        "Move to the first step.", bar=False, palette=False),
    Row("unrolled.last", "end", "ends(1)", "Last step", "Move to the last step.", bar=False, palette=False),
)

LIBRARY: tuple[Row, ...] = (
    Row("library.open", "enter", "open", "Open",
        "Write with the model, see it at work in Shapes, or train on the text."),
    Row("library.look", "i", "look", "Look inside", "Look into the model with X-ray."),
    Row("library.models", "m", "shelf('models')", "Models", "Show the models.", bar=False),
    Row("library.texts", "t", "shelf('texts')", "Texts", "Show the texts."),
    Row("library.mark", "space", "mark", "Mark", "Mark models, two or more, to see their curves together."),
    Row("library.unmark", "c", "unmark", "Clear marks", "Take all marks away."),
    Row("library.go_on", "g", "go_on", "Train on", "Train the model further on its text."),
    Row("library.rename", "r", "rename", "Rename", "Give the model another name."),
    Row("library.delete", "delete,x", "delete", "Delete", "Delete the model or text, after asking."),
    Row("library.export", "e", "export", "Export", "Write a copy of the model to a file."),
    Row("library.download", "d", "download", "Download", "Fetch the text."),
    Row("library.add", "a", "add", "Add a file", "Copy a text file of yours into the texts."),
)

FILES: tuple[Row, ...] = (
    Row("files.close", "escape", "close", "Cancel", "Close without choosing.", palette=False),
    Row("files.up", "backspace,left", "up", "Folder above", "Go to the folder above.", palette=False),
    Row("files.folder", "ctrl+s", "use_folder", "Use folder",
        "Train on every text in this folder.", palette=False),
    Row("files.hidden", "full_stop", "hidden", "Hidden", "Show or hide hidden files.", palette=False),
)

CHOICE: tuple[Row, ...] = (
    Row("choice.previous", "left", "choose(-1)", "Previous",
        "Choose the one before.", bar=False, palette=False),
    Row("choice.next", "right", "choose(1)", "Next", "Choose the next one.", bar=False, palette=False),
)

ASK: tuple[Row, ...] = (
    Row("ask.close", "escape", "close", "Cancel", "Close and change nothing.", palette=False),
)

HELP: tuple[Row, ...] = (
    Row("help.close", "escape,q,f1", "close", "Close", "Close this page.", palette=False),
)

# fmt: on

TABLE: tuple[Row, ...] = (
    *APP,
    *TRAIN,
    *HEATMAP,
    *WRITE,
    *EDITOR,
    *CANDIDATES,
    *TEXTS,
    *XRAY,
    *XRAYMAP,
    *TINTED,
    *PLACES,
    *XRAYWHEEL,
    *XRAYTEXT,
    *NUMBER,
    *LAB,
    *LABCHART,
    *TOGGLES,
    *SHAPES,
    *UNROLLED,
    *LIBRARY,
    *FILES,
    *CHOICE,
    *ASK,
    *HELP,
)
