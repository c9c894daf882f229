#!/bin/sh
# Installs Whereabouts for you alone into ~/.local, or for everyone with
#   sudo ./install.sh /usr/local
# What it has installed is removed with PREFIX/lib/whereabouts/uninstall.sh.
set -eu
cd "$(dirname "$0")"
prefix=${1:-"$HOME/.local"}
case $prefix in
/*) ;;
*) echo "Name the folder to install in by its full path." >&2; exit 2 ;;
esac
id=io.github.whereabouts.Whereabouts
list=$prefix/lib/whereabouts/installed

if [ -f "$list" ]; then # another version, whose files may have had other names
	sh "$prefix/lib/whereabouts/uninstall.sh" --upgrade
fi
mkdir -p "$prefix/lib/whereabouts"
find bin lib share -type f | LC_ALL=C sort >"$list.part"
while read -r file; do
	mkdir -p "$prefix/$(dirname "$file")"
	cp "$file" "$prefix/$file.part"
	mv -f "$prefix/$file.part" "$prefix/$file"
done <"$list.part"
# A desktop may not look for programs here, so it is told where this one is.
sed "s|^Exec=whereabouts|Exec=\"$prefix/bin/whereabouts\"|" "share/applications/$id.desktop" >"$prefix/share/applications/$id.desktop"
mv "$list.part" "$list"

for tool in "update-desktop-database $prefix/share/applications" "gtk-update-icon-cache -qtf $prefix/share/icons/hicolor"; do
	if command -v "${tool%% *}" >/dev/null; then
		$tool 2>/dev/null || true # a desktop finds out by itself, only later
	fi
done
echo "Whereabouts is installed in $prefix."
case ":$PATH:" in
*":$prefix/bin:"*) ;;
*) echo "For the command line, add $prefix/bin to your PATH." ;;
esac
