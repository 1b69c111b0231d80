/* SPDX-License-Identifier: MIT */
/* seep-fds.h — the descriptors of a process, by kind; sockets by their state. libc only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of TCP, as the kernel numbers them from 1; then what has none. */
typedef enum
{
  SEEP_SOCKET_OTHER, /* netlink, raw, of another network, not bound yet … */
  SEEP_SOCKET_ESTABLISHED,
  SEEP_SOCKET_SYN_SENT,
  SEEP_SOCKET_SYN_RECV,
  SEEP_SOCKET_FIN_WAIT1,
  SEEP_SOCKET_FIN_WAIT2,
  SEEP_SOCKET_TIME_WAIT,
  SEEP_SOCKET_CLOSE,
  SEEP_SOCKET_CLOSE_WAIT,
  SEEP_SOCKET_LAST_ACK,
  SEEP_SOCKET_LISTEN,
  SEEP_SOCKET_CLOSING,
  SEEP_SOCKET_NEW_SYN_RECV,
  SEEP_SOCKET_UDP,
  SEEP_SOCKET_UNIX,
  SEEP_N_SOCKET_STATES,
} SeepSocketState;

/* As PROTOCOL.md has it: "ESTABLISHED". */
const char *seep_socket_state_get_name (SeepSocketState state);

typedef struct
{
  uint64_t n;
  uint64_t n_files;   /* and folders */
  uint64_t n_deleted; /* files that have no name any more */
  uint64_t n_sockets;
  uint64_t n_pipes;
  uint64_t n_others;  /* devices, eventfd, epoll, memfd … */
  uint64_t sockets[SEEP_N_SOCKET_STATES];
} SeepFds;

/* The inodes of a process's sockets. */
typedef struct
{
  uint64_t *inodes; /* owned */
  size_t n;
  size_t n_room;
} SeepSockets;

void seep_sockets_clear (SeepSockets *sockets);

/* By kind, and all sockets; not their states. @folder: the "fd" of the process, opened as a
 * directory. A system call for each descriptor. False: they may not be known. */
bool seep_fds_read (int          folder,
                    SeepFds     *fds,
                    SeepSockets *sockets);

/* The states of @sockets. @process: seep_proc_open(). The kernel goes through all sockets of the
 * network, and for TCP through a table made for as many as the machine could have: milliseconds. */
void seep_fds_read_states (int          process,
                           SeepSockets *sockets,
                           SeepFds     *fds);

/* How many only: one system call where the kernel can tell (6.2). */
bool seep_fds_count (int       folder,
                     uint64_t *n);
