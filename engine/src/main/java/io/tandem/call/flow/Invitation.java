package io.tandem.call.flow;

import io.tandem.call.leg.IncomingRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What of the caller's INVITE goes on to the callee's phones; nothing else does.
 *
 * @param offer the session description, {@code null} if the phones shall make the offer
 * @param maxForwards one less than the caller's
 * @param headers those that mean something to a phone and say nothing about the caller's
 */
record Invitation(String offer, int maxForwards, Map<String, String> headers) {
  private static final Set<String> PASSED = Set.of("Privacy", "Priority");

  Invitation {
    headers = Map.copyOf(headers);
  }

  static Invitation of(IncomingRequest invite, int maxForwards) {
    var headers = new HashMap<>(invite.headers());
    headers.keySet().retainAll(PASSED);
    headers.putAll(AlertInfo.in(invite.headers()));
    return new Invitation(invite.sdp(), maxForwards, headers);
  }
}
