#!/bin/sh
# Removes what install.sh has installed, and what Whereabouts remembers of your photos.
# What you taught and your settings stay, unless you say that they may go or --all is given.
#   uninstall.sh [--keep | --all]
set -eu
lib=$(cd "$(dirname "$0")" && pwd)
prefix=$(dirname "$(dirname "$lib")")
answer=${1:-}
case $answer in
'' | --keep | --all | --upgrade) ;;
*) echo "Usage: $0 [--keep | --all]" >&2; exit 2 ;;
esac

while read -r file; do
	rm -f "$prefix/$file"
done <"$lib/installed"
sort -r "$lib/installed" | while read -r file; do
	dir=$(dirname "$file")
	while [ "$dir" != . ]; do
		rmdir "$prefix/$dir" 2>/dev/null || break # it has other files
		dir=$(dirname "$dir")
	done
done
rm -f "$lib/installed"
rmdir "$lib" "$(dirname "$lib")" 2>/dev/null || true
if [ "$answer" = --upgrade ]; then
	exit
fi
for tool in "update-desktop-database $prefix/share/applications" "gtk-update-icon-cache -qtf $prefix/share/icons/hicolor"; do
	if command -v "${tool%% *}" >/dev/null && [ -d "${tool##* }" ]; then
		$tool 2>/dev/null || true
	fi
done

cache=${XDG_CACHE_HOME:-"$HOME/.cache"}/whereabouts
data=${XDG_DATA_HOME:-"$HOME/.local/share"}/whereabouts
config=${XDG_CONFIG_HOME:-"$HOME/.config"}/fyne/io.github.whereabouts.Whereabouts
rm -rf "$cache"
if [ -z "$answer" ] && [ -t 0 ] && [ -e "$data" ]; then
	printf 'Remove what you taught and your settings, too? Your photos are not touched. [y/N] '
	read -r yes
	case $yes in
	[yY]*) answer=--all ;;
	esac
fi
if [ "$answer" = --all ]; then
	rm -rf "$data" "$config"
	echo "Whereabouts is removed, with all that it has kept."
elif [ -e "$data" ]; then
	echo "Whereabouts is removed. What you taught and your settings are still in $data."
else
	echo "Whereabouts is removed."
fi
