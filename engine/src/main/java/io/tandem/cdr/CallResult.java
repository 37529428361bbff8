package io.tandem.cdr;

/** What came of a call, as lists and reports show it. */
public enum CallResult {
  ANSWERED,
  NO_ANSWER,
  BUSY,
  REJECTED,
  CANCELLED,
  FAILED;

  static CallResult of(boolean answered, EndReason reason) {
    if (answered) {
      return ANSWERED;
    }
    return switch (reason) {
      case NO_ANSWER -> NO_ANSWER;
      case BUSY -> BUSY;
      case REJECTED -> REJECTED;
      case CANCELLED, CALLER_HANGUP -> CANCELLED;
      default -> FAILED;
    };
  }
}
