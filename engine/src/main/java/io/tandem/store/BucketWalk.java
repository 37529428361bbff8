package io.tandem.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Lists rows that lie in partitions by time, from the newest partition to the oldest, until a page
 * is full. Reads {@link #MAX_BUCKETS} partitions at most for one page: a search that finds little
 * returns a short page and a cursor instead of keeping its caller waiting.
 */
final class BucketWalk<T> {
  static final int MAX_BUCKETS = 200;

  /** Reads at most {@code limit} rows of one partition that lie behind {@code place}. */
  interface BucketReader<T> {
    CompletionStage<List<T>> read(Instant bucket, TimeCursor place, int limit);
  }

  private final Iterator<Instant> buckets;
  private final BucketReader<T> reader;
  private final Function<T, TimeCursor> placeOf;
  private final int limit;
  private final List<T> found = new ArrayList<>();

  /**
   * @param buckets the starts of the partitions, newest first; taken as they are read
   * @param placeOf the place of a row in the listing
   */
  BucketWalk(
      Iterator<Instant> buckets,
      BucketReader<T> reader,
      Function<T, TimeCursor> placeOf,
      int limit) {
    this.buckets = buckets;
    this.reader = reader;
    this.placeOf = placeOf;
    this.limit = limit;
  }

  CompletionStage<Page<T>> from(TimeCursor start) {
    return walk(0, start.at(), start);
  }

  private CompletionStage<Page<T>> walk(int walked, Instant last, TimeCursor start) {
    if (!buckets.hasNext()) {
      return CompletableFuture.completedFuture(new Page<>(found, Optional.empty()));
    }
    if (walked == MAX_BUCKETS) {
      return CompletableFuture.completedFuture(
          new Page<>(found, Optional.of(TimeCursor.before(last).toString())));
    }
    // One more than wanted tells whether anything follows.
    int wanted = limit - found.size() + 1;
    Instant bucket = buckets.next();
    return reader
        .read(bucket, start, wanted)
        .thenCompose(
            rows -> {
              found.addAll(rows);
              return found.size() > limit
                  ? CompletableFuture.completedFuture(fullPage())
                  : walk(walked + 1, bucket, start);
            });
  }

  private Page<T> fullPage() {
    List<T> items = found.subList(0, limit);
    T last = items.get(limit - 1);
    return new Page<>(items, Optional.of(placeOf.apply(last).toString()));
  }
}
