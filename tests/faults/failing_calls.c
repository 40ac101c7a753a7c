/* A preloaded library that lets one call on a file below a folder fail: a write, a flush to disk, a close or a rename.
 *
 * Called through ctypes from the process that it is loaded into: fail(folder, call, number) fails that call of its kind,
 * counted from 1 (0: none, they are only counted); made(call) tells how many there were. A close that fails has closed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITE, SYNC, CLOSE, RENAME, CALLS };

static char below[4096];
static int which = -1, number;
static atomic_int counted[CALLS];

void fail(const char *folder, int call, int at) {
    strncpy(below, folder, sizeof below - 1);
    which = call;
    number = at;
    for (int kind = 0; kind < CALLS; kind++) atomic_store(&counted[kind], 0);
}

int made(int call) { return atomic_load(&counted[call]); }

static int is_to_fail(int call) {
    int at = atomic_fetch_add(&counted[call], 1) + 1;
    if (call != which || at != number) return 0;
    errno = EIO;
    return 1;
}

static int is_below(const char *path) { return below[0] && strncmp(path, below, strlen(below)) == 0; }

static int is_written_below(int file) {
    char link[64], path[4096];
    if (!below[0] || (fcntl(file, F_GETFL) & O_ACCMODE) == O_RDONLY) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

ssize_t write(int file, const void *from, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return is_written_below(file) && is_to_fail(WRITE) ? -1 : real(file, from, size);
}

ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return is_written_below(file) && is_to_fail(WRITE) ? -1 : real(file, from, size, at);
}

ssize_t pwrite(int file, const void *from, size_t size, off_t at) { return pwrite64(file, from, size, at); }

size_t fwrite(const void *from, size_t size, size_t count, FILE *file) {
    REAL(size_t, "fwrite", const void *, size_t, size_t, FILE *);
    return is_written_below(fileno(file)) && is_to_fail(WRITE) ? 0 : real(from, size, count, file);
}

int fsync(int file) {
    REAL(int, "fsync", int);
    return is_written_below(file) && is_to_fail(SYNC) ? -1 : real(file);
}

int fdatasync(int file) {
    REAL(int, "fdatasync", int);
    return is_written_below(file) && is_to_fail(SYNC) ? -1 : real(file);
}

int close(int file) {
    REAL(int, "close", int);
    int fails = is_written_below(file) && is_to_fail(CLOSE);
    int ended = real(file);
    if (fails) errno = EIO;
    return fails ? -1 : ended;
}

int fclose(FILE *file) {
    REAL(int, "fclose", FILE *);
    int fails = is_written_below(fileno(file)) && is_to_fail(CLOSE);
    int ended = real(file);
    if (fails) errno = EIO;
    return fails ? EOF : ended;
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return is_below(to) && is_to_fail(RENAME) ? -1 : real(from, to);
}
