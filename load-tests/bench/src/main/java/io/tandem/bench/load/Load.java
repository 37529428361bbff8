package io.tandem.bench.load;

/** A kind of load, prepared for a node. Closing it removes what was prepared. */
public interface Load extends AutoCloseable {
  /** Puts the load on and measures. */
  Measurement run(Pace pace);

  @Override
  void close();
}
