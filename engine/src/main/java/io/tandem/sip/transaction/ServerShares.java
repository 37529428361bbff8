package io.tandem.sip.transaction;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests of each kind one event loop keeps, so that none takes another's room: those of
 * senders who have proved who they are, of whom each tenant has a share; those in dialogs, of which
 * each call has one; and those of strangers, of whom one number counts for the whole node.
 */
final class ServerShares {
  private final int maxOpen;
  private final int maxPerTenant;
  private final int maxPerCall;
  private final int maxUnproven;
  private final AtomicInteger unproven;
  private final Map<Object, Integer> perTenant = new HashMap<>();
  private final Map<Object, Integer> perCall = new HashMap<>();
  private int open;
  private int inDialogs;

  /**
   * @param unproven how many strangers' requests all loops keep
   */
  ServerShares(SipStackSettings settings, AtomicInteger unproven) {
    this.maxOpen = settings.maxServerTransactions();
    this.maxPerTenant = settings.maxTransactionsPerTenant();
    this.maxPerCall = settings.maxTransactionsPerCall();
    this.maxUnproven = settings.maxUnproven();
    this.unproven = unproven;
  }

  /** Whether there is no room for another one outside of dialogs. */
  boolean isFull() {
    return open >= maxOpen;
  }

  /** One outside of dialogs begins, unless {@code tenant} has its share. */
  boolean beginFor(Object tenant) {
    if (!take(perTenant, tenant, maxPerTenant)) {
      return false;
    }
    open++;
    return true;
  }

  /** One outside of dialogs is over. */
  void endFor(Object tenant) {
    give(perTenant, tenant);
    open--;
  }

  /**
   * One in a dialog of {@code call} begins, unless that call has its share, or all calls together
   * have as much as there is outside of dialogs.
   */
  boolean beginIn(Object call) {
    if (inDialogs >= maxOpen || !take(perCall, call, maxPerCall)) {
      return false;
    }
    inDialogs++;
    return true;
  }

  /** One in a dialog of {@code call} is over. */
  void endIn(Object call) {
    give(perCall, call);
    inDialogs--;
  }

  private static boolean take(Map<Object, Integer> shares, Object owner, int most) {
    int taken = shares.getOrDefault(owner, 0);
    if (taken >= most) {
      return false;
    }
    shares.put(owner, taken + 1);
    return true;
  }

  private static void give(Map<Object, Integer> shares, Object owner) {
    shares.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
  }

  /** A stranger's request is held, unless there are too many. */
  boolean hold() {
    if (unproven.incrementAndGet() > maxUnproven) {
      unproven.decrementAndGet();
      return false;
    }
    return true;
  }

  /** A stranger's request is held no longer. */
  void release() {
    unproven.decrementAndGet();
  }
}
