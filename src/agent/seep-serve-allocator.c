/* SPDX-License-Identifier: MIT */
/* What the allocators keep. pymalloc's arenas are nobody's business by name: their table is a
 * static variable. But the interpreter has a C function that prints its statistics to a stream,
 * exported in every version; here the stream is memory. malloc's come from mallinfo2(). */
#include "seep-glibc.h"

#include "seep-serve.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STATISTICS_BYTES (256u << 10)

/* What glibc 2.33 and later return, and before it with int for size_t. */
typedef struct
{
  size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
} WideInfo;

typedef struct
{
  int arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
} NarrowInfo;

/* The line of pymalloc's report that begins so, and the member that it becomes. */
static const struct
{
  const char *label, *key;
} lines[] = {
  { "# arenas allocated current", "arenas" },
  { "# arenas highwater mark", "arenas_peak" },
  { "# bytes in allocated blocks", "used_bytes" },
  { "# bytes in available blocks", "free_bytes" },
  { "# bytes lost to pool headers", "header_bytes" },
  { "# bytes lost to quantization", "quantization_bytes" },
  { "# bytes lost to arena alignment", "alignment_bytes" },
};

/* A number with commas between its digits. */
static uint64_t
parse_grouped (const char *at)
{
  uint64_t number = 0;

  for (; *at >= '0' && *at <= '9'; at++)
    {
      number = number * 10 + (uint64_t) (*at - '0');
      if (at[1] == ',')
        at++;
    }
  return number;
}

/* "# arenas allocated current =  12": what comes after the "=". */
static const char *
find_value (const char *report, const char *label)
{
  const char *line = strstr (report, label);
  const char *at = line == NULL ? NULL : strchr (line, '=');

  return at == NULL ? NULL : at + 1 + strspn (at + 1, " ");
}

/* "9 unused pools * 4096 bytes  =  36,864", "3 arenas * 262144 bytes/arena  =  786,432". */
static void
add_product (SeepText *text, const char *report, const char *what, const char *n, const char *size)
{
  const char *at = strstr (report, what);
  const char *first = at;

  if (at == NULL)
    return;
  while (first > report && first[-1] != '\n')
    first--;
  if (n != NULL)
    seep_text_add_unsigned (text, n, parse_grouped (first));
  seep_text_add_unsigned (text, size, parse_grouped (at + strlen (what)));
}

static void
add_pymalloc (SeepServe *serve, const char *report)
{
  SeepText *text = &serve->members;

  seep_text_put (text, ",\"pymalloc\":{\"known\":true");
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    {
      const char *value = find_value (report, lines[i].label);

      if (value != NULL)
        seep_text_add_unsigned (text, lines[i].key, parse_grouped (value));
    }
  add_product (text, report, " arenas * ", NULL, "arena_bytes");
  add_product (text, report, " unused pools * ", "unused_pools", "pool_bytes");
  seep_text_put (text, "}");
}

/* Not known where pymalloc does not serve this program: PYTHONMALLOC, or built without. */
static void
put_pymalloc (SeepServe *serve)
{
  char *report = NULL;
  size_t n_bytes = 0;
  FILE *stream = serve->python->debug_malloc_stats == NULL ? NULL
                                                           : open_memstream (&report, &n_bytes);
  bool is_known = false;

  if (stream != NULL)
    {
      serve->python->debug_malloc_stats (stream);
      if (fclose (stream) == 0 && n_bytes < MAX_STATISTICS_BYTES
          && strstr (report, "arenas") != NULL)
        {
          add_pymalloc (serve, report);
          is_known = true;
        }
      free (report);
    }
  if (!is_known)
    seep_text_put (&serve->members, ",\"pymalloc\":{\"known\":false}");
}

