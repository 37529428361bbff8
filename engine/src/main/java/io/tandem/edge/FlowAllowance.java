package io.tandem.edge;

import io.tandem.sip.transport.Flow;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;

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

  private final KeyedAllowance<InetSocketAddress> answers;

  FlowAllowance(Clock clock) {
    this.answers = new KeyedAllowance<>(clock, BURST, INTERVAL, MAX_FLOWS);
  }

  /** Whether {@code flow} is answered once more. */
  boolean takeOne(Flow flow) {
    return answers.takeOne(flow.remote());
  }

  /** How many flows are counted now. */
  int flows() {
    return answers.size();
  }
}
