/* SPDX-License-Identifier: MIT */
#include "seep-serve.h"

#include "seep-lines.h"

bool
seep_serve_lines_start (SeepServe *serve)
{
  const SeepRequestMember *functions = seep_request_find (&serve->request, "functions");
  const char *problem;

  if (functions != NULL && functions->kind != SEEP_REQUEST_STRINGS)
    return seep_serve_decline (serve, "usage", "“functions” is an array of patterns");
  if (!seep_lines_start (serve->python, functions == NULL ? NULL : functions->items,
                         functions == NULL ? 0 : functions->n_items, &problem))
    return seep_serve_decline (serve, "unsupported", "%s", problem);
  serve->started_lines = true;
  return true;
}

bool
seep_serve_lines_stop (SeepServe *serve)
{
  if (!serve->started_lines)
    return seep_serve_decline (serve, "usage", "no lines are measured");
  seep_lines_stop (serve->python);
  seep_text_put (&serve->members, ",");
  seep_lines_put (&serve->members);
  seep_lines_clear (serve->python);
  serve->started_lines = false;
  return true;
}
