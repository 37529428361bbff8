package io.tandem.tenant;

import io.tandem.id.CborSerializable;
import io.tandem.id.NodeId;

/**
 * What a node tells a tenant's entity, for all of the tenant's calls at once: what it uses, what it
 * keeps of its lease from now on, and what it would like. "Rate" is calls per second. A share
 * without limit is {@link #UNLIMITED_SHARE}.
 *
 * @param incarnation tells a restarted node from the one before
 * @param sequence grows with each report of this incarnation
 * @param applied the report whose grant was the last that came in time to count; 0 for none
 * @param liveCalls calls that live on the node or were admitted a moment ago
 * @param heldCalls the node starts no call beyond this many until it has a newer grant
 * @param neededCalls live calls plus calls that wait for admission
 * @param heldRate the rate the node keeps to until it has a newer grant
 * @param neededRate new calls asked for in the last second
 * @param returnedTokens admissions saved up that the node gives back together with a part of its
 *     rate
 */
record LeaseReport(
    NodeId node,
    long incarnation,
    long sequence,
    long applied,
    int liveCalls,
    int heldCalls,
    int neededCalls,
    int heldRate,
    int neededRate,
    int returnedTokens)
    implements CborSerializable {
  static final int UNLIMITED_SHARE = Integer.MAX_VALUE;

  /** Whether the node gives up its lease altogether. */
  boolean releases() {
    return liveCalls == 0 && neededCalls == 0 && heldCalls == 0 && heldRate == 0 && neededRate == 0;
  }

  /** Calls to hold in advance, so that the next ones need no question. */
  int wantedCalls() {
    return saturated((long) neededCalls + Math.max(2, neededCalls / 4));
  }

  /** Rate to hold in advance. */
  int wantedRate() {
    return saturated((long) neededRate + 1 + neededRate / 2);
  }

  private static int saturated(long value) {
    return (int) Math.min(value, UNLIMITED_SHARE);
  }
}
