extension ShellDialect {
  /// A script that asks `blogsh complete` what can come next, and passes the answer to the shell;
  /// see `CompletionAnswer`.
  var completionScript: String {
    switch self {
    case .bash: Self.bashScript
    case .zsh: Self.zshScript
    case .fish: Self.fishScript
    }
  }

  private static let bashScript = #"""
    # bash completion for blogsh(1)

    _blogsh() {
      local line=${COMP_LINE:0:COMP_POINT} program=${1/#\~/$HOME} index
      local -a answer
      COMPREPLY=()
      type -P -- "$program" >/dev/null || program=blogsh
      mapfile -t answer < <("$program" complete -- bash "$line" 2>/dev/null)
      # Inserted text goes after the part of the word that readline replaces.
      [[ $line == *"$2" ]] || return
      case ${answer[0]} in
        file) compopt -o default ;;
        folder) compopt -o dirnames ;;
        end) COMPREPLY=("$2${answer[1]}") ;;
        more)
          compopt -o nospace
          COMPREPLY=("$2${answer[1]}")
          ;;
        choose | menu)
          compopt -o nospace -o nosort
          for ((index = 1; index < ${#answer[@]}; index += 2)); do
            # If all are inserted, or one after another, they must be the real words. Otherwise
            # they are only for the list, which shows what follows the last slash; they begin with
            # nothing that all share, so that readline does not change what was typed.
            if ((COMP_TYPE == 37 || COMP_TYPE == 42)); then
              COMPREPLY+=("$2${answer[index]}")
            else
              compopt -o filenames -o noquote
              COMPREPLY+=("$((index > 1))/${answer[index + 1]}")
            fi
          done
          ;;
      esac
    }

    complete -F _blogsh blogsh

    """#

  private static let zshScript = #"""
    #compdef blogsh
    # zsh completion for blogsh(1)

    _blogsh() {
      local program=${~${(Q)words[1]}} word before
      local -a answer texts shown
      (( $+commands[$program] )) || [[ -x $program ]] || program=blogsh
      # The words are those of this command; variables that are set for it come before them.
      for word in ${(z):-$PREBUFFER$LBUFFER}; do
        case $word in
          (';'|'&'|'&&'|'|'|'||'|'|&') before= ;;
          (BLOGSH_COLLECTION=*) before=$word ;;
        esac
      done
      word="${(j: :)words[1,CURRENT-1]} ${words[CURRENT]%"$SUFFIX"}"
      answer=("${(@f)$($program complete -- zsh "$before $word" "$QIPREFIX" 2>/dev/null)}")
      case $answer[1] in
        file)
          compset -P '--*='
          _files
          ;;
        folder)
          compset -P '--*='
          _files -/
          ;;
        end) compadd -U -Q -- "$answer[2]" ;;
        more) compadd -U -Q -S '' -- "$answer[2]" ;;
        choose | menu)
          local text name
          for text name in "${(@)answer[2,-1]}"; do
            texts+=("$text")
            shown+=("$name")
          done
          compadd -U -Q -S '' -V blogsh -d shown -a texts
          [[ $answer[1] == menu ]] && compstate[insert]=menu
          ;;
        *) return 1 ;;
      esac
    }

    if [[ $funcstack[1] == _blogsh ]]; then
      _blogsh "$@"
    else
      compdef _blogsh blogsh
    fi

    """#

  private static let fishScript = #"""
    # fish completion for blogsh(1)

    function __blogsh_complete
        set -l line (commandline -cp | string collect)
        set -l program (commandline -opc | string match -r '^(?:.*/)?blogsh$')[1]
        test -n "$program"; and type -q -- $program; or set program blogsh
        set -l answer (command $program complete -- fish $line 2>/dev/null | string split0)
        set -l typed (commandline -ct)
        set -l head (string match -r '^--[^=]*=' -- $typed)
        set -q head[1]; or set head ''
        set typed (string replace -r '^--[^=]*=' '' -- $typed)
        switch "$answer[1]"
            case file
                string join0 -- $head(__fish_complete_path $typed)
            case folder
                string join0 -- $head(__fish_complete_directories $typed '')
            case choose
                string join0 -- $answer[2..-1]
        end
    end

    complete -c blogsh -f -k -a '(__blogsh_complete | string split0)'

    """#
}
