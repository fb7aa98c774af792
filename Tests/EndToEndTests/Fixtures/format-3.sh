#!/bin/sh
# Makes one of the three states of the collection that format-3.tar.zst holds, in the folder that is
# named. The archive next to this script was written once, by the first blogsh that had version 3 of the
# format, and began as a packed archive; the folder was /collection each time:
#
#   sh format-3.sh 1 /collection && blogsh -C /collection pack -o format-3.tar.zst --level 19
#   sh format-3.sh 2 /collection && blogsh -C /collection backup --to format-3.tar.zst --level 19 -m 'Второ, 箱'
#   sh format-3.sh 3 /collection && blogsh -C /collection backup --to format-3.tar.zst --level 19 --checksum
#
# It is never written again: every later blogsh has to read it as it is. The times of the snapshots are
# those at which they were made.
set -eu
sh "$(dirname "$0")/format-2.sh" "$1" "$2"
cd "$2"

# Times with fractions: the least, the greatest, and some before 1970.
touch -d @1700000000.000000001 post/2024/number-0001-*.md
touch -d @1700000000.999999999 post/2024/number-0002-*.md
touch -d @-86399.5 post/_drafts/later.md
touch -d @1600000000.25 post/_drafts post/2024 .hidden
[ "$1" -ge 2 ] || exit 0
touch -d @1710000000.123456789 post/plain.md
