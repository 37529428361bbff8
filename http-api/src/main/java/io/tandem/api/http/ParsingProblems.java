package io.tandem.api.http;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is not proper HTTP, and so never becomes a request, with a {@link Problem}. The
 * server finds it by its class name.
 */
public final class ParsingProblems extends ParsingErrorHandler {
  /** The name under which the server looks for the instance, as that of a Scala object. */
  public static final ParsingProblems MODULE$ = new ParsingProblems();

  private ParsingProblems() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    log.debug("Refused with {}: {}", status.intValue(), error.summary());
    var kind = status.intValue() == 413 ? Problem.Kind.TOO_LARGE : Problem.Kind.BAD_REQUEST;
    return Responses.of(
        Answer.problem(Problem.of(kind, error.summary()).withStatus(status.intValue())));
  }
}
