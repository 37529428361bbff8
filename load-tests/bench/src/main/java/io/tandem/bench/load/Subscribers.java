package io.tandem.bench.load;

import io.tandem.bench.sipp.Account;
import java.util.List;

/** Who registers and calls in a load. Closing it removes them, where that is needed. */
public interface Subscribers extends AutoCloseable {
  /** The accounts of each organisation, all of equal size. */
  List<List<Account>> accounts();

  @Override
  void close();
}
