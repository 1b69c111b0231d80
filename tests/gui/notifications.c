/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "notifications.h"

#include "driver.h"

static const char interface[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='Notify'>"
  "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/>"
  "</method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "</interface></node>";

static guint owner;
static gboolean is_there;
static char *last;

static void
call_cb (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface_name,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               data)
{
  const char *title;
  const char *text;

  if (!g_str_equal (method, "Notify"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_variant_get_child (parameters, 3, "&s", &title);
  g_variant_get_child (parameters, 4, "&s", &text);
  g_free (last);
  last = g_strdup_printf ("%s: %s", title, text);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 1));
}

static void
connected_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  static const GDBusInterfaceVTable table = { .method_call = call_cb };
  g_autoptr(GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (interface, NULL);

  g_assert_cmpuint (g_dbus_connection_register_object (connection,
                                                       "/org/freedesktop/Notifications",
                                                       info->interfaces[0], &table, NULL, NULL,
                                                       NULL),
                    !=, 0);
}

static void
owned_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  is_there = TRUE;
}

void
notifications_start (void)
{
  owner = g_bus_own_name (G_BUS_TYPE_SESSION, "org.freedesktop.Notifications",
                          G_BUS_NAME_OWNER_FLAGS_NONE, connected_cb, owned_cb, NULL, NULL, NULL);
  driver_wait_for (is_there);
}

void
notifications_stop (void)
{
  g_bus_unown_name (owner);
  g_clear_pointer (&last, g_free);
}

const char *
notifications_get_last (void)
{
  return last;
}
