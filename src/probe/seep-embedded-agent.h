/* SPDX-License-Identifier: MIT */
/* seep-embedded-agent.h — the agent that is in this program: what it is, where its functions
 * are; and which one a process has. libc only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEEP_BUILD_ID_BYTES 20
#define SEEP_AGENT_MEMFD "seep_agent" /* "/memfd:seep_agent" in maps */

typedef struct
{
  uint8_t build_id[SEEP_BUILD_ID_BYTES];
  char version[32]; /* "" unknown */
} SeepAgentIdentity;

/* Of the one in here. */
void seep_embedded_agent_identify (SeepAgentIdentity *identity);

/* Where the function @name is, from the start of the agent's first mapping; 0: there is none. */
uint64_t seep_embedded_agent_find (const char *name);

/* The notes of the ELF image that begins at @base in the memory @mem_fd (/proc/PID/mem); false:
 * it has no build id. */
bool seep_agent_identity_read (SeepAgentIdentity *identity,
                               int                mem_fd,
                               uint64_t           base);

/* The build id as people write it: 40 digits. */
void seep_agent_identity_format (const SeepAgentIdentity *identity,
                                 char                     text[2 * SEEP_BUILD_ID_BYTES + 1]);
