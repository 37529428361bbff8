package io.tandem.sip.transaction;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests of each kind one event loop keeps, so that none takes another's room: those of
 * senders who have proved who they are, those in the dialogs of each call, and those of strangers,
 * of whom one number counts for the whole node.
 */
final class ServerShares {
  private final int maxOpen;
  private final int maxPerCall;
  private final int maxUnproven;
  private final AtomicInteger unproven;
  private final Map<Object, Integer> perCall = new HashMap<>();
  private int open;

  /**
   * @param unproven how many strangers' requests all loops keep
   */
  ServerShares(SipStackSettings settings, AtomicInteger unproven) {
    this.maxOpen = settings.maxServerTransactions();
    this.maxPerCall = settings.maxTransactionsPerCall();
    this.maxUnproven = settings.maxUnproven();
    this.unproven = unproven;
  }

  /** Whether there is no room for another one outside of dialogs. */
  boolean isFull() {
    return open >= maxOpen;
  }

  /** One outside of dialogs begins. It is not refused any more: its nonce has been used. */
  void begin() {
    open++;
  }

  /** One in a dialog of {@code call} begins, unless that call has its share. */
  boolean beginIn(Object call) {
    int now = perCall.merge(call, 1, Integer::sum);
    if (now > maxPerCall) {
      end(call);
      return false;
    }
    return true;
  }

  /**
   * One is over.
   *
   * @param call whose it was, or {@code null} outside of dialogs
   */
  void end(Object call) {
    if (call == null) {
      open--;
    } else {
      perCall.computeIfPresent(call, (same, count) -> count == 1 ? null : count - 1);
    }
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
