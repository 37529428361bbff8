package io.tandem.cdr;

/** Takes the record of an ended call. */
@FunctionalInterface
public interface CdrSink {
  /** Takes it over; never blocks and never fails, on any thread. */
  void append(CallRecord record);
}
