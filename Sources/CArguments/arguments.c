#include "arguments.h"

#include <stdlib.h>
#include <unistd.h>

static int count;
static char **words;

// glibc calls it before main() and before the initializers of Swift's runtime, with the arguments
// of main(). Swift's own main() does not pass them on, and its standard library reads them from
// /proc, which need not be there.
//
// Without /proc, the runtime of a static program cannot find the program that prints backtraces,
// and ends the process at once. It does not search if the variable names one.
__attribute__((constructor(101))) static void prepare(int argument_count, char **arguments) {
  count = argument_count;
  words = arguments;
  if (access("/proc/self/exe", F_OK) != 0) {
    setenv("SWIFT_BACKTRACE", "enable=no,swift-backtrace=/", 1);
  }
}

int blogsh_argument_count(void) {
  return count;
}

const char *blogsh_argument(int index) {
  return words[index];
}
