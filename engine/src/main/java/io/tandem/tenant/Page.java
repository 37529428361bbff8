package io.tandem.tenant;

import java.util.List;

/**
 * A part of a list.
 *
 * @param next where the next page starts, opaque, or {@code null} at the end
 */
public record Page<T>(List<T> items, String next) {
  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }
}
