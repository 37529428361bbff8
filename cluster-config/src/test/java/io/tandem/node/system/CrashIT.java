package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

/** Entities that a bug ends while calls run: what a tenant uses is what lives of its calls. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class CrashIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  private final TestNode node = TestNode.shared();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private TestTenant tenant;
  private Talk first;
  private Talk second;

  @BeforeEach
  void call() {
    tenant = TestTenant.create(node);
    tenant.limits("concurrent_calls", 2);
    first = Talk.between(tenant.registered("1001"), tenant.registered("1802"));
    second = Talk.between(tenant.registered("1003"), tenant.registered("1804"));
    log.start();
    ROOT.addAppender(log);
  }

  @AfterEach
  void switchOff() {
    ROOT.detachAppender(log);
    tenant.close();
  }

  @Test
  void aCallThatBreaksEndsWithARecordAndNoOtherDoes() {
    node.breakCall(tenant.id(), idOfCallFrom("1001"));
    first.caller().awaitEnd(SOON);
    first.callee().awaitEnd(SOON);
    awaitCrash("CallEntity");

    tenant.cdr().between("1001", "1802").ended("ANSWERED", "FAILED", 200);
    awaitUse(1);
    second.audible();
    Talk again = Talk.between(first.caller().phone(), first.callee().phone());
    assertThat(used()).isEqualTo(2);
    again.audible().end();
    second.end();
    tenant.cdrs(3);
    awaitUse(0);
  }

  @Test
  void aTenantThatBreaksCountsItsCallsAnewAndKeepsItsLimits() {
    Phone other = tenant.registered("1005");
    node.breakTenant(tenant.id());
    awaitCrash("TenantEntity");

    awaitUse(2);
    assertThat(other.call("1802").awaitEnd(SOON).status()).isEqualTo(503);
    first.audible().end();
    awaitUse(1);
    first = Talk.between(other, first.callee().phone()).audible();
    awaitUse(2);
    first.end();
    second.audible().end();
    tenant.cdrs(4);
    awaitUse(0);
  }

  private String idOfCallFrom(String caller) {
    var calls = new ArrayList<JsonNode>();
    tenant.calls().forEach(calls::add);
    return calls.stream()
        .filter(call -> call.get("caller").asText().equals(caller))
        .map(call -> call.get("id").asText())
        .findFirst()
        .orElseThrow();
  }

  private void awaitCrash(String entity) {
    await().atMost(SOON).until(() -> hasCrashed(entity));
  }

  private boolean hasCrashed(String entity) {
    synchronized (log) { // as its writers are
      return log.list.stream()
          .map(ILoggingEvent::getThrowableProxy)
          .filter(Objects::nonNull)
          .flatMap(thrown -> Stream.of(thrown.getStackTraceElementProxyArray()))
          .anyMatch(frame -> frame.getStackTraceElement().getClassName().contains(entity));
    }
  }

  private void awaitUse(int calls) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(tenant.calls()).hasSize(calls);
              assertThat(used()).isEqualTo(calls);
            });
  }

  private int used() {
    return tenant.get("/usage").get("concurrent_calls").get("used").asInt();
  }
}
