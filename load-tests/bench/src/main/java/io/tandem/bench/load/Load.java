package io.tandem.bench.load;

/** A kind of load, prepared for a node. Closing it removes what was prepared. */
public interface Load extends AutoCloseable {
  /** Puts the load on and measures. */
  Measurement run(Pace pace);

  /**
   * Has all phones speak to another node of the cluster from now on. What they left at the first
   * one (their tenants, and who is registered) stays there.
   */
  void moveTo(Target other);

  @Override
  void close();
}
