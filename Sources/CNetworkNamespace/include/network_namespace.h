#ifndef STRATOS_NETWORK_NAMESPACE_H
#define STRATOS_NETWORK_NAMESPACE_H

#include <sys/types.h>

#ifdef __linux__
#include <sys/epoll.h>
#endif

// The few Linux calls that Swift's Glibc overlay does not import. Each returns 0 or a descriptor,
// or the negated errno.

/// Moves the calling thread (only it) into the network namespace behind the descriptor.
int stratos_enter_network_namespace(int descriptor);

/// Starts a program in a session of its own, in the network namespace of the calling thread,
/// with default signal dispositions and no descriptors but the three given ones.
int stratos_spawn(
    pid_t *pid, const char *path, char *const arguments[], char *const environment[], int input, int output,
    int error);

/// A socket in the network namespace of the calling thread that gets the frames of one interface, and sends some by it,
/// as they are on the wire.
int stratos_open_packet_socket(const char *interface);

/// A descriptor that becomes readable when the process ends.
int stratos_open_process(pid_t pid);

#endif
