/* SPDX-License-Identifier: MIT */
/* seep-users.h — names of users, from /etc/passwd itself: what getpwuid() would load into a static
 * program is not there. libc only. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

/* The name of @uid, or its number. */
void seep_user_get_name (uid_t  uid,
                         char  *name,
                         size_t n_bytes);

/* The same by the text of a passwd file. */
void seep_user_find_name (const char *passwd,
                          uid_t       uid,
                          char       *name,
                          size_t      n_bytes);
