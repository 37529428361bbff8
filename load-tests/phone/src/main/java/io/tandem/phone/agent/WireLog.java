package io.tandem.phone.agent;

import gov.nist.core.ServerLogger;
import gov.nist.javax.sip.message.SIPMessage;
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

  @Override
  public void logMessage(SIPMessage message, String from, String to, boolean sent, long time) {
    WireRecorder target = recorder;
    if (target != null) {
      target.record(message, sent ? to : from, sent);
    }
  }

  @Override
  public void logMessage(
      SIPMessage message, String from, String to, String status, boolean sent, long time) {
    logMessage(message, from, to, sent, time);
  }

  @Override
  public void logMessage(SIPMessage message, String from, String to, String status, boolean sent) {
    logMessage(message, from, to, sent, 0);
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
