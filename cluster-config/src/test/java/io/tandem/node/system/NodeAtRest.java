package io.tandem.node.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.node.TestNode;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * Holds a class of tests to leave the shared node as it was: no call lives, no port belongs to a
 * session. Ends the node after the last class of this JVM.
 */
public final class NodeAtRest implements BeforeAllCallback, AfterAllCallback {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(
            NodeAtRest.class, key -> (AutoCloseable) TestNode::closeShared, AutoCloseable.class);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    assertAtRest(TestNode.shared());
  }

  /** Waits until nothing is left of calls and of their media. */
  public static void assertAtRest(TestNode node) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(node.liveCalls()).as("live calls").isZero();
              assertThat(node.media().sessions()).as("media sessions").isZero();
              assertThat(node.media().inUse()).as("port pairs in use").isZero();
            });
  }
}
