"""The portal that passes files to programs in a sandbox, as its documentation has it.

usage: portal.py [hang]
It shows files as those that it was passed, under names of its own. A key tells what it was asked
for with. With "hang" it answers nothing.
"""

import os
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

interface = Gio.DBusNodeInfo.new_for_xml(
    """
<node><interface name="org.freedesktop.portal.FileTransfer">
  <method name="StartTransfer"><arg type="a{sv}" direction="in"/><arg type="s" direction="out"/></method>
  <method name="AddFiles"><arg type="s" direction="in"/><arg type="ah" direction="in"/><arg type="a{sv}" direction="in"/></method>
  <method name="RetrieveFiles"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="as" direction="out"/></method>
</interface></node>
"""
).interfaces[0]
transfers = {}


def call(bus, sender, path, name, method, parameters, invocation):
    if "hang" in sys.argv:
        return
    if method == "StartTransfer":
        options = ", ".join(f"{k} is {v}" for k, v in sorted(parameters.unpack()[0].items()))
        key = f"key {len(transfers)}: {options}"
        transfers[key] = []
        invocation.return_value(GLib.Variant("(s)", (key,)))
        return
    key = parameters.unpack()[0]
    if key not in transfers:
        invocation.return_dbus_error("org.freedesktop.DBus.Error.AccessDenied", "Invalid transfer")
    elif method == "AddFiles":
        passed = invocation.get_message().get_unix_fd_list()
        transfers[key] += [passed.get(i) for i in parameters.unpack()[1]]
        invocation.return_value(None)
    else:
        names = [f"/proc/{os.getpid()}/fd/{fd}" for fd in transfers.pop(key)]
        invocation.return_value(GLib.Variant("(as)", (names,)))


def ready(bus, name):
    print("ready", flush=True)


def connected(bus, name):
    bus.register_object("/org/freedesktop/portal/documents", interface, call, None, None)


Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.portal.Documents", 0, connected, ready, None)
GLib.MainLoop().run()
