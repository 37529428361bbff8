package io.tandem.api.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * What the API tells about itself: {@code tandem.http.requests}, a timer by method, route template
 * and status, and {@code tandem.http.refusals} by problem code. Tags come from the routes and never
 * from a request, so their number is bounded.
 */
final class RequestMeters {
  private static final String NO_ROUTE = "none";

  private final MeterRegistry registry;

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  Timer.Sample start() {
    return Timer.start(registry);
  }

  /** A request was answered; {@code endpoint} is {@code null} when no route was found. */
  void answered(Timer.Sample sample, Endpoint<?> endpoint, Answer answer) {
    sample.stop(
        Timer.builder("tandem.http.requests")
            .tag("method", endpoint == null ? NO_ROUTE : endpoint.method().name())
            .tag("route", endpoint == null ? NO_ROUTE : endpoint.path().toString())
            .tag("status", Integer.toString(answer.status()))
            .register(registry));
    if (answer.body() instanceof Problem problem) {
      registry.counter("tandem.http.refusals", "code", problem.code()).increment();
    }
  }
}
