package io.tandem.edge;

import io.tandem.sip.transport.Flow;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one flow is answered that asks for what we do not offer. Some phones ask again as soon
 * as they are refused, whatever the refusal says: thousands of times a second, as fast as answers
 * come. Who gets none waits for one, and asks eleven times in 32 s (RFC 3261 §17.1.2). Bounded: the
 * flow that has been quiet longest is forgotten. Safe for use by any thread.
 */
final class FlowAllowance {
  /** A phone that asks for each of its keys when it starts gets all of its answers. */
  static final int BURST = 50;

  static final Duration INTERVAL = Duration.ofSeconds(10);
  static final int MAX_FLOWS = 10_000;

  private final Clock clock;
  private final Map<InetSocketAddress, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Bucket> eldest) {
          return size() > MAX_FLOWS;
        }
      };

  FlowAllowance(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param answers those still allowed at {@code at}, in ms since 1970
   */
  private record Bucket(double answers, long at) {}

  /** Whether {@code flow} is answered once more. */
  boolean takeOne(Flow flow) {
    long now = clock.millis();
    synchronized (buckets) {
      var bucket = buckets.get(flow.remote());
      double answers = bucket == null ? BURST : refilled(bucket, now);
      boolean granted = answers >= 1;
      buckets.put(flow.remote(), new Bucket(granted ? answers - 1 : answers, now));
      return granted;
    }
  }

  private static double refilled(Bucket bucket, long now) {
    double more = (double) (now - bucket.at()) / INTERVAL.toMillis();
    return Math.min(BURST, bucket.answers() + Math.max(0, more));
  }

  /** How many flows are counted now. */
  int flows() {
    synchronized (buckets) {
      return buckets.size();
    }
  }
}
