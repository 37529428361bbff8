package io.tandem.tenant;

/**
 * What a tenant may have and do. In every field {@link #UNLIMITED} (−1) is no limit and 0 forbids.
 *
 * @param extensions extensions that may exist
 * @param registrationsPerExtension devices registered at one extension at a time
 * @param concurrentCalls calls that live at a time, over all nodes
 * @param callsPerSecond new calls per second, over all nodes
 */
public record Limits(
    int extensions, int registrationsPerExtension, int concurrentCalls, int callsPerSecond) {
  /** The value that stands for "no limit". */
  public static final int UNLIMITED = -1;

  /** What a new tenant gets unless told otherwise. */
  public static final Limits DEFAULT = new Limits(1000, 10, 20, 10);

  /** Whether one more than {@code used} stays within {@code limit}. */
  public static boolean allowsOneMore(int limit, int used) {
    return limit == UNLIMITED || used < limit;
  }
}
