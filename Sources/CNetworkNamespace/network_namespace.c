#define _GNU_SOURCE
#include "network_namespace.h"

#include <errno.h>

#ifdef __linux__

#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

int stratos_enter_network_namespace(int descriptor) {
    return setns(descriptor, CLONE_NEWNET) == 0 ? 0 : -errno;
}

int stratos_spawn(
    pid_t *pid, const char *path, char *const arguments[], char *const environment[], int input, int output,
    int error) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int code = posix_spawn_file_actions_init(&files);
    if (code != 0) return -code;
    code = posix_spawnattr_init(&attributes);
    if (code != 0) {
        posix_spawn_file_actions_destroy(&files);
        return -code;
    }
    sigemptyset(&none);
    sigfillset(&all);
    // The caller's three descriptors are above 2 and close-on-exec, so no action overwrites a later source.
    if ((code = posix_spawn_file_actions_adddup2(&files, input, 0)) == 0 &&
        (code = posix_spawn_file_actions_adddup2(&files, output, 1)) == 0 &&
        (code = posix_spawn_file_actions_adddup2(&files, error, 2)) == 0 &&
        (code = posix_spawn_file_actions_addclosefrom_np(&files, 3)) == 0 &&
        (code = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
        (code = posix_spawnattr_setsigdefault(&attributes, &all)) == 0 &&
        (code = posix_spawnattr_setflags(
             &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) == 0) {
        code = posix_spawnp(pid, path, &files, &attributes, arguments, environment);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return -code;
}

int stratos_open_process(pid_t pid) {
    long descriptor = syscall(SYS_pidfd_open, pid, 0);
    return descriptor >= 0 ? (int)descriptor : -errno;
}

#else

int stratos_enter_network_namespace(int descriptor) {
    (void)descriptor;
    return -ENOSYS;
}

int stratos_spawn(
    pid_t *pid, const char *path, char *const arguments[], char *const environment[], int input, int output,
    int error) {
    (void)pid, (void)path, (void)arguments, (void)environment, (void)input, (void)output, (void)error;
    return -ENOSYS;
}

int stratos_open_process(pid_t pid) {
    (void)pid;
    return -ENOSYS;
}

#endif
