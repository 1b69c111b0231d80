/* SPDX-License-Identifier: MIT */
#include "seep-trail.h"

#include "seep-varint.h"

#define FIRST_BYTES (64u << 10)
#define LINE_BYTES 64

bool
seep_trail_init (SeepTrail *trail, SeepPages *pages)
{
  *trail = (SeepTrail){ .pages = pages, .n_room = FIRST_BYTES };
  trail->steps = seep_pages_new (pages, FIRST_BYTES);
  return trail->steps != NULL;
}

void
seep_trail_clear (SeepTrail *trail)
{
  if (trail->steps != NULL)
    seep_pages_free (trail->pages, trail->steps, trail->n_room);
  trail->steps = NULL;
}

void
seep_trail_add (SeepTrail *trail, SeepAddress object)
{
  uint8_t *end;

  if (trail->n_room - trail->n_bytes < SEEP_VARINT_MAX_BYTES)
    {
      uint8_t *steps
        = seep_pages_grow (trail->pages, trail->steps, trail->n_room, 2 * trail->n_room);

      if (steps == NULL)
        return;
      trail->steps = steps;
      trail->n_room *= 2;
    }
  end = seep_varint_put_signed (trail->steps + trail->n_bytes,
                                (int64_t) (object - trail->last) >> 3);
  trail->n_bytes = (size_t) (end - trail->steps);
  trail->last = object;
  trail->n_objects++;
}

static SeepAddress
read_step (SeepTrail *trail)
{
  const uint8_t *at = trail->steps + trail->at;
  uint64_t step = *at & 127;

  for (unsigned shift = 7; *at++ & 128; shift += 7)
    step |= (uint64_t) (*at & 127) << shift;
  trail->at = (size_t) (at - trail->steps);
  trail->next += (SeepAddress) ((int64_t) (step >> 1) ^ -(int64_t) (step & 1)) << 3;
  trail->n_read++;
  return trail->next;
}

/* Asks for the object's lines: the words before it and its body. */
static void
fetch_object (SeepAddress object)
{
  __builtin_prefetch ((const void *) (uintptr_t) (object - 32));
  __builtin_prefetch ((const void *) (uintptr_t) (object - 32 + LINE_BYTES));
}

void
seep_trail_rewind (SeepTrail *trail)
{
  trail->at = 0;
  trail->n_read = trail->n_given = 0;
  trail->next = 0;
  while (trail->n_read < trail->n_objects && trail->n_read < SEEP_TRAIL_AHEAD)
    {
      unsigned i = (unsigned) trail->n_read;

      trail->ahead[i] = read_step (trail);
      fetch_object (trail->ahead[i]);
    }
}

bool
seep_trail_next (SeepTrail *trail, SeepAddress *object)
{
  unsigned i = (unsigned) trail->n_given & (SEEP_TRAIL_AHEAD - 1);

  if (trail->n_given == trail->n_objects)
    return false;
  *object = trail->ahead[i];
  trail->n_given++;
  if (trail->n_read < trail->n_objects)
    {
      trail->ahead[i] = read_step (trail);
      fetch_object (trail->ahead[i]);
    }
  return true;
}
