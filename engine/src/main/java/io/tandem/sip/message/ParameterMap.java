package io.tandem.sip.message;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Parameters by lower-case name, in order, immutable. Headers and URIs have a handful at most,
 * which an array holds and finds in less space and time than a hash table does; only for more than
 * that there is one, so that whoever sends thousands does not cost more than their length.
 */
final class ParameterMap extends AbstractMap<String, String> {
  static final ParameterMap EMPTY = new ParameterMap(new String[0], null);
  private static final int SEARCHED = 2 * 16;

  /** Names and values in turn. */
  private final String[] pairs;

  /** Where each name stands; {@code null} if there are few. */
  private final Map<String, Integer> index;

  private ParameterMap(String[] pairs, Map<String, Integer> index) {
    this.pairs = pairs;
    this.index = index;
  }

  static ParameterMap of(Map<String, String> parameters) {
    if (parameters instanceof ParameterMap known) {
      return known;
    }
    if (parameters.isEmpty()) {
      return EMPTY;
    }
    var builder = new Builder();
    parameters.forEach(
        (name, value) -> builder.set(name.toLowerCase(Locale.ROOT), value == null ? "" : value));
    return builder.build();
  }

  /** These with one set, in its place if it is there, else at the end. */
  ParameterMap with(String name, String value) {
    var builder = new Builder();
    forEach(builder::add);
    builder.set(name.toLowerCase(Locale.ROOT), value == null ? "" : value);
    return builder.build();
  }

  /** These without one. */
  ParameterMap without(String name) {
    if (!containsKey(name)) {
      return this;
    }
    var builder = new Builder();
    forEach(
        (other, value) -> {
          if (!other.equals(name)) {
            builder.add(other, value);
          }
        });
    return builder.build();
  }

  @Override
  public String get(Object name) {
    int at = indexOf(pairs, pairs.length, index, name);
    return at < 0 ? null : pairs[at + 1];
  }

  @Override
  public boolean containsKey(Object name) {
    return indexOf(pairs, pairs.length, index, name) >= 0;
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return new Entries();
  }

  private static int indexOf(String[] pairs, int length, Map<String, Integer> index, Object name) {
    if (index != null) {
      return index.getOrDefault(name, -1);
    }
    for (int i = 0; i < length; i += 2) {
      if (pairs[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private final class Entries extends AbstractSet<Entry<String, String>> {
    @Override
    public int size() {
      return pairs.length / 2;
    }

    @Override
    public Iterator<Entry<String, String>> iterator() {
      return new Iterator<>() {
        private int at;

        @Override
        public boolean hasNext() {
          return at < pairs.length;
        }

        @Override
        public Entry<String, String> next() {
          if (at >= pairs.length) {
            throw new NoSuchElementException();
          }
          at += 2;
          return Map.entry(pairs[at - 2], pairs[at - 1]);
        }
      };
    }
  }

  /** Collects parameters whose names are in lower case already; not thread-safe. */
  static final class Builder {
    private String[] pairs = new String[4];
    private int length;
    private Map<String, Integer> index;

    /** Adds a parameter; false, and nothing done, when there is one of that name. */
    boolean add(String name, String value) {
      if (indexOf(pairs, length, index, name) >= 0) {
        return false;
      }
      if (length == pairs.length) {
        pairs = Arrays.copyOf(pairs, length * 2);
      }
      if (index != null || length == SEARCHED) {
        index(name);
      }
      pairs[length++] = name;
      pairs[length++] = value;
      return true;
    }

    private void index(String next) {
      if (index == null) {
        index = new HashMap<>();
        for (int i = 0; i < length; i += 2) {
          index.put(pairs[i], i);
        }
      }
      index.put(next, length);
    }

    private void set(String name, String value) {
      if (!add(name, value)) {
        pairs[indexOf(pairs, length, index, name) + 1] = value;
      }
    }

    /** The parameters; the builder is used up. */
    ParameterMap build() {
      if (length == 0) {
        return EMPTY;
      }
      return new ParameterMap(length == pairs.length ? pairs : Arrays.copyOf(pairs, length), index);
    }
  }
}
