package io.tandem.sip.transaction;

import io.tandem.sip.message.ParserLimits;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.TransportSettings;
import java.time.Duration;
import java.util.List;

/**
 * All settings of a node's SIP stack.
 *
 * @param transport listeners, buffers and the limits of connections
 * @param messages limits of a message
 * @param timers T1, T2 and T4
 * @param maxServerTransactions open ones of one event loop; beyond it requests get 503
 * @param maxLingeringTransactions answered ones of one event loop that are kept for
 *     retransmissions; beyond it the oldest are forgotten
 * @param retryAfter what such a 503 asks for, in whole seconds
 * @param maxWaiting messages on their way from the loop that read them to the loop that owns them,
 *     for each owner; beyond it they are dropped
 */
public record SipStackSettings(
    TransportSettings transport,
    ParserLimits messages,
    TimerSettings timers,
    int maxServerTransactions,
    int maxLingeringTransactions,
    Duration retryAfter,
    int maxWaiting) {
  private static final int MAX_SERVER_TRANSACTIONS = 50_000;
  private static final int MAX_LINGERING_TRANSACTIONS = 100_000;
  private static final int MAX_WAITING = 20_000;

  /**
   * @throws IllegalArgumentException when something is missing or not positive
   */
  public SipStackSettings {
    if (transport == null || messages == null || timers == null) {
      throw new IllegalArgumentException("transport, message and timer settings are needed");
    }
    if (maxServerTransactions <= 0 || maxLingeringTransactions <= 0 || maxWaiting <= 0) {
      throw new IllegalArgumentException(
          "max-server-transactions, max-lingering-transactions and max-waiting must be greater than 0: "
              + maxServerTransactions
              + ", "
              + maxLingeringTransactions
              + ", "
              + maxWaiting);
    }
    if (retryAfter == null || retryAfter.toSeconds() < 1) {
      throw new IllegalArgumentException("retry-after must be a second or more: " + retryAfter);
    }
  }

  /** {@code listeners} with everything else at its default. */
  public static SipStackSettings of(List<ListenerSettings> listeners) {
    return new SipStackSettings(
        TransportSettings.of(listeners),
        ParserLimits.DEFAULT,
        TimerSettings.standard(),
        MAX_SERVER_TRANSACTIONS,
        MAX_LINGERING_TRANSACTIONS,
        Duration.ofSeconds(5),
        MAX_WAITING);
  }

  /** The same with other timers. */
  public SipStackSettings withTimers(TimerSettings changed) {
    return new SipStackSettings(
        transport,
        messages,
        changed,
        maxServerTransactions,
        maxLingeringTransactions,
        retryAfter,
        maxWaiting);
  }

  /** The same with another bound of server transactions a loop. */
  public SipStackSettings withMaxServerTransactions(int changed) {
    return new SipStackSettings(
        transport, messages, timers, changed, maxLingeringTransactions, retryAfter, maxWaiting);
  }

  /** The same with another number of answered transactions kept by a loop. */
  public SipStackSettings withMaxLingeringTransactions(int changed) {
    return new SipStackSettings(
        transport, messages, timers, maxServerTransactions, changed, retryAfter, maxWaiting);
  }

  /** The same with other transport settings. */
  public SipStackSettings withTransport(TransportSettings changed) {
    return new SipStackSettings(
        changed,
        messages,
        timers,
        maxServerTransactions,
        maxLingeringTransactions,
        retryAfter,
        maxWaiting);
  }
}
