package io.tandem.store;

import java.util.regex.Pattern;

/** What a change does to one object of a tenant's configuration. */
public sealed interface ObjectChange {
  /** The collection: lower-case letters, digits and {@code -}. */
  String kind();

  /** Unique in its kind. */
  String id();

  /** Writes the object, new or not. */
  record Put(String kind, String id, String json) implements ObjectChange {
    public Put {
      Kinds.demand(kind);
    }
  }

  /** Removes the object, present or not. */
  record Delete(String kind, String id) implements ObjectChange {
    public Delete {
      Kinds.demand(kind);
    }
  }

  /** The grammar of kinds: it keeps clear of the store's own rows, which begin with {@code ~}. */
  final class Kinds {
    private static final Pattern GRAMMAR = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private Kinds() {}

    static void demand(String kind) {
      if (kind == null || !GRAMMAR.matcher(kind).matches()) {
        throw new IllegalArgumentException("not a kind of object: " + kind);
      }
    }
  }
}
