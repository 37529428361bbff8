package io.tandem.tenant;

import io.tandem.id.CborSerializable;

/**
 * A tenant's entity's answer to a {@link LeaseReport}: the node's part of the tenant's limits.
 *
 * @param sequence of the report that it answers; a node heeds only the answer to its latest report
 * @param active whether the tenant may start calls at all
 * @param calls how many calls may live on the node
 * @param rate how many calls the node may start per second
 * @param tokens calls that the node may start at once, on top of those it has saved up
 * @param reclaiming another node holds more than it needs and was asked to return it: ask again
 *     shortly before refusing a call
 * @param version of the tenant's configuration, so that a node that missed a change learns of it; 0
 *     when there is no such tenant
 */
record LeaseGrant(
    long sequence,
    boolean active,
    int calls,
    int rate,
    int tokens,
    boolean reclaiming,
    long version)
    implements CborSerializable {

  static LeaseGrant inactive(long sequence, long version) {
    return new LeaseGrant(sequence, false, 0, 0, 0, false, version);
  }

  LeaseGrant at(long tenantVersion) {
    return new LeaseGrant(sequence, active, calls, rate, tokens, reclaiming, tenantVersion);
  }
}
