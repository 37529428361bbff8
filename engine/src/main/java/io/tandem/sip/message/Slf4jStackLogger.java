package io.tandem.sip.message;

import gov.nist.core.StackLogger;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where JAIN-SIP's parsers log to. Everything goes out at debug or trace: what is wrong with a
 * message is reported by our own parser, and a packet from the network must not fill the log.
 */
final class Slf4jStackLogger implements StackLogger {
  private static final Logger LOG = LoggerFactory.getLogger("io.tandem.sip.jain");

  @Override
  public void logStackTrace() {
    logStackTrace(TRACE_TRACE);
  }

  @Override
  public void logStackTrace(int traceLevel) {
    if (LOG.isTraceEnabled()) {
      LOG.trace("called from", new Throwable());
    }
  }

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public void logException(Throwable ex) {
    LOG.debug("JAIN-SIP", ex);
  }

  @Override
  public void logDebug(String message) {
    LOG.trace(message);
  }

  @Override
  public void logDebug(String message, Exception ex) {
    LOG.trace(message, ex);
  }

  @Override
  public void logTrace(String message) {
    LOG.trace(message);
  }

  @Override
  public void logFatalError(String message) {
    LOG.debug(message);
  }

  @Override
  public void logError(String message) {
    LOG.debug(message);
  }

  @Override
  public void logError(String message, Exception ex) {
    LOG.debug(message, ex);
  }

  @Override
  public void logWarning(String message) {
    LOG.debug(message);
  }

  @Override
  public void logInfo(String message) {
    LOG.trace(message);
  }

  @Override
  public boolean isLoggingEnabled() {
    return LOG.isDebugEnabled();
  }

  @Override
  public boolean isLoggingEnabled(int logLevel) {
    return logLevel >= TRACE_DEBUG ? LOG.isTraceEnabled() : LOG.isDebugEnabled();
  }

  @Override
  public void disableLogging() {
    // Levels are the logging framework's to set.
  }

  @Override
  public void enableLogging() {
    // Levels are the logging framework's to set.
  }

  @Override
  public void setBuildTimeStamp(String buildTimeStamp) {
    // Of no use without the stack.
  }

  @Override
  public void setStackProperties(Properties stackProperties) {
    // Of no use without the stack.
  }

  @Override
  public String getLoggerName() {
    return LOG.getName();
  }
}
