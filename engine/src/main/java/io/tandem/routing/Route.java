package io.tandem.routing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tandem.id.CborSerializable;
import io.tandem.id.Extension;
import java.time.Duration;

/** Where a dialled number leads. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "route")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Route.ToExtension.class, name = "to-extension"),
  @JsonSubTypes.Type(value = Route.Refused.class, name = "refused")
})
public sealed interface Route extends CborSerializable {
  /**
   * To the phones of an extension of the same tenant.
   *
   * @param ringTime how long they ring before the call ends as not answered
   */
  record ToExtension(Extension extension, Duration ringTime) implements Route {}

  /**
   * Nowhere.
   *
   * @param status the final response's status code
   * @param reason its reason phrase
   */
  record Refused(int status, String reason) implements Route {}
}
