package io.tandem.phone.agent;

import gov.nist.core.StackLogger;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SIP stack's own log on SLF4J. The stack makes an instance by reflection; without this class
 * it looks for log4j and does not start. It calls {@link #isLoggingEnabled(int)} with the level of
 * messages before it calls the {@link WireLog}.
 */
public final class StackLog implements StackLogger {
  private static final Logger LOG = LoggerFactory.getLogger("sip-stack");

  @Override
  public void logStackTrace() {
    LOG.trace("Stack trace", new Throwable());
  }

  @Override
  public void logStackTrace(int level) {
    LOG.trace("Stack trace", new Throwable());
  }

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public void logException(Throwable failure) {
    LOG.warn("Exception in the SIP stack", failure);
  }

  @Override
  public void logDebug(String message) {
    LOG.trace(message);
  }

  @Override
  public void logDebug(String message, Exception failure) {
    LOG.trace(message, failure);
  }

  @Override
  public void logTrace(String message) {
    LOG.trace(message);
  }

  @Override
  public void logFatalError(String message) {
    LOG.error(message);
  }

  @Override
  public void logError(String message) {
    LOG.info(message);
  }

  @Override
  public void logError(String message, Exception failure) {
    LOG.info(message, failure);
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
    return true;
  }

  @Override
  public boolean isLoggingEnabled(int level) {
    return level <= TRACE_INFO;
  }

  @Override
  public void disableLogging() {
    LOG.debug("The stack asked to disable its log");
  }

  @Override
  public void enableLogging() {
    LOG.debug("The stack asked to enable its log");
  }

  @Override
  public void setBuildTimeStamp(String stamp) {
    LOG.trace("SIP stack built {}", stamp);
  }

  @Override
  public void setStackProperties(Properties properties) {
    LOG.trace("SIP stack properties {}", properties);
  }

  @Override
  public String getLoggerName() {
    return LOG.getName();
  }
}
