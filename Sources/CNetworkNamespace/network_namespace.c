#define _GNU_SOURCE
#include "network_namespace.h"

#include <errno.h>

#ifdef __linux__

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
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

int stratos_open_packet_socket(const char *interface) {
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    int descriptor, code;
    if ((address.sll_ifindex = if_nametoindex(interface)) == 0) return -errno;
    if ((descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0) return -errno;
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
    code = -errno;
    close(descriptor);
    return code;
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

int stratos_open_packet_socket(const char *interface) {
    (void)interface;
    return -ENOSYS;
}

int stratos_open_process(pid_t pid) {
    (void)pid;
    return -ENOSYS;
}

#endif
