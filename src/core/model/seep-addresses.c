/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regions begin at multiples of 32 GiB, so that an address says by itself in which it is and where:
 * the places can be filled in any order of the objects. */
#include "config.h"

#include "model/seep-addresses.h"

#include "graph/seep-graph.h"

#include <string.h>

#define UNIT_SHIFT 3
#define REGION_SHIFT (32 + UNIT_SHIFT)
#define UNIT_MASK ((G_GUINT64_CONSTANT (1) << UNIT_SHIFT) - 1)
#define REGION_MASK ((G_GUINT64_CONSTANT (1) << REGION_SHIFT) - 1)

/* The last region that begins at @base or before; 0 if there is none. */
static guint32
find_region_at (const SeepAddresses *self, guint64 base)
{
  guint32 low = 0;
  guint32 high = self->n_regions;

  while (high - low > 1)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->regions[middle].base <= base)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Regions stay ascending. */
static gboolean
add_region (SeepAddresses *self, guint64 base)
{
  guint32 at = 0;

  if (self->n_regions == SEEP_MAX_ADDRESS_REGIONS)
    return FALSE;

  while (at < self->n_regions && self->regions[at].base < base)
    at++;
  memmove (&self->regions[at + 1], &self->regions[at],
           (self->n_regions - at) * sizeof (SeepAddressRegion));
  self->regions[at] = (SeepAddressRegion){ .base = base };
  self->n_regions++;
  return TRUE;
}

/* Finds the regions, and how many objects are in each (for now in first). FALSE if they do not fit
 * into places. */
static gboolean
find_regions (SeepAddresses *self, const guint64 *addresses, const guint32 *ranks, guint32 n)
{
  SeepAddressRegion *region = NULL;

  for (guint32 i = 0; i < n; i++)
    {
      guint64 base = addresses[i] & ~REGION_MASK;

      if (ranks[i] == SEEP_NO_NODE)
        continue;
      if ((addresses[i] & UNIT_MASK) != 0)
        return FALSE;
      if (region == NULL || region->base != base)
        {
          region = &self->regions[find_region_at (self, base)];
          if (self->n_regions == 0 || region->base != base)
            {
              if (!add_region (self, base))
                return FALSE;
              region = &self->regions[find_region_at (self, base)];
            }
        }
      region->first++;
    }
  return TRUE;
}

static void
sum_up (SeepAddresses *self)
{
  guint32 sum = 0;

  for (guint32 i = 0; i < self->n_regions; i++)
    {
      guint32 count = self->regions[i].first;

      self->regions[i].first = sum;
      sum += count;
    }
}

static inline void
place (SeepAddresses *self, const guint64 *addresses, const guint32 *ranks, guint32 n)
{
  guint32 *places = self->places.data;
  guint64 *whole = self->whole_column.data;

  for (guint32 i = 0; i < n; i++)
    {
      if (ranks[i] == SEEP_NO_NODE)
        continue;
      if (whole == NULL)
        places[ranks[i]] = (guint32) (addresses[i] >> UNIT_SHIFT);
      else
        whole[ranks[i]] = addresses[i];
    }
}

gboolean
seep_addresses_init (SeepAddresses *self,
                     const guint64 *addresses,
                     const guint32 *ranks,
                     guint32        n_addresses,
                     guint32        n,
                     SeepTask      *task,
                     GError       **error)
{
  SeepColumn *column;

  memset (self, 0, sizeof *self);
  seep_column_init (&self->whole_column, sizeof (guint64));
  seep_column_init (&self->places, sizeof (guint32));
  column = find_regions (self, addresses, ranks, n_addresses) ? &self->places : &self->whole_column;
  sum_up (self);
  if (!seep_column_reserve (column, MAX (n, 1), error))
    return FALSE;

  column->n = n;
  self->n = n;
  self->whole = self->whole_column.data;
  for (guint32 start = 0; start < n_addresses; start += MIN (SEEP_TASK_STRIDE, n_addresses - start))
    {
      if (seep_task_is_cancelled (task, error))
        return FALSE;
      place (self, addresses + start, ranks + start, MIN (SEEP_TASK_STRIDE, n_addresses - start));
    }
  return TRUE;
}

void
seep_addresses_init_borrowed (SeepAddresses *self, const guint64 *addresses, guint32 n)
{
  memset (self, 0, sizeof *self);
  self->n = n;
  self->whole = addresses;
}

void
seep_addresses_clear (SeepAddresses *self)
{
  seep_column_clear (&self->whole_column);
  seep_column_clear (&self->places);
  memset (self, 0, sizeof *self);
}

guint64
seep_addresses_get (const SeepAddresses *self, guint32 i)
{
  guint32 region = self->n_regions;

  g_return_val_if_fail (i < self->n, 0);

  if (self->whole != NULL)
    return self->whole[i];
  while (region > 1 && self->regions[region - 1].first > i)
    region--;
  return self->regions[region - 1].base
         + ((guint64) seep_column_at (&self->places, guint32, i) << UNIT_SHIFT);
}

/* Four at a time: this is a good part of what it costs to walk along two heaps side by side. */
static void
decode (const guint32 *places, guint32 n, guint64 base, guint64 *addresses)
{
  guint32 i = 0;

  for (; n - i >= 4; i += 4)
    {
      addresses[i] = base + ((guint64) places[i] << UNIT_SHIFT);
      addresses[i + 1] = base + ((guint64) places[i + 1] << UNIT_SHIFT);
      addresses[i + 2] = base + ((guint64) places[i + 2] << UNIT_SHIFT);
      addresses[i + 3] = base + ((guint64) places[i + 3] << UNIT_SHIFT);
    }
  for (; i < n; i++)
    addresses[i] = base + ((guint64) places[i] << UNIT_SHIFT);
}

void
seep_addresses_read (const SeepAddresses *self, guint32 first, guint32 n, guint64 *addresses)
{
  const guint32 *places = self->places.data;
  guint32 last = first + n;

  g_return_if_fail (first <= self->n && n <= self->n - first);

  if (self->whole != NULL)
    {
      memcpy (addresses, self->whole + first, n * sizeof *addresses);
      return;
    }
  for (guint32 region = 0; region < self->n_regions; region++)
    {
      guint64 base = self->regions[region].base;
      guint32 start = MAX (self->regions[region].first, first);
      guint32 end = region + 1 < self->n_regions ? self->regions[region + 1].first : self->n;

      end = MIN (end, last);
      if (start < end)
        decode (places + start, end - start, base, addresses + (start - first));
    }
}

static guint32
find_whole (const SeepAddresses *self, guint64 address)
{
  guint32 low = 0;
  guint32 high = self->n;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->whole[middle] < address)
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->n && self->whole[low] == address ? low : SEEP_NO_NODE;
}

static guint32
find_place (const SeepAddresses *self, guint64 address)
{
  const guint32 *places = self->places.data;
  guint32 region = find_region_at (self, address & ~REGION_MASK);
  guint32 place = (guint32) (address >> UNIT_SHIFT);
  guint32 low, high, end;

  if ((address & UNIT_MASK) != 0 || self->n_regions == 0
      || self->regions[region].base != (address & ~REGION_MASK))
    return SEEP_NO_NODE;

  low = self->regions[region].first;
  end = high = region + 1 < self->n_regions ? self->regions[region + 1].first : self->n;
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (places[middle] < place)
        low = middle + 1;
      else
        high = middle;
    }
  return low < end && places[low] == place ? low : SEEP_NO_NODE;
}

guint32
seep_addresses_find (const SeepAddresses *self, guint64 address)
{
  return self->whole != NULL ? find_whole (self, address) : find_place (self, address);
}
