#!/bin/sh
# Checks that each module imports only what the design lets it: arrows point one way, and each C
# library has one module. SwiftPM alone does not, since a C module can be imported through another.
set -eu
cd "$(dirname "$0")/.."

allowed() {
  case $1 in
    Posts) echo CYAML ;;
    Tar) echo 'CArchive CZlib CZstd SystemPackage' ;;
    Index) echo 'Crypto CZstd Posts' ;;
    Store) echo 'CFileSystem Dispatch Index Posts Synchronization SystemPackage Tar' ;;
    History) echo 'Index Posts Store' ;;
    LineEditing) echo CEditLine ;;
    Search) echo CPCRE2 ;;
    View) echo 'CMarkdown Posts' ;;
    Commands) echo 'ArgumentParser History Index LineEditing Posts Search Store Synchronization SystemPackage View' ;;
    blogsh) echo 'Commands Posts Store Synchronization' ;;
    *) echo "check-borders.sh: module $1 is not in the table" >&2; exit 1 ;;
  esac
}

status=0
for folder in Sources/*/; do
  module=$(basename "$folder")
  case $module in C[A-Z]* | CYAML) [ -e "$folder/module.modulemap" ] && continue ;; esac
  # The C library of the platform is everybody's.
  may=" $(allowed "$module") Glibc Darwin "
  grep -rhoE '^ *(package |public |internal |@[a-zA-Z_()]+ )*import ([a-z]+ )?[A-Za-z0-9]+' "$folder" \
    | awk '{ print $NF }' | sort -u | while read -r import; do
      case $may in
        *" $import "*) ;;
        *) echo "$module must not import $import:"; grep -rnE "import $import\$" "$folder"; exit 1 ;;
      esac
    done || status=1
done
[ $status = 0 ] && echo 'The borders of the modules are kept.'
exit $status
