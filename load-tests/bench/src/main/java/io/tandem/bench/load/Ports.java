package io.tandem.bench.load;

/** Finds ports for phones. */
@FunctionalInterface
public interface Ports {
  /** A port that nobody uses, for UDP and TCP. */
  int free();
}
