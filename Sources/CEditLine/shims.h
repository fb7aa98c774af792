#pragma once

#include <histedit.h>

// el_set, el_get and history are variadic, which Swift cannot call.
static inline int blogsh_el_set_client_data(EditLine *editor, void *data) {
  return el_set(editor, EL_CLIENTDATA, data);
}
static inline void *blogsh_el_client_data(EditLine *editor) {
  void *data = NULL;
  return el_get(editor, EL_CLIENTDATA, &data) == 0 ? data : NULL;
}
// What is between two marks in the prompt takes no room on the screen.
static inline int blogsh_el_set_prompt(EditLine *editor, char *(*prompt)(EditLine *), char mark) {
  return el_set(editor, EL_PROMPT_ESC, prompt, mark);
}
static inline int blogsh_el_set_reader(EditLine *editor, int (*reader)(EditLine *, wchar_t *)) {
  return el_wset(editor, EL_GETCFN, reader);
}
static inline int blogsh_el_set_keys(EditLine *editor, const char *name) {
  return el_set(editor, EL_EDITOR, name);
}
static inline int blogsh_el_add_function(EditLine *editor, const char *name, const char *help,
                                         unsigned char (*function)(EditLine *, int)) {
  return el_set(editor, EL_ADDFN, name, help, function);
}
static inline const char *blogsh_el_keys(EditLine *editor) {
  const char *name = NULL;
  return el_get(editor, EL_EDITOR, &name) == 0 ? name : NULL;
}
static inline int blogsh_el_bind(EditLine *editor, const char *key, const char *function) {
  return el_set(editor, EL_BIND, key, function, NULL);
}
// The same for the keys of vi that are commands.
static inline int blogsh_el_bind_command(EditLine *editor, const char *key, const char *function) {
  return el_set(editor, EL_BIND, "-a", key, function, NULL);
}
// Prints what a key does.
static inline int blogsh_el_describe(EditLine *editor, const char *key) {
  return el_set(editor, EL_BIND, key, NULL);
}
// The stream 1 is for output, and 2 for errors.
static inline int blogsh_el_set_stream(EditLine *editor, int number, FILE *stream) {
  return el_set(editor, EL_SETFP, number, stream);
}
static inline int blogsh_el_set_history(EditLine *editor, History *list) {
  return el_set(editor, EL_HIST, history, list);
}
static inline int blogsh_el_prepare_terminal(EditLine *editor, int isForEditing) {
  return el_set(editor, EL_PREP_TERM, isForEditing);
}
static inline int blogsh_el_refresh(EditLine *editor) { return el_set(editor, EL_REFRESH); }

static inline int blogsh_history_set_size(History *list, int size) {
  HistEvent event;
  return history(list, &event, H_SETSIZE, size);
}
static inline int blogsh_history_skip_repeated(History *list) {
  HistEvent event;
  return history(list, &event, H_SETUNIQUE, 1);
}
static inline int blogsh_history_enter(History *list, const char *line) {
  HistEvent event;
  return history(list, &event, H_ENTER, line);
}

#include <sys/select.h>

// Waits until a descriptor can be read, and returns the result of pselect(2). Swift's importer
// drops the macros for sets of descriptors.
static inline int blogsh_wait_readable(int descriptor, const struct timespec *timeout,
                                       const sigset_t *mask) {
  fd_set readable;
  FD_ZERO(&readable);
  FD_SET(descriptor, &readable);
  return pselect(descriptor + 1, &readable, NULL, NULL, timeout, mask);
}
