package io.tandem.node;

/**
 * What the integration tests of this module take turns at: those of one lane follow each other, and
 * the lanes run side by side. Each takes about as long as the others, and is for tests that would
 * be in each other's way. A class names its lane with {@link
 * org.junit.jupiter.api.parallel.ResourceLock}.
 */
public final class Lane {
  /** One node as its operator has it. */
  public static final String OPERATION = "lane of the operated node";

  /** Two nodes. */
  public static final String CLUSTER = "lane of the clusters";

  /** What the launcher offers beside the node. */
  public static final String COMMANDS = "lane of the commands";

  /** The node in the tests' own JVM: see {@link TestNode}. */
  public static final String SHARED_NODE = "lane of the shared node";

  private Lane() {}
}
