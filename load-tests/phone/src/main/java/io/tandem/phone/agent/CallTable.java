package io.tandem.phone.agent;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A phone's calls by their id and by their dialog. Used on the phone's thread only. */
final class CallTable {
  /** How many ended calls stay open to questions about what they heard. */
  private static final int REMEMBERED = 1000;

  private final Map<String, CallLeg> byId = new LinkedHashMap<>();
  private final Map<List<String>, CallLeg> byLocalTag = new HashMap<>();
  private final Map<List<String>, CallLeg> incoming = new HashMap<>();

  void add(CallLeg call) {
    if (byId.putIfAbsent(call.id(), call) != null) {
      throw new IllegalArgumentException("call id in use: " + call.id());
    }
    byLocalTag.put(List.of(call.dialog().callId(), call.dialog().localTag()), call);
    if (call.incoming()) {
      incoming.put(remoteKey(call), call);
    }
  }

  CallLeg get(String id) {
    CallLeg call = byId.get(id);
    if (call == null) {
      throw new IllegalArgumentException("no call " + id);
    }
    return call;
  }

  /** The call with this Call-ID and tag of ours, or null. */
  CallLeg find(String callId, String localTag) {
    return localTag == null ? null : byLocalTag.get(List.of(callId, localTag));
  }

  /** The incoming call with this Call-ID and From tag, or null. */
  CallLeg findIncoming(String callId, String fromTag) {
    return fromTag == null ? null : incoming.get(List.of(callId, fromTag));
  }

  /** Messages no longer find the call; commands do, until there are too many. */
  void forget(CallLeg call) {
    byLocalTag.remove(List.of(call.dialog().callId(), call.dialog().localTag()));
    if (call.incoming()) {
      incoming.remove(remoteKey(call));
    }
    if (byId.size() > REMEMBERED) {
      byId.remove(call.id());
    }
  }

  Collection<CallLeg> all() {
    return byId.values();
  }

  private static List<String> remoteKey(CallLeg call) {
    return List.of(call.dialog().callId(), call.dialog().remoteTag());
  }
}
