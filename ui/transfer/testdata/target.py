"""A window of GTK that takes what is dropped on it, in the form that it is told.

usage: target.py FORMAT FILE [refuse|die]
What arrives is written to FILE. "refuse" takes nothing, "die" ends when it is asked to take it.
"""

import os
import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

form, file = sys.argv[1:3]
how = sys.argv[3] if len(sys.argv) > 3 else ""

window = Gtk.Window(title="Target")
window.set_default_size(300, 300)
window.connect("destroy", Gtk.main_quit)
if how != "refuse":
    window.drag_dest_set(Gtk.DestDefaults.ALL, [Gtk.TargetEntry.new(form, 0, 0)], Gdk.DragAction.COPY)


def received(widget, context, x, y, data, info, time):
    with open(file + ".part", "wb") as out:
        out.write(data.get_data())
    os.rename(file + ".part", file)


def drop(widget, context, x, y, time):
    os._exit(0)


window.connect("drag-data-received", received)
if how == "die":
    window.connect("drag-drop", drop)
window.show_all()
window.move(400, 100)
Gtk.main()
