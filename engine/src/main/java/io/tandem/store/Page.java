package io.tandem.store;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing.
 *
 * @param items in the listing's order; may be fewer than asked for, even none, with more to come
 * @param nextCursor where to go on; empty at the end of the listing
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {
  public Page {
    items = List.copyOf(items);
  }
}
