package io.tandem.cdr;

import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Call records for tests. */
final class CallRecords {
  static final Instant START = Instant.parse("2026-03-02T10:00:00.123Z");

  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

  private CallRecords() {}

  static TenantId tenant() {
    return TenantId.random(RANDOM);
  }

  /** An answered call of ten seconds, answered after two. */
  static CallRecord answered(TenantId tenant, Instant start) {
    return record(tenant, start, start.plusSeconds(2), EndReason.CALLER_HANGUP);
  }

  /** An answered call whose codec is half a character, which no database takes. */
  static CallRecord neverTaken(TenantId tenant, Instant start) {
    return record(tenant, "PCM\ud83d", start, start.plusSeconds(2), EndReason.CALLER_HANGUP);
  }

  static CallRecord record(TenantId tenant, Instant start, Instant answer, EndReason reason) {
    return record(tenant, "PCMA", start, answer, reason);
  }

  private static CallRecord record(
      TenantId tenant, String codec, Instant start, Instant answer, EndReason reason) {
    var media = new MediaRecord(codec, 400, 401, 2, null, 1.5);
    var leg =
        new LegRecord(
            LegId.CALLER,
            "101",
            "192.0.2.1:5060",
            "phone/1.0",
            "abc@192.0.2.1",
            start,
            start.plusSeconds(1),
            answer,
            start.plusSeconds(10),
            200,
            media);
    return new CallRecord(
        tenant,
        CallId.mint(RANDOM.nextInt(CallId.SHARDS), start, RANDOM),
        CallDirection.INTERNAL,
        "101",
        null,
        "102",
        "102",
        "acme.test",
        start,
        start.plusSeconds(1),
        answer,
        start.plusSeconds(10),
        reason,
        null,
        200,
        new NodeId("node-1"),
        List.of(leg));
  }

  /** Answered calls, a second apart. */
  static List<CallRecord> answered(TenantId tenant, int count) {
    return IntStream.range(0, count).mapToObj(i -> answered(tenant, START.plusSeconds(i))).toList();
  }
}
