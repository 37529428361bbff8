package io.tandem.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;

/**
 * What a tenant may have and do; the operator's word, not the tenant's. In every number {@link
 * #UNLIMITED} (−1) is no limit and 0 forbids.
 *
 * @param extensions extensions that may exist
 * @param registrationsPerExtension devices registered at one extension at a time
 * @param concurrentCalls calls that live at a time, over all nodes
 * @param callsPerSecond new calls per second, over all nodes
 * @param registersPerSecond REGISTER requests per second
 * @param callDuration how long a call may last
 * @param cdrRetentionMinimum call detail records are kept at least so long, whatever {@link
 *     TenantSettings#cdrRetention} says
 * @param registrationExpiryMinimum no registration is shorter, whatever {@link
 *     TenantSettings#registrationExpiry} says
 * @param registrationExpiryMaximum no registration is longer
 */
public record Limits(
    int extensions,
    int registrationsPerExtension,
    int concurrentCalls,
    int callsPerSecond,
    int registersPerSecond,
    Duration callDuration,
    Duration cdrRetentionMinimum,
    Duration registrationExpiryMinimum,
    Duration registrationExpiryMaximum) {
  /** The value that stands for "no limit". */
  public static final int UNLIMITED = -1;

  /** What a new tenant gets unless told otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          1000,
          10,
          20,
          10,
          100,
          Duration.ofHours(4),
          Duration.ofDays(90),
          Duration.ofMinutes(1),
          Duration.ofDays(1));

  /** These four, the others as in {@link #DEFAULT}. */
  public Limits(
      int extensions, int registrationsPerExtension, int concurrentCalls, int callsPerSecond) {
    this(
        extensions,
        registrationsPerExtension,
        concurrentCalls,
        callsPerSecond,
        DEFAULT.registersPerSecond,
        DEFAULT.callDuration,
        DEFAULT.cdrRetentionMinimum,
        DEFAULT.registrationExpiryMinimum,
        DEFAULT.registrationExpiryMaximum);
  }

  /** Reads what another node sent: what an older version does not send gets its default. */
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  static Limits received(
      int extensions,
      int registrationsPerExtension,
      int concurrentCalls,
      int callsPerSecond,
      Integer registersPerSecond,
      Duration callDuration,
      Duration cdrRetentionMinimum,
      Duration registrationExpiryMinimum,
      Duration registrationExpiryMaximum) {
    return new Limits(
        extensions,
        registrationsPerExtension,
        concurrentCalls,
        callsPerSecond,
        or(registersPerSecond, DEFAULT.registersPerSecond),
        or(callDuration, DEFAULT.callDuration),
        or(cdrRetentionMinimum, DEFAULT.cdrRetentionMinimum),
        or(registrationExpiryMinimum, DEFAULT.registrationExpiryMinimum),
        or(registrationExpiryMaximum, DEFAULT.registrationExpiryMaximum));
  }

  private static <T> T or(T value, T standard) {
    return value == null ? standard : value;
  }

  /** Whether one more than {@code used} stays within {@code limit}. */
  public static boolean allowsOneMore(int limit, int used) {
    return limit == UNLIMITED || used < limit;
  }
}
