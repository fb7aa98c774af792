#!/bin/sh
# Installs into a temporary folder, and checks what a system would find there: each manual page,
# with mandoc and man as judges, and the completions, in shells that look for them on their own.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
fail() { echo "check-install.sh: $*" >&2; exit 1; }

share=$place/usr/share
mkdir -p "$share/man/man1"
echo 'of somebody else' > "$share/man/man1/blogsh-other.1"
make -s install DESTDIR="$place" PREFIX=/usr > /dev/null
blogsh=$place/usr/bin/blogsh

# One page for each command that the help lists, and one for the program.
"$blogsh" --help | awk '/^SUBCOMMANDS:/ { on = 1; next } /^ *See / { on = 0 }
  on && /^  [a-z]/ { print "blogsh-" $1 ".1" }' | sort > "$place/commands"
[ "$(wc -l < "$place/commands")" -gt 10 ] || fail 'the help lists no commands'
(cd "$share/man/man1" && ls) | grep -vx -e blogsh.1 -e blogsh-other.1 | sort > "$place/pages"
diff "$place/commands" "$place/pages" || fail 'pages and commands are not the same'

for page in $(cat "$place/pages") blogsh.1; do
  file=$share/man/man1/$page
  mandoc -T lint -W warning "$file" || fail "mandoc warns of $page"
  man --warnings -Tutf8 -l "$file" > "$place/text" 2> "$place/errors" || fail "man cannot show $page"
  [ ! -s "$place/errors" ] || fail "man warns of $page: $(cat "$place/errors")"
  for section in NAME SYNOPSIS DESCRIPTION ENVIRONMENT 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
    grep -qx ".Sh $section" "$file" || fail "$page has no section $section"
  done
  # The examples are exactly those of the help, and can be copied.
  name=${page#blogsh}; name=${name%.1}; name=${name#-}
  mandoc -T ascii "$file" | sed "s/.$(printf '\b')//g" | sed -n '/^EXAMPLES/,/^SEE/s/^     //p' > "$place/shown"
  COLUMNS=200 "$blogsh" help $name | sed -n '/EXAMPLES:/,/^ *$/s/^ *\(.*[^:]\)$/\1/p' \
    > "$place/meant"
  [ -s "$place/meant" ] || fail "the help of '$name' has no examples"
  diff "$place/meant" "$place/shown" || fail "$page has other examples than the help"
  ! LC_ALL=C grep -n '[^ -~]' "$file" || fail "$page holds more than ASCII"
done
# The limits that the help of the program lists are options of its page.
limits=$("$blogsh" help limits | sed -n 's/^  --\([a-z-]*\) .*/\1/p')
[ -n "$limits" ] || fail 'the help of limits lists no options'
for limit in $limits; do
  grep -q "^\.It Fl -$limit Ar" "$share/man/man1/blogsh.1" || fail "blogsh.1 has no --$limit"
done
! ls "$share/man/man1" | xargs -n 1 basename | grep -v '^blogsh' || fail 'other pages were installed'

# The pages show the day of the version or of SOURCE_DATE_EPOCH, and not that of the build.
day=$(sed -n 's/.*let version = .*day: "\([0-9-]*\)".*/\1/p' Sources/Commands/Running/Blogsh.swift)
shown=$(LC_ALL=C date -u -d "$day" '+%B %-d, %Y')
grep -qx ".Dd $shown" "$share/man/man1/blogsh.1" || fail "the pages do not show the day $day"
cp -R "$share/man/man1" "$place/before"
make -s man > /dev/null
diff "$place/before/blogsh-ls.1" .build/manual/blogsh-ls.1 \
  || fail 'the pages differ when they are made again'
SOURCE_DATE_EPOCH=0 make -s man > /dev/null
grep -qx '.Dd January 1, 1970' .build/manual/blogsh.1 || fail 'SOURCE_DATE_EPOCH is ignored'
make -s man > /dev/null

mkdir "$place/archive"
echo x > "$place/archive/it's one"
cd "$place"
PATH=$place/usr/bin:$PATH
export PATH
answer=$(HOME=$place XDG_DATA_DIRS=$share fish --private -c "complete -C 'blogsh cat it'")
[ "$answer" = "it's one" ] || fail "fish completes '$answer'"
answer=$(zsh -f -c "fpath=($share/zsh/site-functions \$fpath); autoload -Uz compinit
  compinit -u -D; print \$_comps[blogsh]")
[ "$answer" = _blogsh ] || fail "zsh completes by '$answer'"
answer=$(bash --norc -c ". $share/bash-completion/completions/blogsh; complete -p blogsh")
[ "$answer" = 'complete -F _blogsh blogsh' ] || fail "bash completes by '$answer'"

cd "$OLDPWD"
make -s uninstall DESTDIR="$place" PREFIX=/usr > /dev/null
left=$(cd "$place/usr" && find . ! -type d)
[ "$left" = ./share/man/man1/blogsh-other.1 ] || fail "left behind, or removed in error: $left"
echo 'What is installed is found, shown and removed.'
