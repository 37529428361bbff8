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
 * @param maxServerTransactions open ones of one event loop outside of dialogs; beyond it such
 *     requests get 503
 * @param maxTransactionsPerTenant how many of those one tenant may have; beyond it its requests get
 *     503
 * @param maxTransactionsPerCall open ones of one event loop in the dialogs of one call; beyond it
 *     its requests get 503, as they do with {@code maxServerTransactions} open in all calls'
 *     dialogs
 * @param maxUnproven requests of the node whose sender has proved nothing and that wait for
 *     somebody's answer; beyond it they are dropped
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
    int maxTransactionsPerTenant,
    int maxTransactionsPerCall,
    int maxUnproven,
    int maxLingeringTransactions,
    Duration retryAfter,
    int maxWaiting) {
  private static final int MAX_SERVER_TRANSACTIONS = 50_000;
  private static final int MAX_TRANSACTIONS_PER_TENANT = 12_500;
  private static final int MAX_TRANSACTIONS_PER_CALL = 64;
  private static final int MAX_UNPROVEN = 2_000;
  private static final int MAX_LINGERING_TRANSACTIONS = 100_000;
  private static final int MAX_WAITING = 20_000;

  /**
   * @throws IllegalArgumentException when something is missing or not positive
   */
  public SipStackSettings {
    if (transport == null || messages == null || timers == null) {
      throw new IllegalArgumentException("transport, message and timer settings are needed");
    }
    requirePositive("max-server-transactions", maxServerTransactions);
    requirePositive("max-transactions-per-tenant", maxTransactionsPerTenant);
    requirePositive("max-transactions-per-call", maxTransactionsPerCall);
    requirePositive("max-unproven", maxUnproven);
    requirePositive("max-lingering-transactions", maxLingeringTransactions);
    requirePositive("max-waiting", maxWaiting);
    if (retryAfter == null || retryAfter.toSeconds() < 1) {
      throw new IllegalArgumentException("retry-after must be a second or more: " + retryAfter);
    }
  }

  private static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be greater than 0: " + value);
    }
  }

  /** {@code listeners} with everything else at its default. */
  public static SipStackSettings of(List<ListenerSettings> listeners) {
    return new SipStackSettings(
        TransportSettings.of(listeners),
        ParserLimits.DEFAULT,
        TimerSettings.standard(),
        MAX_SERVER_TRANSACTIONS,
        MAX_TRANSACTIONS_PER_TENANT,
        MAX_TRANSACTIONS_PER_CALL,
        MAX_UNPROVEN,
        MAX_LINGERING_TRANSACTIONS,
        Duration.ofSeconds(5),
        MAX_WAITING);
  }

  /** The same with other timers. */
  public SipStackSettings withTimers(TimerSettings changed) {
    return with(transport, changed, maxServerTransactions, maxUnproven, maxLingeringTransactions);
  }

  /** The same with another bound of server transactions a loop. */
  public SipStackSettings withMaxServerTransactions(int changed) {
    return with(transport, timers, changed, maxUnproven, maxLingeringTransactions);
  }

  /** The same with another share of server transactions of each tenant. */
  public SipStackSettings withMaxTransactionsPerTenant(int changed) {
    return new SipStackSettings(
        transport,
        messages,
        timers,
        maxServerTransactions,
        changed,
        maxTransactionsPerCall,
        maxUnproven,
        maxLingeringTransactions,
        retryAfter,
        maxWaiting);
  }

  /** The same with another bound of requests that wait and have proved nothing. */
  public SipStackSettings withMaxUnproven(int changed) {
    return with(transport, timers, maxServerTransactions, changed, maxLingeringTransactions);
  }

  /** The same with another number of answered transactions kept by a loop. */
  public SipStackSettings withMaxLingeringTransactions(int changed) {
    return with(transport, timers, maxServerTransactions, maxUnproven, changed);
  }

  /** The same with other transport settings. */
  public SipStackSettings withTransport(TransportSettings changed) {
    return with(changed, timers, maxServerTransactions, maxUnproven, maxLingeringTransactions);
  }

  private SipStackSettings with(
      TransportSettings newTransport,
      TimerSettings newTimers,
      int serverTransactions,
      int unproven,
      int lingeringTransactions) {
    return new SipStackSettings(
        newTransport,
        messages,
        newTimers,
        serverTransactions,
        maxTransactionsPerTenant,
        maxTransactionsPerCall,
        unproven,
        lingeringTransactions,
        retryAfter,
        maxWaiting);
  }
}
