# Makes manual pages from the output of the argument parser's manual plugin.
#
#   awk -f pages.awk -v date='November 24, 2026' -v version='blogsh 0.1.0' -v into=FOLDER \
#     FOLDER/blogsh*.1
#
# The plugin writes the help of each command as one paragraph. This program turns it into sections
# of mdoc(7): paragraphs, the environment, the exit statuses, the examples, and references.
# Pages are named like those of git(1): blogsh-cat(1).

BEGIN {
  # The parser's own command, and the one for completion scripts, which `blogsh help` does not list.
  hidden["blogsh help"] = hidden["blogsh complete"] = 1

  variables = split("BLOGSH_COLLECTION BLOGSH_PAGER CLICOLOR_FORCE NO_COLOR PAGER " \
    "SOURCE_DATE_EPOCH XDG_STATE_HOME", variable, " ")
  meaning["BLOGSH_COLLECTION"] = "The collection, unless \\-C names one."
  meaning["BLOGSH_PAGER"] = "The pager at a terminal; none if this is empty or cat."
  meaning["CLICOLOR_FORCE"] = "If this is set, and not 0 or empty, colours are always shown."
  meaning["NO_COLOR"] = "If this is set and not empty, no colours are shown."
  meaning["PAGER"] = "The pager if BLOGSH_PAGER is not set; less if neither is set."
  meaning["SOURCE_DATE_EPOCH"] = "The time to use as the current time, in seconds since 1970."
  meaning["XDG_STATE_HOME"] = "The folder that contains blogsh/history, the history of the shell."

  related["blogsh"] = "tar 1"
  related["blogsh-find"] = "find 1,xargs 1"
  related["blogsh-grep"] = "grep 1,pcre2pattern 3"
  related["blogsh-diff"] = "diff 1"
  related["blogsh-pack"] = "make 1,tar 1"
  related["blogsh-shell"] = "sh 1,editrc 5"
  related["blogsh-unpack"] = "tar 1"

  for (i = 1; i < ARGC; i++) read_name(ARGV[i])
  pages = sort(page)
}

# Reads the names and abstracts of all pages before any is written, since they name each other.
function read_name(file, line, name) {
  while ((getline line < file) > 0) {
    if (line ~ /^\.Nm ./) name = unquoted(substr(line, 5))
    if (line ~ /^\.Nd /) {
      if (name in hidden) break
      gsub(/ /, "-", name)
      page[++pages] = name
      about[name] = unquoted(substr(line, 5))
      sub(/\.$/, "", about[name])
      break
    }
  }
  close(file)
}

function unquoted(text) {
  gsub(/^"|"$/, "", text)
  return text
}

function sort(list, count, i, j, held) {
  for (count = 0; (count + 1) in list;) count++
  for (i = 2; i <= count; i++) {
    held = list[i]
    for (j = i - 1; j > 0 && list[j] > held; j--) list[j + 1] = list[j]
    list[j + 1] = held
  }
  return count
}

FNR == 1 {
  name = ""
  skipped = 0
  section = ""
  synopsis = described = listed = examples = statuses = limits = text = ""
  part = held = ""
}

/^\.Nm ./ {
  name = unquoted(substr($0, 5))
  skipped = name in hidden
  command = name
  sub(/^blogsh ?/, "", command)
  gsub(/ /, "-", name)
  next
}

skipped { next }

/^\.Sh / { section = unquoted(substr($0, 5)); next }

section == "SYNOPSIS" && !/-version$|-help$|^\.Nm|^\.Ar subcommand|Fl C Ar collection/ {
  synopsis = synopsis argument($0) "\n"
}

# Removes the three dots after an option, since a repeated value has dots of its own, and puts a
# space before those of an argument.
function argument(line) {
  if (line ~ /Fl /) sub(/\.\.\.$/, "", line)
  else sub(/\.\.\.$/, " ...", line)
  return line
}

section != "DESCRIPTION" { next }

/^\.Bl / { part = "options"; listed = $0 "\n"; next }
/^\.It / { held = ""; listed = listed argument($0) "\n"; next }
/^\.El/ { listed = listed $0 "\n"; write(); next }
/^\.Pp/ { held = ".Pp\n"; next }
part == "options" { text = text $0 "\n"; listed = listed held prose($0); held = ""; next }

/^EXAMPLES:/ { part = "examples"; next }
/^EXIT STATUS:/ { part = "statuses"; next }
/^LIMITS:/ { part = "limits"; next }
/^$/ { if (part == "") described = described ".Pp\n"; next }
part == "examples" { examples = examples literal(substr($0, 3)) "\n"; next }
part == "statuses" {
  match($0, /[0-9]+/)
  statuses = statuses ".It " substr($0, RSTART, RLENGTH) "\n"
  line = substr($0, RSTART + RLENGTH)
  sub(/^ */, "", line)
  statuses = statuses prose(toupper(substr(line, 1, 1)) substr(line, 2) ".")
  next
}
part == "limits" {
  if (match($0, /^  --[a-z-]+ <[a-z]+>/)) {
    split(substr($0, 4, RLENGTH - 4), word, / </)
    limits = limits ".It Fl " word[1] " Ar " word[2] "\n"
    sub(/^  --[a-z-]+ <[a-z]+>/, "")
  }
  limits = limits prose($0)
  next
}
{ text = text $0 "\n"; described = described prose($0) }

