package io.tandem.cdr;

/** Takes the record of an ended call, and before that what it would be if the node were lost. */
@FunctionalInterface
public interface CdrSink {
  /** Takes it over; never blocks and never fails, on any thread. */
  void append(CallRecord record);

  /**
   * A call was answered; {@link #append} follows when it ends.
   *
   * @param lost its record if this node were lost now, see {@link CallRecord#isLost}
   */
  default void answered(CallRecord lost) {}
}