static bool
find_info (WideInfo *info, bool *is_narrow)
{
  void *symbol = dlsym (RTLD_DEFAULT, "mallinfo2");
  WideInfo (*wide_func) (void);
  NarrowInfo (*narrow_func) (void);
  NarrowInfo narrow;

  *is_narrow = symbol == NULL;
  if (symbol != NULL)
    {
      memcpy (&wide_func, &symbol, sizeof symbol);
      *info = wide_func ();
      return true;
    }
  symbol = dlsym (RTLD_DEFAULT, "mallinfo");
  if (symbol == NULL)
    return false;
  memcpy (&narrow_func, &symbol, sizeof symbol);
  narrow = narrow_func ();
  *info = (WideInfo){ .arena = (unsigned) narrow.arena,
                      .hblks = (unsigned) narrow.hblks,
                      .hblkhd = (unsigned) narrow.hblkhd,
                      .uordblks = (unsigned) narrow.uordblks,
                      .fordblks = (unsigned) narrow.fordblks,
                      .keepcost = (unsigned) narrow.keepcost };
  return true;
}

/* The library that malloc() is from: another one's numbers are not in mallinfo. Whoever brings
 * that brings malloc_usable_size() too, and its address is no stub in the program. */
static void
add_library (SeepText *text)
{
  void *symbol = dlsym (RTLD_DEFAULT, "malloc_usable_size");
  const char *path = NULL, *base;
  Dl_info info;

  if (symbol != NULL && dladdr (symbol, &info) != 0)
    path = info.dli_fname;
  if (path == NULL)
    return;
  base = strrchr (path, '/');
  seep_text_add_string (text, "library", base == NULL ? path : base + 1);
}

static void
put_malloc (SeepServe *serve)
{
  SeepText *text = &serve->members;
  WideInfo info;
  bool is_narrow;

  if (!find_info (&info, &is_narrow))
    {
      seep_text_put (text, ",\"malloc\":{\"known\":false");
      add_library (text);
      seep_text_put (text, "}");
      return;
    }
  seep_text_put (text, ",\"malloc\":{\"known\":true");
  add_library (text);
  seep_text_add_unsigned (text, "heap_bytes", info.arena);
  seep_text_add_unsigned (text, "used_bytes", info.uordblks);
  seep_text_add_unsigned (text, "free_bytes", info.fordblks);
  seep_text_add_unsigned (text, "top_bytes", info.keepcost);
  seep_text_add_unsigned (text, "mapped_blocks", info.hblks);
  seep_text_add_unsigned (text, "mapped_bytes", info.hblkhd);
  if (is_narrow)
    seep_text_add_bool (text, "wraps", true); /* at 4 GiB */
  seep_text_put (text, "}");
}

static bool
put_python (SeepServe *serve)
{
  long long n_blocks;

  if (!seep_serve_read (serve, "sys", "getallocatedblocks", NULL, &n_blocks))
    return false;
  seep_text_add_signed (&serve->members, "blocks", n_blocks);
  put_pymalloc (serve);
  return true;
}

bool
seep_serve_allocator (SeepServe *serve)
{
  bool is_done;

  if (!seep_serve_take_gil (serve))
    return false;
  is_done = put_python (serve);
  seep_serve_give_gil (serve); /* malloc's lists may be long, and are its own to lock */
  if (!is_done)
    return false;
  put_malloc (serve);
  seep_text_add_unsigned (&serve->members, "rss_bytes", seep_serve_read_rss ());
  return true;
}

bool
seep_serve_allocator_trim (SeepServe *serve)
{
  SeepText *text = &serve->members;
  void *symbol = dlsym (RTLD_DEFAULT, "malloc_trim");
  int (*trim) (size_t);
  uint64_t before, after, start_ns;
  int has_trimmed;

  if (symbol == NULL)
    return seep_serve_decline (serve, "unsupported", "this program's malloc has no malloc_trim");
  memcpy (&trim, &symbol, sizeof symbol);
  before = seep_serve_read_rss ();
  start_ns = seep_serve_now_ns ();
  has_trimmed = trim (0);
  seep_text_add_seconds (text, "seconds", seep_serve_now_ns () - start_ns);
  after = seep_serve_read_rss ();
  seep_text_add_bool (text, "trimmed", has_trimmed != 0);
  seep_text_add_unsigned (text, "rss_before_bytes", before);
  seep_text_add_unsigned (text, "rss_after_bytes", after);
  seep_text_add_unsigned (text, "returned_bytes", before > after ? before - after : 0);
  return true;
}
