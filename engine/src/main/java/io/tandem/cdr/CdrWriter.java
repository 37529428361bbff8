package io.tandem.cdr;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the spool delivers to: the database. */
@FunctionalInterface
public interface CdrWriter {
  /**
   * Stores records of one tenant and one hour. Writing the same record again changes nothing.
   *
   * @return completes when all of them are stored; fails when any may not be, with {@link
   *     TenantFailure} when the others' records have nothing to do with it, with {@link Refused}
   *     when one of them at least will never be stored
   */
  CompletionStage<Void> write(List<CallRecord> records);

  /** Something is wrong with the tenant of the records, and not with the database. */
  final class TenantFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TenantFailure(Throwable cause) {
      super(cause);
    }
  }

  /** The database refuses for good to take one of the records as it is. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
