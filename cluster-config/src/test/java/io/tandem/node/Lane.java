package io.tandem.node;

/**
 * What the integration tests of this module take turns at: those of one lane follow each other, and
 * the lanes run side by side. A lane is for tests that would be in each other's way, and is to take
 * about as long as the others. A class names its lane with {@link
 * org.junit.jupiter.api.parallel.ResourceLock}.
 */
public final class Lane {
  /** One node in a process of its own, and what the launcher offers beside it. */
  public static final String PROCESS = "lane of the processes";

  /** Two nodes, together or one after the other. */
  public static final String CLUSTER = "lane of the clusters";

  /** The node in the tests' own JVM, see {@link TestNode}, and nodes that do not come to be. */
  public static final String SHARED_NODE = "lane of the shared node";

  private Lane() {}
}
