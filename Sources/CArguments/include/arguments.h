#pragma once

// Returns the number of words that the process was started with, the program's name among them.
int blogsh_argument_count(void);

// Returns one of these words, which stays valid.
const char *blogsh_argument(int index);
