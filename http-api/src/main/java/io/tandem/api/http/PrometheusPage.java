package io.tandem.api.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/** A registry's meters in Prometheus' text format, for {@code /metrics}. */
public final class PrometheusPage implements Supplier<PlainPage> {
  /** The text exposition format, version 0.0.4. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;

  public PrometheusPage(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public PlainPage get() {
    return new PlainPage(200, CONTENT_TYPE, registry.scrape(CONTENT_TYPE));
  }
}
