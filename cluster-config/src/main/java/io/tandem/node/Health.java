package io.tandem.node;

import io.tandem.api.http.PlainPage;

/** Whether the node lives, and whether it wants new calls. */
final class Health {
  private static final String DRAINING = "draining";

  private volatile String notReady = "starting";

  void ready() {
    notReady = null;
  }

  void draining() {
    notReady = DRAINING;
  }

  boolean isDraining() {
    return DRAINING.equals(notReady);
  }

  /** {@code /health/live}: this process can answer. */
  PlainPage live() {
    return PlainPage.text(200, "live\n");
  }

  /** {@code /health/ready}: 200 when new calls may come here, 503 with the reason otherwise. */
  PlainPage readiness() {
    String reason = notReady;
    return reason == null ? PlainPage.text(200, "ready\n") : PlainPage.text(503, reason + "\n");
  }
}