# Puts each sentence on a line, as mdoc(7) requires, and makes options suitable for copying.
function prose(line, done, start) {
  gsub(/\\&/, "", line)
  sub(/^ +/, "", line)
  while (match(line, /[.!?] [A-Z$]/)) {
    start = RSTART
    done = done guarded(substr(line, 1, start)) "\n"
    line = substr(line, start + 2)
  }
  return done guarded(line) "\n"
}

function guarded(line, done, held) {
  # The hyphens of options become minus signs for copying, those of words do not.
  while (match(line, /(^| )--?[A-Za-z0-9]/)) {
    held = substr(line, RSTART, RLENGTH)
    gsub(/-/, "\\-", held)
    done = done substr(line, 1, RSTART - 1) held
    line = substr(line, RSTART + RLENGTH)
  }
  line = done line
  if (line ~ /^[.']/) line = "\\&" line
  return line
}

function literal(line) {
  gsub(/\\&/, "", line)
  gsub(/-/, "\\-", line)
  gsub(/'/, "\\(aq", line)
  gsub(/`/, "\\(ga", line)
  gsub(/\^/, "\\(ha", line)
  gsub(/~/, "\\(ti", line)
  if (line ~ /^\./) line = "\\&" line
  return line
}

function environment(i, list) {
  for (i = 1; i <= variables; i++)
    if (needs(variable[i])) list = list ".It Ev " variable[i] "\n" meaning[variable[i]] "\n"
  return list
}

# The page of the program lists all variables; the others list those that they name or use.
function needs(variable) {
  if (name == "blogsh") return 1
  if (variable == "BLOGSH_COLLECTION")
    return takes_collection() && listed !~ /\n\.It Ar (file|a)\n/
  if (variable ~ /COLOR/) return listed ~ /Fl -color/
  return text ~ ("(^|[^A-Z_])" variable)
}

# Returns whether -C means anything to a command.
function takes_collection() {
  return listed !~ /\n\.It Ar shell\n/
}

function write(i, out, reference, count, other) {
  out = into "/" name ".1"
  printf ".\\\" Made from the help of blogsh.\n.Dd %s\n.Dt %s 1\n.Os %s\n", date, toupper(name), \
    version > out
  printf ".Sh NAME\n.Nm %s\n.Nd %s\n.Sh SYNOPSIS\n.Nm blogsh\n", name, about[name] > out
  if (name == "blogsh") {
    printf ".Op Fl C Ar collection\n.Ar command\n.Op Ar argument ...\n" > out
    printf ".Nm blogsh\n.Cm help\n.Op Ar command\n" > out
  } else {
    if (takes_collection()) printf ".Op Fl C Ar collection\n" > out
    printf ".Cm %s\n%s", command, synopsis > out
  }
  printf ".Sh DESCRIPTION\n" > out
  # If the help says no more, the abstract is the description.
  sub(/(\.Pp\n)+$/, "", described)
  if (described == "") described = prose(about[name] ".")
  printf "%s%s", described, listed > out
  if (name == "blogsh") {
    printf ".Pp\nThe commands are:\n.Bl -tag -width completion\n" > out
    for (i = 1; i <= pages; i++)
      if (page[i] != name) printf ".It Xr %s 1\n%s.\n", page[i], about[page[i]] > out
    printf ".El\n.Pp\nEvery command that reads an archive has these options:\n" > out
    printf ".Bl -tag -width 6n\n%s.El\n", limits > out
  }
  if (environment() != "")
    printf ".Sh ENVIRONMENT\n.Bl -tag -width BLOGSH_COLLECTION\n%s.El\n", environment() > out
  if (name == "blogsh") printf ".Sh EXIT STATUS\n.Bl -tag -width 6n\n%s.El\n", statuses > out
  else printf ".Sh EXIT STATUS\nThe exit statuses are those of\n.Xr blogsh 1 .\n" > out
  printf ".Sh EXAMPLES\n.Bd -literal\n%s.Ed\n.Sh SEE ALSO\n", examples > out
  count = 0
  if (name == "blogsh") for (i = 1; i <= pages; i++) { if (page[i] != name) see[++count] = page[i] " 1" }
  else see[++count] = "blogsh 1"
  other = split(related[name], reference, ",")
  for (i = 1; i <= other; i++) see[++count] = reference[i]
  for (i = 1; i <= count; i++) printf ".Xr %s%s\n", see[i], i < count ? " ," : "" > out
  close(out)
}
