package io.tandem.bench.load;

/** Makes the subscribers of a load in the system under load, and tells what that stores of them. */
public interface Provisioning {
  /**
   * Makes organisations of equal size.
   *
   * @param extensions how many each gets
   * @throws io.tandem.harness.HarnessException when the system refuses
   */
  Subscribers create(int tenants, int extensions);

  /** How many rows of a kind the system has stored since its start; 0 where it stores none. */
  long stored(StoredRows rows);
}
