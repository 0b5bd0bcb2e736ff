"""Keys are obeyed in the order in which they were pressed, also when many of them come at once.

Textual has letters go into a field at once, and keys that edit (backspace, say) take the long way through the
app. Where keys come in bursts, over a slow line or while the machine is busy, letters overtake them: of
"x", backspace and "y" there would be left "x".
"""

from __future__ import annotations

from textual import events
from textual.widget import Widget


async def obeyed_in_turn(field: Widget, event: events.Key) -> bool:
    """Do at once what the key means to ``field`` itself, if anything."""
    for namespace, bindings in field.screen._modal_binding_chain:
        if namespace is field:
            for binding in bindings.key_to_bindings.get(event.key, ()):
                if not binding.priority and await field.app.run_action(binding.action, field):
                    event.stop()
                    event.prevent_default()
                    return True
    return False
