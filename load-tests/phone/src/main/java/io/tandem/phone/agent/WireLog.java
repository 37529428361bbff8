package io.tandem.phone.agent;

import gov.nist.core.ServerLogger;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.sip.SipStack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives every message that a stack puts on or takes off the wire, retransmissions included, and
 * hands it to the recorder of the phone. The stack makes an instance by reflection; recorders are
 * found by the stack's name.
 */
public final class WireLog implements ServerLogger {
  private static final Logger LOG = LoggerFactory.getLogger(WireLog.class);
  private static final Map<String, WireRecorder> RECORDERS = new ConcurrentHashMap<>();

  private volatile WireRecorder recorder;

  /** Announces the recorder of a stack that is about to be made. */
  static void announce(String stackName, WireRecorder recorder) {
    RECORDERS.put(stackName, recorder);
  }

  @Override
  public void setStackProperties(Properties properties) {
    recorder = RECORDERS.remove(properties.getProperty("javax.sip.STACK_NAME"));
  }

  @Override
  public void setSipStack(SipStack stack) {
    LOG.trace("Wire log of {}", stack);
  }

  /** What was sent, after it was; and what was received, but a response only by UDP. */
  @Override
  public void logMessage(SIPMessage message, String from, String to, boolean sent, long time) {
    if (sent) {
      record(message, to, true, sentAt(time));
    } else if (message instanceof SIPRequest) {
      record(message, from, false, Instant.now());
    }
  }

  /** Every response received, by any transport. */
  @Override
  public void logMessage(
      SIPMessage message, String from, String to, String status, boolean sent, long time) {
    record(message, sent ? to : from, sent, Instant.now());
  }

  @Override
  public void logMessage(SIPMessage message, String from, String to, String status, boolean sent) {
    record(message, sent ? to : from, sent, Instant.now());
  }

  /**
   * The stack writes its log after sending, when the answer may be there already, but knows the
   * millisecond in which it began to send; the end of that is after whatever caused the message.
   */
  private static Instant sentAt(long millis) {
    Instant end = Instant.ofEpochMilli(millis).plusNanos(999_000);
    Instant now = Instant.now();
    return now.isBefore(end) ? now : end;
  }

  private void record(SIPMessage message, String peer, boolean sent, Instant at) {
    WireRecorder target = recorder;
    if (target != null) {
      target.record(message, peer, sent, at);
    }
  }

  @Override
  public void logException(Exception failure) {
    LOG.warn("Exception in the SIP stack", failure);
  }

  @Override
  public void closeLogFile() {
    recorder = null;
  }
}
