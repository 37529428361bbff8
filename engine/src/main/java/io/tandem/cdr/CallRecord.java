package io.tandem.cdr;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tandem.id.CallId;
import io.tandem.id.CborSerializable;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.id.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * The detail record of one call with its legs, made when the call ends. Times are UTC with
 * milliseconds. Texts become well-formed: a spool may still hold some that an earlier release cut
 * in the middle of a character.
 *
 * @param caller the calling extension or number
 * @param callerName the caller's display name; may be null
 * @param callee who was reached, or was to be reached when nobody was
 * @param dialled what the caller dialled
 * @param dialledDomain the host part of what the caller dialled; null in records of before
 * @param startedAt when the INVITE came
 * @param ringingAt when it first rang; null when it never did
 * @param answeredAt when it was answered; null when it was not
 * @param endCause null when the reason says it all, and in records of before
 * @param sipStatus the final status the caller was given; null when there was none
 * @param node the node that carried the call at its end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallRecord(
    TenantId tenant,
    CallId callId,
    CallDirection direction,
    String caller,
    String callerName,
    String callee,
    String dialled,
    String dialledDomain,
    Instant startedAt,
    Instant ringingAt,
    Instant answeredAt,
    Instant endedAt,
    EndReason endReason,
    EndCause endCause,
    Integer sipStatus,
    NodeId node,
    List<LegRecord> legs)
    implements CborSerializable {

  public CallRecord {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(callId, "callId");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(endReason, "endReason");
    Objects.requireNonNull(node, "node");
    caller = Text.wellFormed(caller);
    callerName = Text.wellFormed(callerName);
    callee = Text.wellFormed(callee);
    dialled = Text.wellFormed(dialled);
    startedAt = toMillis(Objects.requireNonNull(startedAt, "startedAt"));
    ringingAt = toMillis(ringingAt);
    answeredAt = toMillis(answeredAt);
    endedAt = toMillis(Objects.requireNonNull(endedAt, "endedAt"));
    legs = List.copyOf(legs);
  }

  /** What came of the call; derived. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public CallResult result() {
    return CallResult.of(answeredAt != null, endReason);
  }

  /** From the INVITE to the end, milliseconds; derived. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public long durationMs() {
    return Math.max(0, Duration.between(startedAt, endedAt).toMillis());
  }

  /** From the answer to the end, milliseconds; 0 when nobody answered; derived. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public long talkDurationMs() {
    return answeredAt == null ? 0 : Math.max(0, Duration.between(answeredAt, endedAt).toMillis());
  }

  /**
   * Whether somebody else says so because the call's node was lost. Such a record is stored as of
   * {@link #endedAt}, so that the call's own, if there is one, counts in whatever order they come.
   */
  @JsonIgnore
  public boolean isLost() {
    return endReason == EndReason.NODE_LOST;
  }

  /** The record of a call of a lost node that lived until {@code mark} for sure. */
  CallRecord lostAt(Instant mark) {
    Instant known = mark.isBefore(endedAt) ? endedAt : mark;
    return new CallRecord(
        tenant,
        callId,
        direction,
        caller,
        callerName,
        callee,
        dialled,
        dialledDomain,
        startedAt,
        ringingAt,
        answeredAt,
        known,
        EndReason.NODE_LOST,
        null,
        sipStatus,
        node,
        legs);
  }

  static Instant toMillis(Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS);
  }
}
