package io.tandem.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tandem.tenant.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What went wrong, for a program and for a person (RFC 9457).
 *
 * @param type a relative reference that names the kind of problem, {@code /problems/not-found}
 * @param title the kind of problem, in a few words
 * @param status the HTTP status
 * @param detail this occurrence: what was wrong and what would be right
 * @param code the kind of problem as a constant
 * @param errors one entry for each wrong field; empty when it is not about fields
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    @Required String type,
    @Required String title,
    int status,
    @Required String detail,
    @Required String code,
    List<FieldError> errors) {

  /** A problem of {@code kind} with its own words. */
  public static Problem of(Kind kind, String detail) {
    return of(kind, detail, List.of());
  }

  private static Problem of(Kind kind, String detail, List<FieldError> errors) {
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Problem("/problems/" + name, kind.title, kind.status, detail, kind.name(), errors);
  }

  /** A problem with fields, of which each is named with what is wrong. */
  public static Problem ofFields(List<FieldError> errors) {
    String detail =
        errors.stream().map(e -> e.field() + " " + e.message()).collect(Collectors.joining("; "));
    return of(Kind.INVALID, detail, errors);
  }

  /** A conflict with a code of its own, such as {@code domain_taken}. */
  public static Problem ofConflict(String code, String detail) {
    var kind = Kind.CONFLICT;
    var problem = of(kind, detail);
    return new Problem(
        problem.type(), kind.title, kind.status, detail, code.toUpperCase(Locale.ROOT), List.of());
  }

  /** This problem with another status of the same class. */
  Problem withStatus(int other) {
    return new Problem(type, title, other, detail, code, errors);
  }

  /** The kinds of problems: the one place that maps them to statuses. */
  public enum Kind {
    BAD_REQUEST(400, "The request is not proper HTTP"),
    MALFORMED_JSON(400, "The body is not what this resource takes"),
    INVALID_PARAMETER(400, "A query parameter is wrong"),
    UNAUTHENTICATED(401, "A valid token is needed"),
    WRONG_CREDENTIALS(401, "User name or password is wrong"),
    FORBIDDEN(403, "Your role does not allow this"),
    TENANT_READ_ONLY(403, "The tenant is not in service and can only be read"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This resource does not know the method"),
    REQUEST_TIMEOUT(408, "The body took too long to arrive"),
    CONFLICT(409, "It conflicts with what is there"),
    STALE_VERSION(412, "It was changed in the meantime"),
    TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json"),
    INVALID(422, "Some fields are wrong"),
    LIMIT_REACHED(422, "A limit of the tenant is reached"),
    TOO_MANY_REQUESTS(429, "Too many attempts"),
    INTERNAL(500, "Something went wrong on our side"),
    UNAVAILABLE(503, "The service cannot answer now");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }
  }
}
