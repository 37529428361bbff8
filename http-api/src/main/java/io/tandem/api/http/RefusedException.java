package io.tandem.api.http;

/**
 * Ends a request with the answer that says why; carries no stack trace, since it is no defect. A
 * handler may throw it or fail its stage with it.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  /** Ends the request with a problem. */
  public RefusedException(Problem.Kind kind, String detail) {
    this(Answer.problem(kind, detail));
  }

  /** Ends the request with {@code answer}. */
  public RefusedException(Answer answer) {
    super(null, null, false, false);
    this.answer = answer;
  }

  /** What the client is told. */
  public Answer answer() {
    return answer;
  }
}
