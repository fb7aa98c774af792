#!/bin/sh
# Makes the collection that format-1.tar.zst holds, in the folder that is named. The archive next to
# this script was written once, by the first blogsh that had version 1 of the format:
#
#   sh format-1.sh collection && blogsh -C collection pack -o format-1.tar.zst --level 19
#
# It is never written again: every later blogsh has to read it as it is.
set -eu
mkdir "$1" && cd "$1"
mkdir -p post/2024/empty post/_drafts .hidden

printf -- '---\ntitle: Plain\ndate: 2024-01-31 10:20\ntags: [boxes, "two words"]\n---\n\nText.\n' \
  >post/plain.md
printf '+++\ntitle = "In TOML"\ndate = 2024-02-29\ndraft = true\n+++\n\nText.\n' >post/toml.md
printf '# A heading\n\nText with *soft* words.\n' >post/箱.md
printf 'A draft by its folder.\n' >post/_drafts/later.md
printf 'By its name.\n' >post/2024/2024-03-01-named.md
printf 'x' >.hidden/x
: >post/nothing.md
printf 'raw' >"post/$(printf 'raw\377\nname.md')"

# Enough for several frames and several blocks of rows, and nothing that takes room.
number=0
while [ $number -lt 600 ]; do
  name=post/2024/$(printf 'number-%04d-with-a-name-of-some-length.md' $number)
  printf -- '---\ntitle: Number %d\ntags: [all, tag%d]\n---\n\nText %d.\n' \
    $number $((number % 7)) $number >"$name"
  number=$((number + 1))
done
# A member of several frames: 9 MiB of zeros and an end.
dd if=/dev/zero of=post/large.bin bs=1048576 count=9 2>/dev/null
printf 'end' >>post/large.bin

ln post/plain.md post/hard.md
ln -s plain.md post/link.md
ln -s ../nowhere/at/all post/dangling

chmod 644 post/*.md post/2024/*.md post/_drafts/*.md .hidden/x post/large.bin
chmod 600 post/toml.md
chmod 755 post/箱.md
chmod 755 post post/2024 post/_drafts .hidden
chmod 700 post/2024/empty
find . ! -type d -exec touch -h -d @1700000000 {} +
touch -d @5 post/nothing.md
touch -d @-86400 post/_drafts/later.md
find . -depth -type d -exec touch -d @1600000000 {} +
