package io.tandem.phone.media;

/** Collects the digits of RFC 4733 events: one per event timestamp. Thread safe. */
final class DtmfReceiver {
  private static final int MAX_DIGITS = 1000;

  private final StringBuilder digits = new StringBuilder();
  private int payloadType = -1;
  private long lastTimestamp = -1;

  synchronized void payloadType(int value) {
    payloadType = value;
  }

  /** Takes the packet if it is an event. */
  synchronized boolean take(RtpPacket packet) {
    if (packet.payloadType() != payloadType || packet.payload().length < 4) {
      return false;
    }
    int event = packet.payload()[0] & 0xFF;
    boolean isNew = packet.timestamp() != lastTimestamp;
    lastTimestamp = packet.timestamp();
    if (isNew && event < DtmfSender.DIGITS.length() && digits.length() < MAX_DIGITS) {
      digits.append(DtmfSender.DIGITS.charAt(event));
    }
    return true;
  }

  synchronized String digits() {
    return digits.toString();
  }

  synchronized void reset() {
    digits.setLength(0);
  }
}
