"""A window of GTK that takes what is dropped on it, in the form that it is told.

usage: target.py FORMAT FILE [refuse|die|look|files]
What arrives is written to FILE. "refuse" takes nothing, "die" ends when it is asked to take it,
"look" takes it only after it has looked at it, as file managers do. "files" writes the URLs of
the files that GTK has found behind what arrived, one a line.
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
looked = False
dropped = False
if how != "refuse":
    window.drag_dest_set(0 if how == "look" else Gtk.DestDefaults.ALL, [Gtk.TargetEntry.new(form, 0, 0)], Gdk.DragAction.COPY)


def motion(widget, context, x, y, time):
    if not looked:
        widget.drag_get_data(context, Gdk.Atom.intern(form, False), time)
    Gdk.drag_status(context, Gdk.DragAction.COPY if looked else 0, time)
    return True


def look(widget, context, x, y, time):
    global dropped
    dropped = True
    widget.drag_get_data(context, Gdk.Atom.intern(form, False), time)
    return True


def received(widget, context, x, y, data, info, time):
    global looked
    looked = True
    if how == "look" and not dropped:
        return
    with open(file + ".part", "wb") as out:
        out.write("\n".join(data.get_uris()).encode() if how == "files" else data.get_data())
    os.rename(file + ".part", file)
    if how == "look":
        Gtk.drag_finish(context, True, False, time)


def drop(widget, context, x, y, time):
    os._exit(0)


window.connect("drag-data-received", received)
if how == "look":
    window.connect("drag-motion", motion)
    window.connect("drag-drop", look)
if how == "die":
    window.connect("drag-drop", drop)
window.show_all()
window.move(400, 100)
Gtk.main()
