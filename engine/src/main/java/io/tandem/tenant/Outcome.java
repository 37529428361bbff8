package io.tandem.tenant;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.function.Function;

/**
 * What became of a wish to read or change a tenant's configuration. Refusals are values; only the
 * failure of a store or a node fails the stage that carries an outcome.
 *
 * @param <T> what is handed back on success
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Outcome.NotFound.class, name = "not-found"),
  @JsonSubTypes.Type(value = Outcome.Conflict.class, name = "conflict"),
  @JsonSubTypes.Type(value = Outcome.StaleVersion.class, name = "stale-version"),
  @JsonSubTypes.Type(value = Outcome.LimitReached.class, name = "limit-reached"),
  @JsonSubTypes.Type(value = Outcome.Invalid.class, name = "invalid"),
  @JsonSubTypes.Type(value = Outcome.Busy.class, name = "busy")
})
public sealed interface Outcome<T> {

  /**
   * It is done.
   *
   * @param value the object as it is now
   * @param version the object's version, its ETag
   */
  record Done<T>(T value, long version) implements Outcome<T> {}

  /** There is no such tenant or object. */
  record NotFound<T>() implements Outcome<T> {}

  /**
   * It clashes with what exists or with the tenant's status; {@code code} is one snake_case word.
   */
  record Conflict<T>(String code, String message) implements Outcome<T> {}

  /** The object has changed since the version that the caller expected (If-Match). */
  record StaleVersion<T>(long current) implements Outcome<T> {}

  /** A limit of the tenant forbids it; {@code limit} is its name as in {@code extensions}. */
  record LimitReached<T>(String limit, int value) implements Outcome<T> {}

  /** The wish itself is wrong. */
  record Invalid<T>(List<FieldError> errors) implements Outcome<T> {}

  /** The tenant has too many changes waiting; try again later. */
  record Busy<T>() implements Outcome<T> {}

  /** This outcome with {@code change} applied to what was done; refusals stay as they are. */
  default <R> Outcome<R> map(Function<? super T, ? extends R> change) {
    if (this instanceof Done<T> done) {
      return new Done<>(change.apply(done.value()), done.version());
    }
    if (this instanceof Conflict<T> conflict) {
      return new Conflict<>(conflict.code(), conflict.message());
    }
    if (this instanceof StaleVersion<T> stale) {
      return new StaleVersion<>(stale.current());
    }
    if (this instanceof LimitReached<T> reached) {
      return new LimitReached<>(reached.limit(), reached.value());
    }
    if (this instanceof Invalid<T> invalid) {
      return new Invalid<>(invalid.errors());
    }
    return this instanceof Busy<T> ? new Busy<>() : new NotFound<>();
  }
}
