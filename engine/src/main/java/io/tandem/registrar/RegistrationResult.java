package io.tandem.registrar;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tandem.id.CborSerializable;
import java.util.List;

/** What became of a REGISTER. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegistrationResult.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = RegistrationResult.OutOfOrder.class, name = "out-of-order"),
  @JsonSubTypes.Type(value = RegistrationResult.LimitReached.class, name = "limit-reached")
})
public sealed interface RegistrationResult extends CborSerializable {
  /**
   * Done (200).
   *
   * @param contacts every binding that the address of record has now
   */
  record Accepted(List<RegisteredContact> contacts) implements RegistrationResult {}

  /** A newer request of the same Call-ID was there before: nothing changed (500, §10.3). */
  record OutOfOrder(long seenCseq) implements RegistrationResult {}

  /** The extension has all the bindings that its tenant allows: nothing changed (403). */
  record LimitReached(int limit) implements RegistrationResult {}
}
