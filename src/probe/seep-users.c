/* SPDX-License-Identifier: MIT */
#include "seep-users.h"

#include "seep-proc.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines are name:password:uid:…; what is none is passed over. */
void
seep_user_find_name (const char *passwd, uid_t uid, char *name, size_t n_bytes)
{
  const char *line = passwd;

  snprintf (name, n_bytes, "%u", (unsigned) uid);
  while (line != NULL && *line != '\0')
    {
      size_t n_name = strcspn (line, ":\n");
      size_t n_password = line[n_name] == ':' ? strcspn (line + n_name + 1, ":\n") : 0;
      const char *number = line + n_name + 1 + n_password;
      char *end;

      if (line[n_name] == ':' && *number == ':' && n_name > 0
          && strtoul (number + 1, &end, 10) == uid && end != number + 1 && *end == ':')
        {
          snprintf (name, n_bytes, "%.*s", (int) n_name, line);
          return;
        }
      line = strchr (line, '\n');
      if (line != NULL)
        line++;
    }
}

void
seep_user_get_name (uid_t uid, char *name, size_t n_bytes)
{
  static char *passwd; /* read once; kept for good */

  if (passwd == NULL)
    passwd = seep_proc_read_all (AT_FDCWD, "/etc/passwd", NULL);
  seep_user_find_name (passwd != NULL ? passwd : "", uid, name, n_bytes);
}
