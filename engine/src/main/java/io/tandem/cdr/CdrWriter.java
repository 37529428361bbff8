package io.tandem.cdr;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the spool delivers to: the database. */
@FunctionalInterface
public interface CdrWriter {
  /**
   * Stores records of one tenant and one hour. Writing the same record again changes nothing.
   *
   * @return completes when all of them are stored; fails when any may not be
   */
  CompletionStage<Void> write(List<CallRecord> records);
}
