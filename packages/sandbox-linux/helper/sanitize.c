// Settings of a sanitizer build. Looking for leaks needs ptrace, which is refused inside, and the processes of a run
// end without giving anything back.
#if defined __SANITIZE_ADDRESS__
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0:abort_on_error=0:exitcode=99"; }
#else
typedef int nothing_to_settle;
#endif
