#include "arguments.h"

static int count;
static char **words;

// glibc calls it before main(), with the arguments of main(). Swift's own main() does not pass them
// on, and its standard library reads them from /proc, which need not be there.
__attribute__((constructor)) static void keep(int argument_count, char **arguments) {
  count = argument_count;
  words = arguments;
}

int blogsh_argument_count(void) {
  return count;
}

const char *blogsh_argument(int index) {
  return words[index];
}
