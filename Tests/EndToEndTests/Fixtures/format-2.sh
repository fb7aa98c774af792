#!/bin/sh
# Makes one of the three states of the collection that format-2.tar.zst holds, in the folder that is
# named. The archive next to this script was written once, by the first blogsh that had version 2 of the
# format, and began as an archive of version 1:
#
#   sh format-2.sh 1 one && blogsh -C one pack -o format-2.tar.zst --level 19
#   sh format-2.sh 2 two && blogsh -C two backup --to format-2.tar.zst --level 19 -m 'Второ, 箱'
#   sh format-2.sh 3 three && blogsh -C three backup --to format-2.tar.zst --level 19 --checksum
#
# It is never written again: every later blogsh has to read it as it is. The times of the snapshots are
# those at which they were made.
set -eu
sh "$(dirname "$0")/format-1.sh" "$2"
[ "$1" -ge 2 ] || exit 0
cd "$2"

# New, changed with its second name, touched in mode and in time, removed, a link and a folder turned.
printf '# New\n\nBehind the others.\n' >post/2024/zz-new.md
printf -- '---\ntitle: Plain, again\ntags: [boxes]\n---\n\nOther text.\n' >post/plain.md
chmod 600 post/箱.md
rm post/toml.md post/2024/number-0007-*.md
ln -sf 箱.md post/link.md
rmdir post/2024/empty
printf 'No folder any more.\n' >post/2024/empty
chmod 644 post/2024/zz-new.md post/2024/empty
touch -d @1710000000 post/2024/zz-new.md post/plain.md post/2024/number-0009-*.md post/2024/empty
touch -h -d @1710000000 post/link.md
find . -depth -type d -exec touch -d @1610000000 {} +
[ "$1" -ge 3 ] || exit 0

# Back again, changed a second time, a file of several frames, the only post of a folder.
printf '+++\ntitle = "In TOML, back"\ndate = 2024-02-29\n+++\n' >post/toml.md
printf '# New\n\nAnd changed.\n' >post/2024/zz-new.md
printf 'another end' >>post/large.bin
rm .hidden/x post/hard.md
chmod 640 post/toml.md
touch -d @1720000000 post/toml.md post/2024/zz-new.md post/large.bin
find . -depth -type d -exec touch -d @1620000000 {} +
